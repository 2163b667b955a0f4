"""Files made to do harm, each read in a process of its own: `python -m tests.quizzes.exchange.hostile`.

Gives, for each file in each format, what `import_questions --dry-run` takes: seconds of processor time, and
the most memory with the loaded site; and whether that is within the goals (`test_hostile_files`).
"""

import io
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


SECONDS, MEGABYTES = 2.0, 256
OWN_MEGABYTES = 96
"""What a file may take where the site alone has more than the rest, as with other versions of Wagtail."""
MB = 1024 * 1024
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHEET_END = b"</sheetData></worksheet>"
ROW = b'<row><c t="inlineStr"><is><t>Question</t></is></c></row>'
ITEM = "<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1' identifier='i' title='{0}'>{1}"
CHOICE = """<responseDeclaration identifier='R' cardinality='single' baseType='identifier'><correctResponse>
<value>A</value></correctResponse></responseDeclaration><itemBody><p>{0}</p><choiceInteraction
responseIdentifier='R' maxChoices='1'><simpleChoice identifier='A'>{1}</simpleChoice><simpleChoice
identifier='B'>B</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
MOODLE = """<quiz><question type='multichoice'><name><text>{0}</text></name><questiontext format='html'><text>
{0}</text></questiontext><single>true</single><answer fraction='100'><text>{0}A</text></answer><answer
fraction='0'><text>B</text></answer></question></quiz>"""

_HARM = re.compile(r"<[^>]*(script|onerror|javascript:)")

Case = tuple[str, str, Callable[[], bytes]]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def workbook(sheet: bytes, texts: bytes = b"") -> bytes:
    """An Excel file with this as its first sheet, and these shared texts."""
    from harmreduction_lms.quizzes.exchange.sheet import Sheet

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(Sheet().write([]).content)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = SHEET_START + ROW + sheet + SHEET_END if info.filename == SHEET else old.read(info)
            if texts and info.filename == "[Content_Types].xml":
                content = content.replace(b"</Types>", STRINGS_TYPE + b"</Types>")
            new.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
        if texts:
            new.writestr("xl/sharedStrings.xml", STRINGS + texts + b"</sst>", zipfile.ZIP_DEFLATED)
    return target.getvalue()


def picture_bomb() -> bytes:
    """Many questions that all show one large picture, packed small."""
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(4 * MB)
    body = CHOICE.replace("<p>{0}</p>", "<p>Look</p><img src='x.png' alt='x'/>").format("", "A")
    item = ITEM.format("t", body).encode()
    return zipped({"x.png": picture, **{f"q{number}.xml": item for number in range(3000)}})


def large_picture() -> bytes:
    """One question with as many pixels as a picture may have; drawn, they take 100 MB."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGBA", (5000, 5000), (1, 2, 3, 4)).save(target, "PNG")
    body = CHOICE.replace("<p>{0}</p>", "<p>Look</p><img src='x.png' alt='x'/>").format("", "A")
    return zipped({"x.png": target.getvalue(), "q.xml": ITEM.format("t", body).encode()})


