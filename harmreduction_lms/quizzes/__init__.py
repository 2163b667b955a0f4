"""The question bank, quizzes, attempts and grading.

Stands below courses: an attempt needs only a learner and the page it was taken on.
"""
