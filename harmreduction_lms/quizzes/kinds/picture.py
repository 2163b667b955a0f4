"""A picture in a question, with the words that stand in for it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import BlockComparison
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


class ImageKeyBlock(ImageChooserBlock):
    """Chooses an image; its value is the image's primary key, not the image.

    Reading an answer must not ask the database: a paper is frozen with as many queries for forty questions as
    for one. Images are looked up when they are shown, all at once (`quizzes.pictures`).
    """

    def to_python(self, value: Any) -> Any:
        return self.value_from_form(value)

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        return [self.to_python(value) for value in values]

    def get_prep_value(self, value: Any) -> Any:
        return self.value_from_form(value)

    def value_from_form(self, value: Any) -> Any:
        """The primary key, whether an image, its key or the text of its key is given."""
        key = getattr(value, "pk", value)
        return None if key in (None, "") else self.model_class._meta.pk.to_python(key)

    def extract_references(self, value: Any) -> Iterator[tuple[type, str, str, str]]:
        if value is not None:
            yield self.model_class, str(value), "", ""

    def get_comparison_class(self) -> type[BlockComparison]:
        return ImageKeyComparison


class ImageKeyComparison(BlockComparison):
    """Two revisions' images side by side, as Wagtail shows those of its own chooser."""

    def htmlvalue(self, val: Any) -> str:
        return self._shown(val, val)

    def htmldiff(self) -> str:
        return self._shown(self.val_a, self.val_b)

    def _shown(self, val_a: Any, val_b: Any) -> str:
        chooser = ImageChooserBlock()
        images = chooser.bulk_to_python([val_a, val_b])
        comparison = chooser.get_comparison_class()(chooser, self.exists_a, self.exists_b, *images)
        return str(comparison.htmldiff())
