"""A picture in a question, with the words that stand in for it."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(StructBlock):
    """The picture and its text alternative. A question must be answerable from the text alone."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = CharBlock(
        label=_("What it shows"),
        max_length=500,
        help_text=_("Read out to those who do not see it. Say all that is needed to answer, not the answer."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
