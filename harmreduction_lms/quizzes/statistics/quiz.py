"""All figures of one quiz, with what its questions are called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from harmreduction_lms.quizzes.item_analysis import Analysis, Cell, OptionFigures, analyse, option_figures
from harmreduction_lms.quizzes.item_analysis.analysis import Extras
from harmreduction_lms.quizzes.item_analysis.options import group_by_item
from harmreduction_lms.quizzes.models import QuizAttempt
from harmreduction_lms.quizzes.statistics.attempts import Attempts, counted_totals
from harmreduction_lms.quizzes.statistics.cells import item_cells, option_cells
from harmreduction_lms.quizzes.statistics.questions import QuestionFacts, question_facts


@dataclass(frozen=True)
class QuizReport:
    """The analysis of a quiz; `questions` by the same key as its items, those deleted since left out."""

    quiz_key: UUID
    title: str
    attempts: Attempts
    analysis: Analysis
    questions: Mapping[str, QuestionFacts]

    def question(self, key: str) -> QuestionFacts:
        """What is known of a question; its key instead of a title when it has been deleted."""
        return self.questions.get(key) or QuestionFacts(key, key)


def quiz_report(quiz_key: UUID, attempts: Attempts = Attempts.FIRST) -> QuizReport:
    """All figures of a quiz. Seven queries, one more where learners had different questions."""
    totals = counted_totals(quiz_key, attempts)
    cells = list(item_cells(quiz_key, attempts))
    questions = question_facts({cell.item for cell in cells})
    same_paper = _same_paper(cells, sum(totals.values()))
    analysis = analyse(
        cells,
        totals,
        slots=() if same_paper else item_cells(quiz_key, attempts, by="position"),
        extras=Extras(
            guesses={key: one.random_guess for key, one in questions.items() if one.random_guess is not None},
            options=_options(quiz_key, attempts, questions),
            objectives={key: one.objectives for key, one in questions.items()},
        ),
    )
    return QuizReport(quiz_key, quiz_title(quiz_key), attempts, analysis, questions)


def quiz_title(quiz_key: UUID) -> str:
    """What the quiz was called in its latest attempt. One query."""
    titles = (
        QuizAttempt.objects.filter(quiz_key=quiz_key).order_by("-pk").values_list("quiz_title", flat=True)
    )
    return titles.first() or ""


def _same_paper(cells: Sequence[Cell], attempts: int) -> bool:
    seen = Counter[str]()
    for cell in cells:
        seen[cell.item] += cell.count
    return all(count == attempts for count in seen.values())


def _options(
    quiz_key: UUID, attempts: Attempts, questions: Mapping[str, QuestionFacts]
) -> dict[str, list[OptionFigures]]:
    keys = [key for key, one in questions.items() if one.options]
    cells = group_by_item(option_cells(quiz_key, attempts, keys=keys))
    return {key: option_figures(rows, questions[key].options) for key, rows in cells.items()}
