"""What is wrong with a curriculum file, said so that its author can go straight to the line."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from harmreduction_lms.core.errors import HarmReductionLMSError


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: file, line (1-based; 0 when the file as a whole is meant), message."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message}"


class Problems:
    """Collects mistakes while a file is read, so that an author hears of all of them at once."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, path: Path, line: int, message: str) -> None:
        self._found.add(Problem(path, line, message))

    def __bool__(self) -> bool:
        return bool(self._found)

    def sorted(self) -> list[Problem]:
        return sorted(self._found)

    def raise_if_any(self) -> None:
        if self._found:
            raise CurriculumInvalid(self.sorted())


class CurriculumInvalid(HarmReductionLMSError):
    """The files have mistakes; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        heading = ngettext(
            "%(count)d problem in the curriculum files. Nothing was written.",
            "%(count)d problems in the curriculum files. Nothing was written.",
            len(problems),
        ) % {"count": len(problems)}
        super().__init__("\n".join([heading, *(str(problem) for problem in problems)]))


class CurriculumNotLoaded(HarmReductionLMSError):
    """The files are sound, but the site has no place for them."""

    message = _("The curriculum could not be loaded into this site.")
