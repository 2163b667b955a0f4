"""A learner's way through a course: enrolment, progress, evaluation and completion."""
