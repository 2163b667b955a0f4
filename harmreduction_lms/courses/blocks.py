"""What a lesson contains."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class LessonStreamBlock(blocks.StreamBlock):
    """The blocks of a lesson."""

    heading = blocks.CharBlock(label=_("Heading"))
