"""Options that commands of several features share: which roster group, which week, dates."""

from __future__ import annotations

from datetime import date

import click
from flask_babel import gettext as _


def date_of(text: str) -> date:
    """Raises BadParameter, which click reports with the option's name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(_("%(text)r is not a date such as 2026-11-30", text=text)) from None


def _parse_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    return None if value is None else date_of(value)


WEEK = click.option("--week", "local_date", required=True, callback=_parse_date, metavar="DATE", help="Any local date of the week.")
GROUP = click.option("--group", help="Name of the roster group; may be left out where there is only one.")
