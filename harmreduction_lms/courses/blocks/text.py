"""Blocks made of words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from harmreduction_lms.courses.prose import ProseBlock


INLINE = ["bold", "italic", "superscript", "subscript", "link"]
PARAGRAPHS = [*INLINE, "ul", "ol"]


class LessonTextBlock(ProseBlock):
    """Paragraphs, lists, sub-headings and links."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=["h3", *PARAGRAPHS, "document-link"], **kwargs)

    class Meta:
        icon = "pilcrow"
        template = "harmreduction_lms/courses/blocks/rich_text.html"
        preview_value = "<p>People answer when the question is <b>plain</b> and comes with permission.</p>"


class KeyPointBlock(ProseBlock):
    """The one thing to remember from a passage."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=INLINE, **kwargs)

    class Meta:
        icon = "pick"
        template = "harmreduction_lms/courses/blocks/key_point.html"
        description = _("The one thing to remember from a passage, in a sentence or two.")
        preview_value = "<p>A break in use is the most dangerous time.</p>"


class TitledTextBlock(blocks.StructBlock):
    """A title and a text."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = ProseBlock(label=_("Text"), features=PARAGRAPHS)


class CalloutBlock(TitledTextBlock):
    """Something worth knowing beside the line of the lesson."""

    class Meta:
        icon = "info-circle"
        template = "harmreduction_lms/courses/blocks/callout.html"
        preview_value = {
            "title": "Why a reason helps",
            "text": "<p>It tells a person they are not singled out.</p>",
        }


class CaseBlock(TitledTextBlock):
    """A person, a situation, a question."""

    class Meta:
        icon = "user"
        template = "harmreduction_lms/courses/blocks/case.html"
        description = _("A person, a situation and a question. Write about the person first.")
        preview_value = {
            "title": "Back after six months",
            "text": "<p>Tomás came home on Thursday. What would you ask first?</p>",
        }


class DiffersBlock(TitledTextBlock):
    """Where recognised bodies disagree, and what we teach."""

    class Meta:
        icon = "warning"
        template = "harmreduction_lms/courses/blocks/differs.html"
        description = _("Where recognised bodies disagree: what each says, and what this lesson teaches.")
        preview_value = {
            "title": "Call first or spray first",
            "text": "<p>Do both within the first minute.</p>",
        }


class StepBlock(blocks.StructBlock):
    """One step: what to do, then how."""

    lead = blocks.CharBlock(label=_("What to do"), max_length=160)
    detail = ProseBlock(label=_("How"), features=INLINE, required=False)


class StepsBlock(blocks.StructBlock):
    """Steps to be done in this order."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    steps = blocks.ListBlock(StepBlock(label=_("Step")), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        template = "harmreduction_lms/courses/blocks/steps.html"
        preview_value = {
            "title": "Hand over naloxone",
            "steps": [{"lead": "Show the box.", "detail": "Let the person open it."}],
        }


class TurnBlock(blocks.StructBlock):
    """What one person says."""

    speaker = blocks.CharBlock(label=_("Who speaks"), max_length=60)
    is_clinician = blocks.BooleanBlock(
        label=_("This is the clinician"), required=False, help_text=_("Shown on the learner's own side.")
    )
    text = blocks.TextBlock(label=_("What is said"), rows=2)


class ConversationBlock(blocks.StructBlock):
    """How it can sound."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    turns = blocks.ListBlock(TurnBlock(label=_("Turn")), label=_("Turns"), min_num=1)

    class Meta:
        icon = "comment"
        template = "harmreduction_lms/courses/blocks/conversation.html"
        preview_value = {
            "title": "Asking permission",
            "turns": [
                {"speaker": "You", "is_clinician": True, "text": "Would it be all right if I ask?"},
                {"speaker": "Your client", "is_clinician": False, "text": "I suppose."},
            ],
        }


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words and where they are from."""

    text = blocks.TextBlock(label=_("Words"), rows=3)
    source = blocks.CharBlock(label=_("Source"), max_length=255)

    class Meta:
        icon = "openquote"
        template = "harmreduction_lms/courses/blocks/quote.html"
        preview_value = {
            "text": "Nobody had ever asked me and then waited for the answer.",
            "source": "A person who uses drugs, 2024",
        }
