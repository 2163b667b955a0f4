"""Formatted text in a cell: plain wherever it can be, HTML where it must be."""

from harmreduction_lms.quizzes.exchange import plain


def rich_html(cell: str) -> str:
    """The HTML a cell stands for. What a nurse types is plain text, with breaks kept."""
    text = cell.strip()
    return text if plain.has_markup(text) else plain.to_html(text)


def rich_cell(html: str) -> str:
    """A cell from which `rich_html` makes the same."""
    text, _lost = plain.to_lines(html)
    if rich_html(text) == html or not plain.has_markup(html):
        return text
    return html
