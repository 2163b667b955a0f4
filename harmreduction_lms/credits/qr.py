"""QR codes as the path of an SVG: no image file, no inline style, and nothing to mark as safe."""

from dataclasses import dataclass
from functools import lru_cache

import segno


@dataclass(frozen=True)
class QrCode:
    """`size` modules a side, quiet zone included; `path` draws the dark ones."""

    size: int
    path: str

    @property
    def svg(self) -> str:
        """A whole SVG file, for renderers that place images."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}">'
            f'<path fill="#000" d="{self.path}"/></svg>'
        )


@lru_cache(maxsize=256)
def qr_code(text: str) -> QrCode:
    """The code for `text`; level M survives a fold or a stamp across a printed page (ISO/IEC 18004)."""
    code = segno.make_qr(text, error="m")
    rows = [list(row) for row in code.matrix_iter(border=4)]
    runs = (run for y, row in enumerate(rows) for run in _runs(y, row))
    return QrCode(size=len(rows), path="".join(runs))


def _runs(y: int, row: list[int]) -> list[str]:
    """Each horizontal run of dark modules as one rectangle."""
    runs, start = [], None
    for x, is_dark in enumerate([*row, 0]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return runs
