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


def shown_pictures(values: Iterable[Mapping[str, Any] | None]) -> dict[int | None, ShownPicture]:
    """Pictures by the primary key of their image, from values {"image", "alt"} as papers hold them."""
    wanted = {value["image"]: value.get("alt") or "" for value in values if value}
    if not wanted:
        return {}
    images = get_image_model()._default_manager.filter(pk__in=[pk for pk in wanted if pk])
    found = {image.pk: image.get_rendition(SPEC) for image in images.prefetch_renditions(SPEC)}
    return {pk: _shown(alt, found.get(pk)) for pk, alt in wanted.items()}


def _shown(alt: str, rendition: Any) -> ShownPicture:
    if rendition is None:
        return ShownPicture(alt)
    return ShownPicture(alt, rendition.url, rendition.width, rendition.height)
