"""What the figures mean, for an educator who has to act on them."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.quizzes.item_analysis import Analysis, Flag, Flagged, QuizFigures
from harmreduction_lms.quizzes.item_analysis.intervals import SMALL_SAMPLE
from harmreduction_lms.quizzes.item_analysis.options import OptionFigures
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.statistics import Attempts


ATTEMPTS = {
    Attempts.FIRST: _("Each learner's first attempt"),
    Attempts.LAST: _("Each learner's last attempt"),
    Attempts.BEST: _("Each learner's best attempt"),
    Attempts.ALL: _("All attempts"),
}

FLAGS = {
    Flag.KEY_MAY_BE_WRONG: _(
        "The key may be wrong: those who did well elsewhere tend to get this one wrong. "
        "Check which option is marked as right, and whether the question can be read in two ways."
    ),
    Flag.NEGATIVE_DISCRIMINATION: _(
        "Those who did well elsewhere did no better here, rather worse. "
        "It may be chance. Check the key, and look again after more attempts."
    ),
    Flag.WORSE_THAN_GUESSING: _(
        "Learners do worse than if they had guessed. The key may be wrong, or the question misleads."
    ),
    Flag.ATTRACTIVE_DISTRACTOR: _(
        "Those who did well elsewhere tend to choose “%(option)s”, which is marked as wrong. "
        "It may be right as well."
    ),
    Flag.NO_VARIANCE: _("Everybody earned the same: it tells nobody apart."),
    Flag.TOO_EASY: _("Too easy to tell anybody apart. Fine for something everybody must know."),
    Flag.TOO_HARD: _("Hardly anybody gets it right. Is it taught before the quiz?"),
    Flag.WEAK_DISCRIMINATION: _(
        "It hardly tells those who did well elsewhere from those who did not. Is it about something else?"
    ),
    Flag.UNUSED_DISTRACTOR: _("Nobody chose “%(option)s”. Replace it by a mistake that people make."),
    Flag.RARE_DISTRACTOR: _("Fewer than 5 %% chose “%(option)s”. Replace it by a mistake that people make."),
    Flag.SMALL_SAMPLE: _("Fewer than %(number)d attempts: all of this may be chance."),
}


def flag_sentence(flagged: Flagged) -> str:
    return str(FLAGS[flagged.flag]) % {"option": flagged.option, "number": SMALL_SAMPLE}


def remarks(analysis: Analysis, *, waiting: int = 0) -> list[str]:
    """What is to be said about a quiz as a whole; `waiting` attempts have answers to be graded by hand."""
    return [*_waiting(waiting), *_size(analysis), *_consistency(analysis.quiz)]


def _waiting(number: int) -> list[str]:
    if not number:
        return []
    sentence = ngettext(
        "%(number)d attempt does not count yet: an answer in it waits to be graded by hand.",
        "%(number)d attempts do not count yet: answers in them wait to be graded by hand.",
        number,
    )
    return [sentence % {"number": number}]


def _size(analysis: Analysis) -> list[str]:
    found = []
    attempts = analysis.quiz.attempts
    if attempts < SMALL_SAMPLE:
        found.append(
            ngettext(
                "Only one attempt counts here. From %(least)d on, these figures begin to say something.",
                "Only %(number)d attempts count here. Below %(least)d, most of what you see may be chance.",
                attempts,
            )
            % {"number": attempts, "least": SMALL_SAMPLE}
        )
    if not analysis.same_paper:
        found.append(
            gettext(
                "Learners did not all have the same questions. Effective weights are left out, and internal "
                "consistency compares the places in the quiz instead of the questions."
            )
        )
    return found


def _consistency(quiz: QuizFigures) -> list[str]:
    """Bounds: Moodle's reading aids (above 75 satisfactory, below 64 not)."""
    if quiz.cic is None:
        return []
    if quiz.cic < 0:
        return [
            gettext(
                "Internal consistency is negative: doing well on one question goes with doing badly "
                "on others. Look for a wrong key first."
            )
        ]
    if quiz.cic < 64:
        return [
            gettext(
                "Internal consistency is low. The questions ask for different things, or there are too few "
                "of them to rank learners by the total."
            )
        ]
    return [gettext("Internal consistency is satisfactory.")] if quiz.cic > 75 else []


def option_verdict(option: OptionFigures) -> str:
    """What an option does, in a few words."""
    if option.is_correct:
        return gettext("Right answer")
    if not option.option:
        return ""
    if option.is_correct is None:
        return gettext("No longer an option")
    if option.attracts_the_able:
        return gettext("Chosen by those who did well elsewhere")
    if option.is_rarely_chosen:
        return gettext("Rarely chosen: it does not work") if option.count else gettext("Nobody chose it")
    return gettext("Works")


def kind_label(name: str) -> str:
    kind = question_kinds.get(name)
    return str(kind.label) if kind else name


def sentences(flagged: Sequence[Flagged]) -> list[str]:
    return [flag_sentence(one) for one in flagged]
