"""Item analysis: what the marks of a quiz say about its questions. Plain Python: no Django, no database.

Everything is computed from counts of equal results (`Cell`), so that the work depends on how many different
results there are, never on how many people took the quiz. Sums are exact; floats appear at the very end.
Percentages are percentages (41.2, not 0.412), as in the formulas of Moodle's quiz statistics.
"""

from harmreduction_lms.quizzes.item_analysis.analysis import Analysis, analyse
from harmreduction_lms.quizzes.item_analysis.flags import Flag, Flagged
from harmreduction_lms.quizzes.item_analysis.gain import Gain, GainCell, item_gains, total_gain
from harmreduction_lms.quizzes.item_analysis.histogram import Cell, Totals
from harmreduction_lms.quizzes.item_analysis.items import ItemFigures
from harmreduction_lms.quizzes.item_analysis.options import OptionCell, OptionFigures, option_figures
from harmreduction_lms.quizzes.item_analysis.quiz import QuizFigures


__all__ = [
    "Analysis",
    "Cell",
    "Flag",
    "Flagged",
    "Gain",
    "GainCell",
    "ItemFigures",
    "OptionCell",
    "OptionFigures",
    "QuizFigures",
    "Totals",
    "analyse",
    "item_gains",
    "option_figures",
    "total_gain",
]
