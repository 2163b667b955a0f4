"""Which keys the tables of a course have, in `course.toml` and the files beside it."""

from harmreduction_lms.curriculum import fields as f
from harmreduction_lms.curriculum.fields import Field
from harmreduction_lms.quizzes.models import FeedbackPolicy, QuizRole


COURSE = {
    "key": Field(f.slug),
    "title": Field(f.text(255)),
    "slug": Field(f.slug),
    "lede": Field(f.text()),
    "minutes": Field(f.whole(1)),
    "audiences": Field(f.list_of(f.slug, 1), []),
    "topics": Field(f.list_of(f.slug, 1), []),
    "audience_names": Field(f.anything, {}),
    "topic_names": Field(f.anything, {}),
    "who_for": Field(f.text()),
    "level": Field(f.text(120)),
    "objectives": Field(f.anything, []),
    "released_on": Field(f.day, is_required=False),
    "reviewed_on": Field(f.day, is_required=False),
    "ends_on": Field(f.day, is_required=False),
    "sources_checked_on": Field(f.day),
    "licence": Field(f.text()),
    "module": Field(f.anything, []),
    "quiz": Field(f.anything, [], is_required=False),
}
MODULE = {
    "title": Field(f.text(255), ""),
    "slug": Field(f.slug, ""),
    "summary": Field(f.text(), ""),
    "steps": Field(f.list_of(f.slug, 1), []),
}
QUIZ = {
    "slug": Field(f.slug, ""),
    "title": Field(f.text(255), ""),
    "role": Field(f.one_of(*QuizRole.values), QuizRole.CHECK_YOURSELF),
    "intro": Field(f.text(), ""),
    "minutes": Field(f.whole(1), 0),
    "items": Field(f.list_of(f.key, 1), []),
    "feedback": Field(f.one_of(*FeedbackPolicy.values), FeedbackPolicy.FULL),
    "pass_mark": Field(f.whole(1, 100), is_required=False),
    "attempts_allowed": Field(f.whole(1), is_required=False),
    "time_limit_minutes": Field(f.whole(1), is_required=False),
    "is_required": Field(f.boolean, default=True, is_required=False),
}
LESSON = {
    "key": Field(f.slug, ""),
    "title": Field(f.text(255), ""),
    "minutes": Field(f.whole(1), 0),
    "summary": Field(f.text(), ""),
    "objectives": Field(f.list_of(f.slug, 1), []),
    "facts": Field(f.list_of(f.key, 1), []),
    "author_role": Field(f.text(160), ""),
    "review_role": Field(f.text(160), ""),
    "sources_checked_on": Field(f.day),
    "reviewed_on": Field(f.day, is_required=False),
    "next_review_on": Field(f.day, is_required=False),
    "is_required": Field(f.boolean, default=True, is_required=False),
}
REFERENCE = {
    "key": Field(f.key),
    "citation": Field(f.text(), ""),
    "url": Field(f.address, "", is_required=False),
    "year": Field(f.whole(1500, 2200), is_required=False),
    "checked_on": Field(f.day, is_required=False),
    "status": Field(f.one_of("S1", "S2", "R"), "R"),
    "note": Field(f.optional_text, "", is_required=False),
}
OBJECTIVE = {"key": f.slug, "text": f.text(400)}
TERM = {"key": Field(f.slug), "term": Field(f.text(120), ""), "definition": Field(f.text(), "")}
