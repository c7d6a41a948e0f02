"""The rows of a board as HTML. A row is drawn once in a language and then kept, until something of it differs."""

from __future__ import annotations

from collections.abc import Hashable

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from wfm.core.recent import Recent
from wfm.solves.board_rows import Row, RowMaker

FIRST_ROWS = 60
"""So many rows are in the page itself, more than a screen shows; the others are fetched while these are looked at."""
_DRAWN: Recent[Hashable, str] = Recent(most=6000)


class RowDrawing:
    """Draws the rows of one answer: the first of a page at once, those after them as places to be filled."""

    def __init__(self, maker: RowMaker, *, at_once: int) -> None:
        self._maker, self._left = maker, at_once
        self._macros = current_app.jinja_env.get_template("solves/board_row.html").module
        self._language = str(get_locale())

    def drawn(self, row: Row, zone_of_group: str | None) -> Markup:
        """The row, or its place. What templates wrote is escaped already."""
        if self._left <= 0:
            return Markup(self._macros.pending_row(row.person))  # type: ignore[attr-defined]  # noqa: S704
        self._left -= 1
        key = (self._maker.key(row), zone_of_group, self._language)
        kept = _DRAWN.find(key)
        if kept is None:
            kept = _DRAWN.keep(key, str(self._macros.person_row(row, self._maker.cells(row), zone_of_group)))  # type: ignore[attr-defined]
        return Markup(kept)  # noqa: S704
