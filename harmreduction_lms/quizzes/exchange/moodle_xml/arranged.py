"""Reading questions whose parts are put together: matching and ordering."""

from django.utils.translation import gettext as _

from harmreduction_lms.quizzes.exchange.moodle_xml.choices import Read, fraction
from harmreduction_lms.quizzes.exchange.moodle_xml.source import CannotBeTaken, Source


def matching(source: Source) -> Read:
    """Moodle's way to add a match that belongs to nothing is a pair without a prompt."""
    found = [
        (source.plain(part), source.plain(part.find("answer")))
        for part in source.element.findall("subquestion")
    ]
    pairs = [{"prompt": prompt, "match": match} for prompt, match in found if prompt and match]
    if len(pairs) < 2:
        raise CannotBeTaken(
            _("It has fewer than two pairs in words. Describe pictures in words and add pairs.")
        )
    if any(prompt and not match for prompt, match in found):
        raise CannotBeTaken(_("A prompt has no match in words. Add what belongs to it."))
    taken = {pair["match"] for pair in pairs}
    distractors = [match for prompt, match in found if match and not prompt and match not in taken]
    return "matching", {"pairs": pairs, "distractors": list(dict.fromkeys(distractors))}


def ordering(source: Source) -> Read:
    """Answers in their right order; `fraction` is the place, where it is given."""
    answers = sorted(source.element.findall("answer"), key=fraction)
    lines = [source.plain(answer) for answer in answers]
    if len(lines) < 2 or not all(lines):
        raise CannotBeTaken(_("An order needs at least two lines in words."))
    if any(source.reason(answer) for answer in answers):
        source.note(_("Feedback on single lines was left out."))
    if source.value("selecttype", "0") not in ("0", "ALL"):
        source.note(_("Moodle asked for some of the lines at a time; here all of them are asked."))
    if source.value("gradingtype") in ("-1", "ALL_OR_NOTHING"):
        source.note(_("An order that was partly right earned nothing; here it earns part of the marks."))
    return "ordering", {"groups": [{"items": [line]} for line in lines]}
