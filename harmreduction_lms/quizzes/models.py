"""The question bank and what learners did with it.

A question can be edited for ever; an attempt cannot. Whatever an attempt needs (texts, keys, points, pass
mark) is frozen into its `paper` when it starts, so nothing here may read a live question to grade.
"""

import uuid
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from harmreduction_lms.core.fields import PAGE_MODEL, BlocksField
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.grading import whole_percent
from harmreduction_lms.quizzes.kinds import KindStreamBlock
from harmreduction_lms.quizzes.kinds.base import block_messages


class QuestionTag(TagBase):
    """A tag of the question bank; kept apart from the site's other tags so that lists stay short.

    Personal data: none.
    """

    free_tagging = True

    class Meta:
        verbose_name = _("question tag")
        verbose_name_plural = _("question tags")


class TaggedQuestion(ItemBase):
    """A tag on a question.

    Personal data: none.
    """

    tag = models.ForeignKey(QuestionTag, related_name="tagged_questions", on_delete=models.CASCADE)
    content_object = ParentalKey(
        "harmreduction_lms.Question", related_name="tagged_items", on_delete=models.CASCADE
    )


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One question of the bank, draftable and revisable like a page.

    `answer` holds exactly one block; its type is the question's kind and names a `QuestionKind`.

    Personal data: none.
    """

    title = models.CharField(
        _("title"),
        max_length=160,
        help_text=_("For editors: how this question is found in the bank. Learners never see it."),
    )
    stem = RichTextField(
        _("question"),
        features=["bold", "italic", "superscript", "subscript", "link", "ul", "ol"],
        help_text=_("What the learner is asked."),
    )
    answer = BlocksField(KindStreamBlock, verbose_name=_("answer"), min_num=1, max_num=1)
    rationale = RichTextField(
        _("rationale"),
        blank=True,
        features=["bold", "italic", "superscript", "subscript", "link", "ul", "ol"],
        help_text=_("Shown after the answer: why it is so, and what it rests on."),
    )
    source_note = models.CharField(
        _("sources"),
        max_length=255,
        blank=True,
        help_text=_("Keys of the references this question rests on."),
    )
    curriculum_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    tags = ClusterTaggableManager(through=TaggedQuestion, blank=True, verbose_name=_("tags"))
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="question")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )

    search_fields = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("stem"),
        index.SearchField("rationale"),
        index.FilterField("live"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def kind(self) -> str:
        """Name of the question kind, e.g. `ordering`; empty while an editor has not chosen one."""
        # From the raw data: building the block only to ask its name is what starting a quiz would wait for.
        return str(self.answer.raw_data[0]["type"]) if self.answer else ""

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "harmreduction_lms/quizzes/question_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from harmreduction_lms.quizzes.asked import from_question
        from harmreduction_lms.quizzes.presentation import preview_items

        items = preview_items([from_question(self)])
        return {**super().get_preview_context(request, mode_name), "items": items}

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Refuses a revision whose answer cannot be graded, whoever publishes it: editor, task or loader."""
        revision.as_object().check_answer()
        return super().publish(revision, *args, **kwargs)

    def check_answer(self) -> None:
        """Raises `QuestionNotReady` unless the answer is complete. Drafts need not be."""
        try:
            self.answer.stream_block.clean(self.answer)
        except ValidationError as error:
            raise QuestionNotReady(
                " ".join([str(QuestionNotReady.message), *block_messages(error)])
            ) from error


class QuizRole(models.TextChoices):
    """What a quiz is for; decides whether a pass counts towards completion and credit."""

    CHECK_YOURSELF = "check_yourself", _("Check yourself")
    PRE_TEST = "pre_test", _("Pre-test")
    POST_TEST = "post_test", _("Post-test")


class FeedbackPolicy(models.TextChoices):
    """What the learner sees after submitting."""

    SCORE = "score", _("Score only")
    FULL = "full", _("Score, right answers and rationale")


class AttemptState(models.TextChoices):
    """States of an attempt. Only an open one can be written to."""

    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    EXPIRED = "expired", _("Time ran out")
    ABANDONED = "abandoned", _("Abandoned")


class QuizAttempt(models.Model):
    """One learner's try at a quiz: the frozen paper, the autosaved answers and, once, the grade.

    `context_key` says what the attempt was taken for (learning puts its enrolment there); this domain
    treats it as opaque. Scores are exact: points are kept as numerator and denominator.

    Personal data: answers and score; kept with the award they support; exported and erased with the learner.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts"
    )
    page = models.ForeignKey(PAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    quiz_key = models.UUIDField(_("quiz"), help_text=_("Translation key of the quiz page."))
    quiz_title = models.CharField(_("quiz title"), max_length=255)
    role = models.CharField(_("role"), max_length=20, choices=QuizRole.choices)
    context_key = models.UUIDField(_("taken for"), null=True, db_index=True)
    number = models.PositiveSmallIntegerField(_("attempt number"))
    state = models.CharField(
        _("state"), max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN
    )
    paper = models.JSONField(_("paper"), encoder=DjangoJSONEncoder)
    answers = models.JSONField(_("saved answers"), default=dict, encoder=DjangoJSONEncoder)
    sequence = models.PositiveIntegerField(_("saves so far"), default=0)
    started_at = models.DateTimeField(_("started at"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    saved_at = models.DateTimeField(_("last saved at"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    points_numerator = models.PositiveBigIntegerField(null=True)
    points_denominator = models.PositiveBigIntegerField(null=True)
    points_possible = models.PositiveIntegerField(default=0)
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2, null=True)
    is_passed = models.BooleanField(_("passed"), null=True)

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz_key", "number"], name="hrlms_attempt_number_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz_key"], condition=Q(state="open"), name="hrlms_one_open_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_title} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def points(self) -> Fraction:
        """Points earned, exact; nothing until graded."""
        return Fraction(self.points_numerator or 0, self.points_denominator or 1)

    @property
    def score(self) -> Fraction | None:
        """Share of the points earned, exact, 0 to 1; None until graded."""
        if self.points_numerator is None or not self.points_possible:
            return None
        return self.points / self.points_possible

    @property
    def percent(self) -> int | None:
        """The score for display, rounded down; None until graded."""
        return None if self.score is None else whole_percent(self.score)


class QuizResponse(models.Model):
    """What became of one item of a submitted attempt; the raw material of item analysis.

    The unique constraint is what makes grading happen once: of two submissions of the same attempt the
    second cannot insert its rows. Do not replace it by a check in Python.

    Personal data: answers; kept and erased with the attempt.
    """

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, related_name="responses")
    item = models.CharField(max_length=16, help_text=_("Identifier of the item in the paper."))
    position = models.PositiveSmallIntegerField()
    question_key = models.UUIDField(
        _("question"), db_index=True, help_text=_("Translation key of the question.")
    )
    revision_id = models.BigIntegerField(_("question revision"), null=True)
    kind = models.CharField(_("kind"), max_length=40)
    response = models.JSONField(_("response"), null=True, encoder=DjangoJSONEncoder)
    points_numerator = models.PositiveBigIntegerField()
    points_denominator = models.PositiveBigIntegerField()
    points_possible = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("quiz response")
        verbose_name_plural = _("quiz responses")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item"], name="hrlms_item_graded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.item}"

    @property
    def points(self) -> Fraction:
        return Fraction(self.points_numerator, self.points_denominator)
