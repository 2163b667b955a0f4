"""News from quizzes."""

from django.dispatch import Signal


# Sent once for each attempt, after the transaction that graded it. Provides args: attempt.
# Receivers that fail are logged; a submitted attempt is never rolled back for them.
quiz_attempt_graded = Signal()