def xml_cases(name: str, file: str, root: str, shape: str, *texts: str) -> list[Case]:
    declared = '<!DOCTYPE x [<!ENTITY a "{0}">]>{1}&a;</{2}>'
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(30))
    start = f"<{root}>" if root == "quiz" else ITEM.format("t", "")
    return [
        (f"{name}: entity", file, lambda: declared.format("x", start, root).encode()),
        (
            f"{name}: entity bomb",
            file,
            lambda: f'<!DOCTYPE x [<!ENTITY e0 "ha">{bomb}]>{start}&e30;'.encode(),
        ),
        (
            f"{name}: outside file",
            file,
            lambda: f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{start}&a;'.encode(),
        ),
        (f"{name}: 200,000 deep", file, lambda: (start + "<p>" * 200_000).encode()),
        (
            f"{name}: 200,000 deep, closed",
            file,
            lambda: (start + "<p>" * 200_000 + "</p>" * 200_000).encode(),
        ),
        (f"{name}: 20 MB of tags", file, lambda: (start + "<p/>" * (5 * MB))[: 20 * MB].encode()),
        (
            f"{name}: 20 MB of attributes",
            file,
            lambda: (start + "<p a='b' c='d'/>" * (2 * MB))[: 20 * MB].encode(),
        ),
        (
            f"{name}: many texts",
            file,
            lambda: (start + "<p a='bc'>xy</p>zz" * (2 * MB))[: 20 * MB].encode(),
        ),
        (
            f"{name}: wide letters",
            file,
            lambda: shape.format(*["🙂" + "x" * (18 * MB)], *texts[1:]).encode()[: 20 * MB],
        ),
        (
            f"{name}: one attribute of 20 MB",
            file,
            lambda: (start + "<p a='" + "x" * 20 * MB)[: 20 * MB].encode(),
        ),
        (f"{name}: 100 MB", file, lambda: start.encode() + b" " * 100 * MB),
        (f"{name}: broken", file, lambda: shape.format(*texts).encode()[:-20]),
        (f"{name}: UTF-16", file, lambda: shape.format(*texts).encode("utf-16")),
        (
            f"{name}: Windows-1252",
            file,
            lambda: shape.replace("B<", "50 µg<").format(*texts).encode("cp1252"),
        ),
        (f"{name}: no encoding at all", file, lambda: bytes(range(256)) * 1000),
        (f"{name}: script in every field", file, lambda: shape.format(*[_escaped(SCRIPT)] * 3).encode()),
        (
            f"{name}: text of 19 MB",
            file,
            lambda: shape.format(*["&lt;p&gt;" * (2 * MB)] * 3)[: 19 * MB].encode(),
        ),
    ]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


