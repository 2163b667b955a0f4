"""What a lesson is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from harmreduction_lms.courses.blocks.media import DownloadBlock, FigureBlock, VideoBlock
from harmreduction_lms.courses.blocks.tables import TableBlock
from harmreduction_lms.courses.blocks.text import (
    CalloutBlock,
    CaseBlock,
    ConversationBlock,
    DiffersBlock,
    KeyPointBlock,
    LessonTextBlock,
    QuoteBlock,
    StepsBlock,
)


__all__ = ["LessonStreamBlock"]

TEXT = _("Text")
TEACHING = _("Teaching")
MEDIA = _("Pictures, films and files")
SOURCES = _("Sources and terms")


class LessonStreamBlock(blocks.StreamBlock):
    """The blocks of a lesson."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=160,
        icon="title",
        template="harmreduction_lms/courses/blocks/heading.html",
        preview_value="What to ask",
        group=TEXT,
    )
    rich_text = LessonTextBlock(label=_("Text"), group=TEXT)
    quote = QuoteBlock(label=_("Quotation"), group=TEXT)
    table = TableBlock(label=_("Table"), group=TEXT)
    key_point = KeyPointBlock(label=_("Key point"), group=TEACHING)
    callout = CalloutBlock(label=_("Callout"), group=TEACHING)
    case = CaseBlock(label=_("Case vignette"), group=TEACHING)
    steps = StepsBlock(label=_("Steps in order"), group=TEACHING)
    conversation = ConversationBlock(label=_("Conversation"), group=TEACHING)
    differs = DiffersBlock(label=_("Guidance differs"), group=TEACHING)
    image = FigureBlock(label=_("Image"), group=MEDIA)
    video = VideoBlock(label=_("Video"), group=MEDIA)
    download = DownloadBlock(label=_("Download"), group=MEDIA)
    references = blocks.ListBlock(
        SnippetChooserBlock("harmreduction_lms.Reference", label=_("Reference")),
        label=_("Sources"),
        icon="list-ol",
        template="harmreduction_lms/courses/blocks/references.html",
        group=SOURCES,
    )
    glossary = SnippetChooserBlock(
        "harmreduction_lms.GlossaryTerm",
        label=_("Glossary term"),
        icon="openquote",
        template="harmreduction_lms/courses/blocks/glossary.html",
        group=SOURCES,
    )
