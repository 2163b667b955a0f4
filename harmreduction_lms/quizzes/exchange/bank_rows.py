"""The columns that an export needs of questions: four queries, however many questions there are.

A question goes out as learners get it; one that was never published, as its latest draft. No model instance
is made: in a bank of 20,000 questions that would be most of the time.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.models import Revision

from harmreduction_lms.quizzes.models import Question, QuestionTag, TaggedQuestion


Row = dict[str, Any]

_STREAMS = ("answer", "picture", "hints")
_TEXTS = ("title", "stem", "rationale", "points", "source_key")


def bank_rows(questions: QuerySet[Question], *, latest: bool = False) -> list[Row]:
    """One dict a question, in order: `pk`, its texts, its streams as JSON, `tags` and `category_id`.

    With `latest`, unpublished changes to published questions count too.
    """
    streams = {f"{name}_text": Cast(name, TextField()) for name in _STREAMS}
    columns = (
        *("pk", "translation_key", "live", "has_unpublished_changes", "latest_revision_id", "category_id"),
        *("import_digest", *_TEXTS),
    )
    rows = [_with_streams(row) for row in questions.values(*columns, **streams)]
    tags, names = _tag_ids(questions), dict(QuestionTag.objects.values_list("pk", "name"))
    drafted = {row["pk"]: row["latest_revision_id"] for row in rows if _is_drafted(row, latest=latest)}
    drafts = _drafts(drafted.values())
    for row in rows:
        row["tag_ids"] = tags[row["pk"]]
        row |= drafts.get(drafted.get(row["pk"]) or 0, {})
        row["tags"] = tuple(sorted(names[tag] for tag in row["tag_ids"] if tag in names))
    return rows


def kind_of(row: Mapping[str, Any]) -> str:
    """Name of a row's question kind; empty while an editor has not chosen one."""
    return str(row["answer"][0]["type"]) if row["answer"] else ""


def _is_drafted(row: Row, *, latest: bool) -> bool:
    return not row["live"] or (latest and row["has_unpublished_changes"])


def _with_streams(row: Row) -> Row:
    return {**row, **{name: json.loads(row[f"{name}_text"] or "[]") for name in _STREAMS}}


def _tag_ids(questions: QuerySet[Question]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    tagged = TaggedQuestion.objects.filter(content_object__in=questions.order_by().values("pk"))
    for question, tag in tagged.values_list("content_object_id", "tag_id"):
        found[question].append(tag)
    return found


def _drafts(revisions: Iterable[int | None]) -> dict[int, Row]:
    """What drafts say, read from their JSON: making an object of a revision costs queries of its own."""
    found = Revision.objects.filter(pk__in=[pk for pk in revisions if pk]).values_list("pk", "content")
    return {pk: _draft(content) for pk, content in found}


def _draft(content: Mapping[str, Any]) -> Row:
    draft = {name: content[name] for name in _TEXTS if name in content}
    draft |= {name: json.loads(content[name] or "[]") for name in _STREAMS if name in content}
    draft["category_id"] = content.get("category")
    draft["tag_ids"] = [tagged["tag"] for tagged in content.get("tagged_items", ())]
    return draft
