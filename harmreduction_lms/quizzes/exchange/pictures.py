"""Pictures that come with questions: only what a browser shows as a picture and nothing else.

SVG can carry script and is refused, whatever it calls itself; a file's name and stated type prove nothing
(CWE-434). How large a picture may be when unpacked is checked by Wagtail when it is stored.
"""

import re
from pathlib import PurePosixPath

from harmreduction_lms.quizzes.exchange.base import Picture


MAX_PICTURE_BYTES = 5 * 1024 * 1024

_BEGINNINGS = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
_SAME = {"jpeg": "jpg"}


def picture(name: str, content: bytes, alt: str = "") -> Picture | None:
    """The picture, named for what its bytes are; `None` if it is too large or not PNG, JPEG, GIF or WebP."""
    kind = picture_type(content)
    if not kind or len(content) > MAX_PICTURE_BYTES:
        return None
    path = PurePosixPath(name.replace("\\", "/"))
    extension = path.suffix.lstrip(".").lower()
    is_named_so = _SAME.get(extension, extension) == kind
    return Picture(path.name if is_named_so else f"{path.stem or 'picture'}.{kind}", content, alt)


def picture_type(content: bytes) -> str | None:
    """ "png", "jpg", "gif" or "webp", from how the bytes begin."""
    return next((kind for kind, beginning in _BEGINNINGS.items() if beginning.match(content)), None)
