"""Harm-reduction training for Wagtail: courses, quizzes and CE credit that a licensing board accepts."""

__version__ = "0.1.0"
