"""The question bank. A question can be edited for ever; what an attempt needs is frozen in its paper."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.blocks import TextBlock
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

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.quizzes.duplicates import stem_digest
from harmreduction_lms.quizzes.errors import QuestionNotReady
from harmreduction_lms.quizzes.kinds import KindStreamBlock
from harmreduction_lms.quizzes.kinds.base import block_messages
from harmreduction_lms.quizzes.kinds.picture import PictureBlock


RICH_TEXT = ["bold", "italic", "superscript", "subscript", "link", "ul", "ol"]


class QuestionCategory(models.Model):
    """Where a question is kept in the bank: a path such as "Naloxone/Devices". A question has one or none.

    Personal data: none.
    """

    path = models.CharField(
        _("path"), max_length=255, unique=True, help_text=_("Levels are separated by a slash.")
    )

    class Meta:
        verbose_name = _("question category")
        verbose_name_plural = _("question categories")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class LearningObjective(models.Model):
    """What somebody can do after learning; questions are tied to it, results are reported by it.

    Personal data: none.
    """

    text = models.CharField(
        _("objective"),
        max_length=400,
        help_text=_("Begins with a verb that can be observed, e.g. “Describe the order of steps”."),
    )
    code = models.SlugField(
        _("code"), max_length=80, unique=True, help_text=_("Short name for lists and files, e.g. c5-1.")
    )
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("learning objective")
        verbose_name_plural = _("learning objectives")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


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
        features=RICH_TEXT,
        help_text=_("What the learner is asked."),
    )
    picture = BlocksField(
        [("picture", PictureBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("picture"),
        help_text=_("Shown below the question."),
    )
    answer = BlocksField(KindStreamBlock, verbose_name=_("answer"), min_num=1, max_num=1)
    rationale = RichTextField(
        _("rationale"),
        blank=True,
        features=RICH_TEXT,
        help_text=_("Shown after the answer: why it is so, and what it rests on."),
    )
    points = models.PositiveSmallIntegerField(
        _("points"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How much the question weighs in a quiz."),
    )
    hints = BlocksField(
        [("hint", TextBlock(label=_("Hint"), rows=2, max_length=1000))],
        blank=True,
        max_num=5,
        verbose_name=_("hints"),
        help_text=_("One after each wrong try, where a quiz allows several."),
    )
    category = models.ForeignKey(
        QuestionCategory,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="questions",
        verbose_name=_("category"),
    )
    objectives = ParentalManyToManyField(
        LearningObjective, blank=True, related_name="questions", verbose_name=_("learning objectives")
    )
    review_by = models.DateField(
        _("review by"), null=True, blank=True, help_text=_("Day by which somebody should check it again.")
    )
    author_note = models.TextField(
        _("author's note"), blank=True, help_text=_("For editors only: why it was written like this.")
    )
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("Kept for the record, and no longer offered to quizzes.")
    )
    source_key = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    import_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    stem_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
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
        index.FilterField("is_archived"),
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
        from harmreduction_lms.quizzes.try_it import preview_context

        return {**super().get_preview_context(request, mode_name), **preview_context(self)}

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Archiving is about the question, not about one version of it: no older version brings it back."""
        question = super().with_content_json(content)
        question.is_archived = self.is_archived
        return question

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A question that is live from its first moment has no revision to be checked when it is published,
        so it is checked here."""
        self.prepare()
        if self._state.adding and self.live:
            self.check_answer()
        if "stem" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "stem_digest"}
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """What every way of writing a question owes it: the digest by which questions that read the same are
        found, and ids for the items of its lists."""
        # Reading the blocks gives list items their ids, which answers refer to: they must be stored, not made
        # anew by each process that asks the question.
        for _block in self.answer:
            pass
        self.stem_digest = stem_digest(self.stem)

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
