"""News from quizzes."""

from django.dispatch import Signal


# Sent once for each attempt, after the transaction that graded it, and again if marking it again turns it
# into a pass. Provides args: attempt.
# Receivers that fail are logged; a submitted attempt is never rolled back for them.
quiz_attempt_graded = Signal()

# Sent after the transaction in which somebody decided that a pass is taken back. Provides args: attempt,
# change (the `RegradeChange`). What becomes of credit awarded for it is for receivers to say.
quiz_result_lowered = Signal()
