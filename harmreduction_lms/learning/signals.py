"""What learning tells the domains above it. Sent after commit, and robustly: a failing receiver is logged
and changes nothing of what was recorded."""

from django.dispatch import Signal


course_completed = Signal()
"""A learner has done every required step. Sent exactly once an enrolment. Arguments: enrolment."""

evaluation_submitted = Signal()
"""A learner has handed in the evaluation of a course. Sent once an enrolment. Arguments: enrolment."""
