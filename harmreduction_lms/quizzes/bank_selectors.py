"""How the question bank is used: where questions stand, and how often they were asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from harmreduction_lms.quizzes.models import Question, QuizResponse


@dataclass(frozen=True)
class Usage:
    """Where a question is used: pages it stands on, answers learners gave to it, and to older versions."""

    pages: int
    times_asked: int
    old_versions: int = 0

    @property
    def is_used(self) -> bool:
        return bool(self.pages or self.times_asked)


def offered_questions() -> QuerySet[Question]:
    """What quizzes may be given: published and not archived."""
    return Question.objects.filter(live=True, is_archived=False)


def unused_questions(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Those of `questions` that no page refers to."""
    references = _references().filter(to_object_id=Cast(OuterRef("pk"), CharField()))
    return questions.filter(~Exists(references))


def usage_of(questions: Iterable[Question]) -> dict[int, Usage]:
    """The usage of these questions by primary key, whatever their number. Two queries."""
    rows = {question.pk: question.translation_key for question in questions}
    pages = _pages_by_question(rows)
    asked = _times_asked(rows.values())
    return {pk: Usage(pages.get(str(pk), 0), asked.get(key, 0)) for pk, key in rows.items()}


def usage_in_detail(question: Question) -> Usage:
    """With the answers that were given to versions before the live one. Three queries."""
    usage = usage_of([question])[question.pk]
    old = QuizResponse.objects.filter(question_key=question.translation_key).exclude(
        revision_id=question.live_revision_id
    )
    return Usage(usage.pages, usage.times_asked, old.count() if question.live_revision_id else 0)


def used_questions(questions: Iterable[Question]) -> list[Question]:
    """Those that stand on a page or have been answered: they are archived, never deleted. Two queries."""
    listed = list(questions)
    usage = usage_of(listed)
    return [question for question in listed if usage[question.pk].is_used]


def _references() -> QuerySet[ReferenceIndex]:
    """What refers to questions. Wagtail keeps this index whenever something is saved."""
    content_type = ContentType.objects.get_for_model(Question)
    references: QuerySet[ReferenceIndex] = ReferenceIndex.objects.filter(to_content_type=content_type)
    return references


def _pages_by_question(pks: Iterable[int]) -> dict[str, int]:
    references = _references().filter(to_object_id__in=[str(pk) for pk in pks])
    sources = references.order_by().values_list("to_object_id", "base_content_type", "object_id").distinct()
    return Counter(to_object_id for to_object_id, _type, _source in sources)


def _times_asked(keys: Iterable[UUID]) -> dict[UUID, int]:
    rows = QuizResponse.objects.filter(question_key__in=list(keys)).order_by()
    return dict(rows.values("question_key").annotate(times=Count("pk")).values_list("question_key", "times"))
