"""Pictures, films and files. All of them lie on the site itself: a lesson sends nobody to a third party."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.coreutils import get_content_languages
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from harmreduction_lms.courses.blocks.text import PARAGRAPHS
from harmreduction_lms.courses.prose import ProseBlock


own_address = RegexValidator(
    r"^/(?![/\\])[^\s\\]*\Z", _("Give an address on this site, beginning with a single slash: /media/…")
)


def caption_languages() -> list[tuple[str, str]]:
    """The languages the site is written in."""
    return list(get_content_languages().items())


class FigureBlock(blocks.StructBlock):
    """An image with the words for those who do not see it, and a caption."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        template = "harmreduction_lms/courses/blocks/image.html"


class VideoBlock(blocks.StructBlock):
    """A film with captions and a transcript (WCAG 2.2, 1.2.2 and 1.2.3)."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    document = DocumentChooserBlock(label=_("Video file"), required=False)
    url = blocks.CharBlock(
        label=_("Or its address on this site"), required=False, max_length=500, validators=[own_address]
    )
    captions = DocumentChooserBlock(label=_("Captions (WebVTT file)"))
    captions_language = blocks.ChoiceBlock(label=_("Language of the captions"), choices=caption_languages)
    transcript = ProseBlock(label=_("Transcript"), features=PARAGRAPHS)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["document"]) == bool(cleaned["url"]) and not self.is_deferred_validation:
            message = ValidationError(_("Choose a video file or give its address: one of the two."))
            raise StructBlockValidationError(block_errors={"document": message})
        return cleaned

    class Meta:
        icon = "media"
        template = "harmreduction_lms/courses/blocks/video.html"
        description = _("A film of your own with captions and a transcript.")


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("File"))
    description = blocks.CharBlock(label=_("What it is"), max_length=255)

    class Meta:
        icon = "download"
        template = "harmreduction_lms/courses/blocks/download.html"
