"""Finding a quiz by what somebody types: a translation key, a page id, or the end of its address."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError
from harmreduction_lms.quizzes.selectors import quiz_page_models


class QuizNotFound(HarmReductionLMSError):
    """Nothing, or more than one quiz, fits what somebody typed."""

    message = _("There is no such quiz.")


def find_quiz(text: str) -> UUID:
    """The quiz's key, or `QuizNotFound` with what to do. A key is taken as it is: its page may be gone."""
    try:
        return UUID(text)
    except ValueError:
        return _by_page(text)


def _by_page(text: str) -> UUID:
    slugs = text.strip("/")
    where = Q(pk=int(slugs)) if slugs.isascii() and slugs.isdecimal() else Q(url_path__endswith=f"/{slugs}/")
    found = {
        key
        for model in quiz_page_models()
        for key in model._default_manager.filter(where).values_list("translation_key", flat=True)
    }
    if len(found) == 1:
        return UUID(str(found.pop()))
    if found:
        raise QuizNotFound(
            gettext(
                "“%(text)s” fits more than one quiz. Give more of its address, or one of these keys: "
                "%(keys)s."
            )
            % {"text": text, "keys": ", ".join(sorted(map(str, found)))}
        )
    raise QuizNotFound(
        gettext("There is no quiz “%(text)s”. Give its page id, its address such as course/quiz, or its key.")
        % {"text": text}
    )
