"""ZIP files from strangers: nothing outside, nothing endless, nothing written."""

import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from harmreduction_lms.quizzes.exchange.base import UnreadableFile
from harmreduction_lms.quizzes.exchange.pictures import MAX_PICTURE_BYTES, picture
from harmreduction_lms.quizzes.exchange.safe_zip import MAX_MEMBERS, read


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def symlink() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("items/q1.xml")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def encrypted() -> bytes:
    content = bytearray(zipped(("q.xml", b"<q/>")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def many_members() -> bytes:
    return zipped(*((f"{number}.xml", b"") for number in range(MAX_MEMBERS + 1)))


def overlapping() -> bytes:
    """Two directory entries for the same bytes, as in the bomb of David Fifield (2019)."""
    content = zipped(("a.xml", b"one" * 100), ("b.xml", b"two" * 100))
    start = content.rindex(b"PK\x01\x02")
    return content[: start + 42] + struct.pack("<L", 0) + content[start + 46 :]


def lying_size() -> bytes:
    """The directory says 10 bytes, the data is 10 MB."""
    content = bytearray(zipped(("q.xml", b"\0" * 10_000_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + offset
        content[start : start + 4] = struct.pack("<L", 10)
    return bytes(content)


NAMES = [
    "../q.xml",
    "a/../../q.xml",
    "/etc/q.xml",
    "C:/q.xml",
    "c:q.xml",
    "..\\q.xml",
    "a\\q.xml",
    "a/..",
    "q\n.xml",
]
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a link": lambda: zipped((symlink(), b"/etc/passwd")),
    "a password": encrypted,
    "too many": many_members,
    "one member of 50 MB of nothing": lambda: zipped(("q.xml", b"\0" * 50_000_000)),
    "120 MB together": lambda: zipped(*((f"{n}.xml", bytes(range(250)) * 4_000) for n in range(120))),
    "overlapping": overlapping,
    "lzma, which has no limit": lambda: zipped(("q.xml", b"<q/>"), packed=zipfile.ZIP_LZMA),
    "twice the same name": lambda: zipped(("a.xml", b"1"), ("b.xml", b"2")).replace(b"b.xml", b"a.xml"),
    "nothing": lambda: b"",
    "no archive": lambda: b"PK\x03\x04 but then something else",
    "cut off": lambda: zipped(("q.xml", b"<q/>" * 100))[:-30],
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile, match="points outside"):
        read(zipped((name, b"<q/>")))


@pytest.mark.parametrize("build", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_archive_is_refused_within_two_seconds(build: Callable[[], bytes]) -> None:
    content = build()
    started = time.process_time()
    with pytest.raises(UnreadableFile, match=r"^This ZIP file "):
        read(content)
    assert time.process_time() - started < 2


def test_a_size_that_lies_is_never_believed() -> None:
    archive = read(lying_size())
    with pytest.raises(UnreadableFile, match="damaged"):
        archive["q.xml"]


@pytest.mark.parametrize("place", range(30, 60, 3))
def test_damaged_data_is_refused_when_it_is_read(place: int) -> None:
    content = bytearray(zipped(("q", b"not all who are revived want to stay, and that is their right")))
    content[place] ^= 0xFF
    with pytest.raises(UnreadableFile):
        read(bytes(content))["q"]


def test_members_are_had_by_name_and_shadows_of_macos_are_left_out() -> None:
    archive = read(
        zipped(("imsmanifest.xml", b"<m/>"), ("Items/Q1.xml", b"<q/>"), ("__MACOSX/._Q1.xml", b"x"))
    )
    assert dict(archive) == {"imsmanifest.xml": b"<m/>", "Items/Q1.xml": b"<q/>"}
    assert archive.find("items/q1.XML") == "Items/Q1.xml"
    assert archive.find("items/q2.xml") is None


def test_an_archive_in_an_archive_stays_closed() -> None:
    inner = zipped(("../q.xml", b"<q/>"))
    assert dict(read(zipped(("inner.zip", inner)))) == {"inner.zip": inner}


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("kit.png", b"\x89PNG\r\n\x1a\n...", "kit.png"),
        ("kit.JPEG", b"\xff\xd8\xff\xe0", "kit.JPEG"),
        ("kit.gif", b"GIF89a", "kit.gif"),
        ("kit.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "kit.webp"),
        ("kit.svg", b"\x89PNG\r\n\x1a\n...", "kit.png"),
        ("../../kit.png", b"\x89PNG\r\n\x1a\n...", "kit.png"),
        ("..\\kit.png", b"\x89PNG\r\n\x1a\n...", "kit.png"),
        ("", b"GIF89a", "picture.gif"),
        ("kit.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", None),
        ("kit.png", b"<svg onload='alert(1)'/>", None),
        ("kit.png", b"<script>alert(1)</script>", None),
        ("kit.bmp", b"BM....", None),
        ("kit.png", b"", None),
        ("kit.png", b"\x89PNG\r\n\x1a\n".ljust(MAX_PICTURE_BYTES + 1), None),
    ],
)
def test_only_raster_pictures_are_taken_whatever_their_name_says(
    name: str, content: bytes, kept_as: str | None
) -> None:
    found = picture(name, content, "A naloxone kit")
    assert (found and found.name) == kept_as
