"""What the commands about one week ask for: which roster group, which week."""

from __future__ import annotations

from datetime import date

import click
from flask_babel import gettext as _


def _parse_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(_("%(text)r is not a date such as 2026-11-30", text=value)) from None


GROUP = click.option("--group", help="Name of the roster group; may be left out where there is only one.")
WEEK = click.option("--week", "local_date", required=True, callback=_parse_date, metavar="DATE", help="Any local date of the week.")
