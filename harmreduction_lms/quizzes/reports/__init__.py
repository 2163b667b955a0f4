"""Quiz statistics in the Wagtail admin: the list of quizzes, a quiz, one of its questions.

`wagtail_hooks` puts `viewsets` into the "Learning" menu, beside those of the domain.
"""
