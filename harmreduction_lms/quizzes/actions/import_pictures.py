"""Pictures of imported questions become images of the site; if the import fails, no file of them stays."""

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.utils.functional import cached_property
from wagtail import permissions
from wagtail.images import get_image_model
from wagtail.models import Collection

from harmreduction_lms.quizzes.exchange.base import Picture


class PictureKeeper:
    """Stores pictures for one import, each file once, where `actor` may add images (None: anywhere)."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor
        self._images: dict[str, Any] = {}
        self._written: list[Any] = []

    @cached_property
    def collection(self) -> Any | None:
        """The highest collection that takes the actor's images; None if none does."""
        if self._actor is None:
            return Collection.get_first_root_node()
        policy = _image_policy()
        return policy.collections_user_has_permission_for(self._actor, "add").order_by("path").first()

    def keep(self, picture: Picture) -> Any:
        """The image with this picture: one that is there already, or a new one."""
        digest = hashlib.sha1(picture.content, usedforsecurity=False).hexdigest()
        if digest not in self._images:
            self._images[digest] = self._find(digest) or self._create(picture, digest)
        return self._images[digest]

    def discard(self) -> None:
        """Removes the files; their rows went with the transaction."""
        for file in self._written:
            file.storage.delete(file.name)

    def _find(self, digest: str) -> Any | None:
        # Only where the actor may add images: what is elsewhere is nobody's business here.
        images = get_image_model()._default_manager
        return images.filter(collection=self.collection, file_hash=digest).order_by("pk").first()

    def _create(self, picture: Picture, digest: str) -> Any:
        image = get_image_model()(
            title=picture.name[:255],
            description=picture.alt[:255],
            file=ImageFile(BytesIO(picture.content), name=picture.name),
            file_size=len(picture.content),
            file_hash=digest,
            collection=self.collection,
            uploaded_by_user=self._actor,
        )
        try:
            image.save()
        finally:
            # The file is written before the row, so it may be there even when the row was refused.
            if image.file._committed:
                self._written.append(image.file)
        return image


def _image_policy() -> Any:
    """Wagtail 8 keeps policies in a registry; before that, the images app had its own."""
    if hasattr(permissions, "policy_registry"):
        return permissions.policy_registry.get_by_type(get_image_model())
    from wagtail.images.permissions import permission_policy

    return permission_policy
