"""Pictures of questions that are shown together: two queries for all of them, none where there are none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.images import get_image_model


SPEC = "max-960x720"


@dataclass(frozen=True)
class ShownPicture:
    """What an `<img>` needs. Without a `url` the picture has been deleted and its text stands in for it."""

    alt: str
    url: str = ""
    width: int = 0
    height: int = 0


Pictures = dict[tuple[int | None, str], ShownPicture]
"""By primary key of the image and text alternative: two questions may show one image, said differently."""


def shown_pictures(values: Iterable[Mapping[str, Any] | None]) -> Pictures:
    """The pictures of values {"image", "alt"} as papers hold them."""
    wanted = {_key(value) for value in values if value}
    if not wanted:
        return {}
    images = get_image_model()._default_manager.filter(pk__in={pk for pk, _alt in wanted if pk})
    found = {image.pk: image.get_rendition(SPEC) for image in images.prefetch_renditions(SPEC)}
    return {(pk, alt): _shown(alt, found.get(pk)) for pk, alt in wanted}


def find_picture(pictures: Pictures, value: Mapping[str, Any] | None) -> ShownPicture | None:
    """The picture of one such value."""
    return pictures.get(_key(value)) if value else None


def _key(value: Mapping[str, Any]) -> tuple[int | None, str]:
    return value["image"], value.get("alt") or ""


def _shown(alt: str, rendition: Any) -> ShownPicture:
    if rendition is None:
        return ShownPicture(alt)
    return ShownPicture(alt, rendition.url, rendition.width, rendition.height)