def text_cases() -> list[Case]:
    gift = {
        "200,000 braces": lambda: b"a {" + b"{" * 200_000,
        "braces 20 MB": lambda: b"q{=a}" * (4 * MB),
        "20 MB without an end": lambda: b"question {=a " * (20 * MB // 13),
        "tildes 20 MB": lambda: b"q {" + b"~" * (19 * MB) + b"}",
        "backslashes": lambda: b"q {=" + b"\\" * (19 * MB) + b"}",
        "arrows": lambda: b"q {" + b"=a->b " * (3 * MB) + b"}",
        "deep JSON of ours": lambda: b'// hrlms: {"a":' + b"[" * 200_000 + b"\nq {=a ~b}",
        "lines": lambda: b"\n" * (20 * MB),
        "comments": lambda: b"// x\n" * (4 * MB),
        "long comments": lambda: (b"// [tag:x]" + b"y" * 5000 + b"\n") * 4000 + b"q {=a ~b}",
        "an open brace": lambda: b"q {\n" + b"=ab\n" * 990_000,
        "wide letters": lambda: "🙂".encode() + b"word\n" * 990_000 + b"x" * (14 * MB),
        "20,001 questions": lambda: b"q {=a ~b}\n\n" * 20_001,
        "many questions": lambda: b"q {=a ~b}\n\n" * 1_700_000,
    }
    aiken = {
        "letters": lambda: b"q\n" + b"A. ab\n" * 990_000 + b"ANSWER: A\n",
        "answers": lambda: b"ANSWER: A\n" * 990_000,
        "short lines": lambda: b"ab\n" * 990_000 + b"ANSWER: A\n",
        "wide letters": lambda: "🙂".encode() + b"word\n" * 990_000 + b"x" * (14 * MB) + b"\nANSWER: A",
        "one line": lambda: b"q " * (9 * MB) + b"\nA. a\nB. b\nANSWER: A",
        "lines": lambda: b"\n" * (19 * MB) + b"\nANSWER: A",
    }
    sheet = {
        "commas": lambda: b"Question" + b"," * (19 * MB),
        "rows": lambda: b"Question,Kind\n" + b"a\n" * (9 * MB),
        "quotation marks": lambda: b'Question\n"' + b"a\n" * (9 * MB),
        "tags": lambda: b"Question,Kind\n" + b"<p>" * (6 * MB) + b",opinion",
        "a row without an end": lambda: b"Question\n" + b'"\n"' + b',ab,"\n"' * 900_000,
        "wide letters": lambda: "🙂".encode() + b"Question\n" + b"a,b,c,d,e,f,g,h,i,j\n" * 900_000,
    }
    common = {
        "100 MB": lambda: b"q" * 100 * MB,
        "no encoding at all": lambda: bytes(range(128, 256)) * 100_000,
        "UTF-16": lambda: "q {=a ~b}".encode("utf-16"),
        "zeros": lambda: b"\0" * (19 * MB),
    }
    found: list[Case] = []
    for name, file, own in (("gift", "x.gift", gift), ("aiken", "x.txt", aiken), ("sheet", "x.csv", sheet)):
        found += [(f"{name}: {case}", file, make) for case, make in {**own, **common}.items()]
    script = f"::{SCRIPT}::[html]{SCRIPT}".replace("=", "\\=")
    found.append(("gift: script in every field", "x.gift", lambda: f"{script} {{=a ~{SCRIPT}}}".encode()))
    return found


def zip_cases() -> list[Case]:
    item = ITEM.format("t", CHOICE.format("q", "A")).encode()
    texts = "".join(f"<si><t>{number:x}</t></si>" for number in range(1_000_000)).encode()
    long = os.urandom(16 * MB).hex().encode()
    wide = b"".join(
        b"<si><t>%s%s</t></si>" % ("🙂".encode(), long[place : place + 20_000])
        for place in range(0, 18 * MB, 20_000)
    )
    cell = b'<c t="b"><v>1</v></c>'
    return [
        ("qti zip: slip", "x.zip", lambda: zipped({"../../etc/x.xml": item})),
        ("qti zip: bomb", "x.zip", lambda: zipped({"a.xml": b"\0" * 90 * MB})),
        ("qti zip: 40 bombs", "x.zip", lambda: zipped({f"{n}.xml": b"\0" * 2 * MB for n in range(45)})),
        (
            "qti zip: in a zip",
            "x.zip",
            lambda: zipped({"a.zip": zipped({"a.xml": b"\0" * 90 * MB}), "i.xml": item}),
        ),
        ("qti zip: 60,000 files", "x.zip", lambda: zipped({f"{n}.xml": b"" for n in range(60_000)}, 0)),
        ("qti zip: 40,000 files", "x.zip", lambda: zipped({f"{n}.xml": b"" for n in range(40_000)}, 0)),
        ("qti zip: half a file", "x.zip", lambda: zipped({"a.xml": item * 1000})[:-2000]),
        ("qti zip: 25 million pixels", "x.zip", large_picture),
        ("qti zip: one picture, 3,000 times", "x.zip", picture_bomb),
        ("qti zip: a large file", "x.zip", lambda: zipped({"a.xml": item[:100] + long[: 30 * MB]})),
        (
            "qti zip: many tags",
            "x.zip",
            lambda: zipped({f"{n}.xml": item[:-17] + b"<p a='b'/>" * (2 * MB) for n in range(3)}),
        ),
        (
            "qti zip: tags, not packed",
            "x.zip",
            lambda: zipped({"a.xml": item[:-17] + b"<p a='b'/>" * (1_900_000)}, 0),
        ),
        (
            "xlsx: a long text",
            "x.xlsx",
            lambda: workbook(b"<row><c><v>" + long[: 30 * MB] + b"</v></c></row>"),
        ),
        ("xlsx: a million texts", "x.xlsx", lambda: workbook(b"", texts)),
        ("xlsx: wide texts", "x.xlsx", lambda: workbook(b"", wide)),
        ("qti zip: 100 MB", "x.zip", lambda: b"PK\x03\x04" + b"\0" * 100 * MB),
        ("xlsx: bomb", "x.xlsx", lambda: workbook(b" " * 90 * MB)),
        ("xlsx: a million empty cells", "x.xlsx", lambda: workbook(b"<row>" + b"<c/>" * MB + b"</row>")),
        (
            "xlsx: 190,000 empty cells",
            "x.xlsx",
            lambda: workbook((b"<row>" + b"<c/>" * 19 + b"</row>") * 10_000),
        ),
        ("xlsx: 2 million cells", "x.xlsx", lambda: workbook((b"<row>" + cell * 100 + b"</row>") * 20_000)),
        ("xlsx: a million rows", "x.xlsx", lambda: workbook(b"<row/>" * MB)),
        (
            "xlsx: last row and column",
            "x.xlsx",
            lambda: workbook(b'<row r="1048576"><c r="XFD1048576"/></row>'),
        ),
        ("xlsx: 200,000 deep", "x.xlsx", lambda: workbook(b"<row>" * 200_000)),
        (
            "xlsx: formulas",
            "x.xlsx",
            lambda: workbook(b"<row><c><f>REPT(A1,9999999)</f><v>1</v></c></row>" * 20_000),
        ),
        ("xlsx: 100 MB", "x.xlsx", lambda: b"PK\x03\x04" + b"\0" * 100 * MB),
    ]


def cases() -> list[Case]:
    return [
        *text_cases(),
        *xml_cases("moodle", "x.xml", "quiz", MOODLE, "q"),
        *xml_cases("qti", "q.xml", "assessmentItem", ITEM.replace("{1}", "").format("t") + CHOICE, "q", "A"),
        *zip_cases(),
    ]


def read(path: Path) -> dict[str, object]:
    """Does with a file what the command does in a dry run; nothing may raise."""
    from harmreduction_lms.management.commands import import_questions as command
    from harmreduction_lms.quizzes.exchange.files import read_files
    from harmreduction_lms.quizzes.exchange.planning import plan_import

    base = _peak()
    start, opened = time.process_time(), command.FilesOpened([str(path)])
    found = read_files(opened)
    found.unreadable += opened.unreadable
    planned = plan_import(found.items, locale=command.find_locale(""))
    report = command.make_report(found, planned)
    seconds = time.process_time() - start
    taken = [one.item for one in planned if one.step.is_accepted]
    return {
        "seconds": round(seconds, 2),
        "own_mb": _peak() - base,
        "items": len(found.items),
        "says": report["refused"][0]["reason"][:120] if report["refused"] else "",
        "harm": any(_HARM.search(f"{one.stem}{one.rationale}{one.hints}") for one in taken),
    }


def measured(case: Case, folder: Path) -> dict[str, Any]:
    """The same in a process of its own, so that the memory is that of this one file."""
    _name, file, make = case
    path, answer = folder / file, folder / "answer.json"
    answer.unlink(missing_ok=True)
    _apart(lambda: path.write_bytes(make()))
    _apart(lambda: answer.write_text(json.dumps(read(path))))
    return dict(json.loads(answer.read_text())) if answer.exists() else {"failed": "It ended with an error."}


def _apart(work: Callable[[], object]) -> None:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    # From here on the highest memory is counted anew (proc(5)); rusage would count the parent's as well.
    Path("/proc/self/clear_refs").write_text("5")
    try:
        work()
    finally:
        os._exit(0)


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def is_fine(found: dict[str, Any]) -> bool:
    return bool(
        "failed" not in found
        and found["seconds"] <= SECONDS
        and found["whole_mb"] <= max(MEGABYTES, found["site_mb"] + OWN_MEGABYTES)
        and not found["harm"]
    )


def load_site(database: Path) -> int:
    """The site as a command finds it, with an empty bank; the megabytes it takes."""
    from django.conf import settings
    from django.core import checks

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.projects.default.settings")
    settings.DATABASES["default"]["NAME"] = str(database)
    django.setup()
    checks.run_checks()
    _apart(_make_tables)
    return _peak()


def _make_tables() -> None:
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from wagtail.models import Locale

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    Locale.objects.get_or_create(language_code="en")


def main() -> None:
    """Measures the cases whose names hold the given words, or all; one line of JSON each."""
    wanted = " ".join(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        site = load_site(Path(folder, "site.sqlite3"))
        for case in cases():
            if wanted in case[0]:
                found = measured(case, Path(folder))
                found |= {"site_mb": site, "whole_mb": site + found.get("own_mb", 0)}
                line = {"case": case[0], "is_fine": is_fine(found), **found}
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
