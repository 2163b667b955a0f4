"""What the list of a quiz contains besides questions: sections, page breaks and random pools."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    DecimalBlock,
    IntegerBlock,
    MultipleChoiceBlock,
    RichTextBlock,
    StaticBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.snippets.blocks import SnippetChooserBlock


def tag_choices() -> list[tuple[str, str]]:
    """Tags of the question bank, for a form. One query."""
    from harmreduction_lms.quizzes.models import QuestionTag

    return list(QuestionTag.objects.order_by("name").values_list("slug", "name"))


def objective_choices() -> list[tuple[str, str]]:
    """Learning objectives, for a form. One query."""
    from harmreduction_lms.quizzes.models import LearningObjective

    return [(objective.code, str(objective)) for objective in LearningObjective.objects.all()]


class SectionBlock(StructBlock):
    """Everything up to the next section belongs to it."""

    title = CharBlock(label=_("Title"), max_length=200)
    intro = RichTextBlock(
        label=_("Introduction"), required=False, features=["bold", "italic", "link", "ul", "ol"]
    )
    shuffle = BooleanBlock(label=_("Ask its questions in random order"), required=False)

    class Meta:
        icon = "title"
        label = _("Section")


class PoolBlock(StructBlock):
    """Questions drawn at random, those the learner has had least often first; never one twice in a paper."""

    count = IntegerBlock(label=_("How many"), min_value=1, max_value=100, default=1)
    tags = MultipleChoiceBlock(
        choices=tag_choices, label=_("With one of these tags"), required=False, default=list
    )
    objectives = MultipleChoiceBlock(
        choices=objective_choices,
        label=_("For one of these learning objectives"),
        required=False,
        default=list,
        help_text=_("With tags and objectives both, a question must have one of each."),
    )

    class Meta:
        icon = "repeat"
        label = _("Random questions")


class PageBreakBlock(StaticBlock):
    """What follows stands on the next page."""

    class Meta:
        icon = "horizontalrule"
        label = _("Page break")
        admin_text = _("What follows stands on the next page.")


class QuizStreamBlock(StreamBlock):
    """The content of a quiz in order."""

    question = SnippetChooserBlock("harmreduction_lms.Question", label=_("Question"))
    pool = PoolBlock()
    section = SectionBlock()
    page_break = PageBreakBlock()


class BandBlock(StructBlock):
    """What is said to those whose result lies in this band, up to where the next one begins."""

    at_least = DecimalBlock(label=_("From (per cent)"), min_value=0, max_value=100, default=0)
    text = RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "comment"
        label = _("Band")
