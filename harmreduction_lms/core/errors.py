"""Errors are named for what is wrong; their message is written for the person who has to act on it."""

from django.utils.functional import Promise


class HarmReductionLMSError(Exception):
    """Base of every error this package raises on purpose.

    `message` is translated, says what happened and what to do next, and is safe to show to the person.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
