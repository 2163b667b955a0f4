"""A line of the table of questions, as the page and the spreadsheet show it."""

from dataclasses import dataclass
from uuid import UUID

from harmreduction_lms.quizzes.item_analysis import Flag, Flagged, ItemFigures
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.reports.charts import Dot, item_dot
from harmreduction_lms.quizzes.reports.words import kind_label, sentences
from harmreduction_lms.quizzes.statistics import QuestionFacts, QuizReport


@dataclass(frozen=True)
class ItemRow:
    number: int
    figures: ItemFigures
    question: QuestionFacts
    flagged: list[Flagged]

    @property
    def title(self) -> str:
        return self.question.title

    @property
    def kind(self) -> str:
        return kind_label(self.question.kind)

    @property
    def remarks(self) -> list[str]:
        """Without the size of the sample: the page says that once, at the top."""
        return sentences([one for one in self.flagged if one.flag != Flag.SMALL_SAMPLE])

    @property
    def all_remarks(self) -> list[str]:
        return sentences(self.flagged)

    @property
    def remarks_text(self) -> str:
        return " ".join(self.all_remarks)

    @property
    def dot(self) -> Dot | None:
        """Its place in the plot; None where it has none."""
        facility, discrimination = self.figures.facility, self.figures.discrimination_index
        if facility is None or discrimination is None:
            return None
        return item_dot(
            str(self.number),
            self.title,
            facility=facility,
            discrimination=discrimination,
            is_flagged=bool(self.remarks),
        )


def item_rows(report: QuizReport) -> list[ItemRow]:
    """The questions of a quiz in the order of its latest paper, then those that paper did not have."""
    places = _places(report.quiz_key)
    last = len(places)
    figures = sorted(report.analysis.items, key=lambda one: places.get(one.item, last))
    return [
        ItemRow(number, one, report.question(one.item), report.analysis.flags(one))
        for number, one in enumerate(figures, start=1)
    ]


def _places(quiz_key: UUID) -> dict[str, int]:
    """Where each question stood in the paper that was handed out last. One query."""
    papers = QuizAttempt.objects.filter(quiz_key=quiz_key).order_by("-pk").values_list("paper", flat=True)
    items = (papers.first() or {"items": ()})["items"]
    return {item["question"]: place for place, item in enumerate(items)}
