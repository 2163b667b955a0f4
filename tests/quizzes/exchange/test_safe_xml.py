"""XML from strangers: limits, encodings, and that nothing named in a file is ever opened."""

import subprocess
import sys
import time

import pytest

from harmreduction_lms.quizzes.exchange.base import UnreadableFile
from harmreduction_lms.quizzes.exchange.safe_xml import MAX_DEPTH, inner_html, local_name, parse


XXE = b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><q>&x;</q>'
LAUGHS = b'<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><q>&b;&b;</q>'
QUADRATIC = b'<!DOCTYPE q [<!ENTITY a "' + b"x" * 100_000 + b'">]><q>' + b"&a;" * 50_000 + b"</q>"
PARAMETER = b'<!DOCTYPE q [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><q/>'
ATTRIBUTES = b"<q " + b" ".join(b'a%d=""' % number for number in range(1_400_000)) + b"/>"

HOSTILE = {
    "a file of the server": XXE,
    "billion laughs": LAUGHS,
    "quadratic blowup": QUADRATIC,
    "a fetched DTD": PARAMETER,
    "200,000 deep": b"<q>" * 200_000 + b"</q>" * 200_000,
    "four million elements": b"<q>" + b"<a/>" * 4_000_000 + b"</q>",
    "just too many elements": b"<q>" + b"<a/>" * 1_000_001 + b"</q>",
    "a million attributes": ATTRIBUTES,
    "a tag that never ends": b"<q " + b"x" * 20_000_000,
    "a comment of 20 MB": b"<q><!--" + b"x" * 20_000_000 + b"--></q>",
    "more than 20 MB": b"<q>" + b"x" * 21_000_000 + b"</q>",
    "an unknown entity": b"<q>&naloxone;</q>",
    "an entity the named DTD would have": b'<!DOCTYPE q SYSTEM "x.dtd"><q>&naloxone;</q>',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_within_two_seconds(content: bytes) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile, match=r"^This file "):
        parse(content)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "content", [b"", b" ", b"GIF89a", b"<q>", b"<q><a></q>", b"<q/><q/>", b"\x00" * 100, b"<"]
)
def test_what_is_not_complete_xml_is_refused_with_the_line(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"line \d"):
        parse(content)


MEASURE = """
import django, resource
django.setup()
from harmreduction_lms.quizzes.exchange import base, safe_xml
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for inside in (b"<q>" * 200_000, b"<a/>" * 1_000_001, b"x" * 20_000_000):
    try:
        safe_xml.parse(b"<q>" + inside + b"</q>")
    except base.UnreadableFile as refusal:
        print(refusal)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_hostile_files_stay_within_256_mb() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    *refusals, kilobytes = done.stdout.splitlines()
    assert len(refusals) == 2
    assert int(kilobytes) < 150 * 1024  # beside the 100 MB of a running site


TEXT = "50 µg – “naloxone”"


@pytest.mark.parametrize(
    "content",
    [
        f"<q>{TEXT}</q>".encode(),
        f"<q>{TEXT}</q>".encode("utf-8-sig"),
        f"<?xml version='1.0' encoding='utf-8'?><q>{TEXT}</q>".encode(),
        f"\n <?xml version='1.0'?><q>{TEXT}</q>".encode(),
        f'<?xml version="1.0" encoding="utf-16"?><q>{TEXT}</q>'.encode("utf-16"),
        f"<q>{TEXT}</q>".encode("utf-16-le"),
        f"<q>{TEXT}</q>".encode("utf-16-be"),
        # Written as text by a program that keeps its strings in UTF-16, saved as UTF-8.
        f'<?xml version="1.0" encoding="utf-16"?><q>{TEXT}</q>'.encode(),
        f"<q>{TEXT}</q>".encode("windows-1252"),
        f'<?xml version="1.0" encoding="Windows-1252"?><q>{TEXT}</q>'.encode("windows-1252"),
        f'<?xml version="1.0" encoding="ISO-8859-1"?><q>{TEXT}</q>'.encode("windows-1252"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_is_in(content: bytes) -> None:
    assert parse(content).text == TEXT


def test_latin_9_is_not_taken_for_latin_1() -> None:
    assert parse('<?xml version="1.0" encoding="iso-8859-15"?><q>€</q>'.encode("iso-8859-15")).text == "€"


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="utf-8"?><q>50 \xb5g</q>',
        b"\xef\xbb\xbf<q>50 \xb5g</q>",
        b"\xff\xfe<\x00q",
        b"<q>\x81</q>",
    ],
)
def test_a_broken_encoding_is_refused_and_not_guessed(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"UTF-8|complete"):
        parse(content)


@pytest.mark.parametrize("encoding", ["utf-7", "zip", "rot13", "unicode_escape", "idna", "no-such-thing"])
def test_an_encoding_that_is_not_one_of_text_is_ignored(encoding: str) -> None:
    assert parse(f'<?xml version="1.0" encoding="{encoding}"?><q>a</q>'.encode()).text == "a"


def test_a_bare_doctype_is_harmless_and_html_abbreviations_are_understood() -> None:
    root = parse(b'<!DOCTYPE questestinterop SYSTEM "http://127.0.0.1:9/ims.dtd"><q>4&nbsp;mg &micro;</q>')
    assert root.text == "4\xa0mg µ"


def test_ordinary_nesting_is_read() -> None:
    assert parse(b"<q>" * MAX_DEPTH + b"</q>" * MAX_DEPTH).tag == "q"


def test_names_keep_their_namespace_and_can_be_had_without() -> None:
    root = parse(b'<i:item xmlns:i="http://www.imsglobal.org/x" xml:lang="en"/>')
    assert root.tag == "{http://www.imsglobal.org/x}item"
    assert local_name(root) == "item"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_mixed_content_comes_out_as_html_without_namespaces() -> None:
    root = parse(b'<q xmlns="urn:x">Give <b class="a&quot;b">4 mg</b> &lt;now&gt;<br/>then<p/>&amp; wait</q>')
    assert inner_html(root) == ('Give <b class="a&quot;b">4 mg</b> &lt;now&gt;<br>then<p></p>&amp; wait')


def test_the_deepest_content_comes_out_too() -> None:
    root = parse(b"<q>" * MAX_DEPTH + b"a" + b"</q>" * MAX_DEPTH)
    assert inner_html(root).count("<q>") == MAX_DEPTH - 1
