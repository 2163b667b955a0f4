"""How to fill in a sheet, as the second sheet of the Excel file says it."""

from django.utils.translation import gettext as _


def guide() -> list[tuple[str, str]]:
    """Name and explanation, line by line."""
    return [
        (
            _("In short"),
            _(
                "One row is one question. Kind, Question, the answers and “Right answers” are enough. "
                "Columns may be left out or moved; their names stay in English."
            ),
        ),
        (
            "single choice",
            _("The answers in “Answer 1”, “Answer 2”, …; in “Right answers” the number of the right one: 2"),
        ),
        (
            "multiple response",
            _(
                "As single choice, with several numbers: 1, 3. Write “multiple response, all or nothing” "
                "as kind if part of the right answers earns nothing."
            ),
        ),
        (
            "true or false",
            _(
                "“Right answers” is true or false. “Why 1” is shown to whoever answered true, “Why 2” to "
                "whoever answered false."
            ),
        ),
        (
            "order",
            _(
                "The lines in their right order in “Answer 1”, …. If some may come in any order, give "
                "each line its place in “Right answers”: 1, 2, 2, 3"
            ),
        ),
        (
            "matching",
            _(
                "“Answer 1” belongs to “Match 1”, “Answer 2” to “Match 2”. A match without an answer "
                "belongs to nothing and misleads."
            ),
        ),
        (
            "number",
            _(
                "In “Answer 1” what is right: 2, or 2 to 3, or 2 ± 0.5. In “Unit” the unit and other ways "
                "to write it: minutes; min"
            ),
        ),
        (
            "short answer",
            _(
                "Each accepted answer in a column of its own. Capital letters and spaces make no "
                "difference, everything else does."
            ),
        ),
        (
            "gaps",
            _(
                "“Text with gaps” has [[1]], [[2]], … where something is missing. “Answer 1” is what "
                "belongs there — choice: *naloxone | caffeine — number: 2 to 3 | unit: minutes — text: "
                "rescue breaths | rescue breathing. A star marks the right choice; a reason may follow it "
                "behind #."
            ),
        ),
        (
            "picture",
            _(
                "As single choice. Write “picture, several” as kind if several are to be chosen. Describe "
                "the picture in “Picture description”; “Match 1” says where “Answer 1” lies, from the "
                "left and from the top in per cent: 25; 40. Add the picture itself after importing."
            ),
        ),
        (
            "opinion",
            _(
                "Statements in “Answer 1”, …; what can be chosen in “Match 1”, …. There is nothing right "
                "or wrong."
            ),
        ),
        (
            "reflection",
            _(
                "“Guidance” is shown afterwards. For grading by hand write “reflection, graded”, the "
                "criteria in “Answer 1”, …, their points in “Match 1”, … and what they mean in “Why 1”, "
                "…."
            ),
        ),
        ("Why 1, Why 2, …", _("Why an answer is right or wrong. Shown after the quiz.")),
        ("Explanation", _("Shown after the quiz, whatever was answered.")),
        ("Hint 1, Hint 2, …", _("Shown one after the other in quizzes with several tries.")),
        (
            "Tags, Topic, ID",
            _(
                "Tags between commas. Topic as Naloxone/Devices. ID tells the question again when the "
                "sheet is imported once more; leave it as it is."
            ),
        ),
    ]
