"""Pictures of the organisation as they are printed: a PNG of modest size, whatever was uploaded."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from harmreduction_lms.core.errors import HarmReductionLMSError


FILTER = "max-600x240|format-png"
MAXIMUM_BYTES = 200_000


class PictureRefused(HarmReductionLMSError):
    message = _(
        "This picture cannot be printed on statements. Choose a PNG or JPEG file with few colours: a logo or "
        "a signature on white, which takes less than 200 kB at 600 by 240 pixels."
    )


def printed_png(image: Any) -> tuple[bytes, int, int]:
    """The bytes of `image` as printed, its width and its height; PictureRefused where that cannot be."""
    if image.is_svg():
        raise PictureRefused
    try:
        rendition = image.get_rendition(FILTER)
        with rendition.file.open("rb") as file:
            data = file.read()
    except (OSError, SourceImageIOError, InvalidFilterSpecError) as error:
        raise PictureRefused from error
    if len(data) > MAXIMUM_BYTES:
        raise PictureRefused
    return data, rendition.width, rendition.height
