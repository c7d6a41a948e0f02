"""`flask erase-person` and `flask apply-retention`."""

from __future__ import annotations

import click
from flask_babel import gettext as _

from wfm.core import clock
from wfm.core.access import COMMAND_LINE
from wfm.core.commands import command
from wfm.core.unit_of_work import unit_of_work
from wfm.privacy.erasure import erase_person
from wfm.privacy.retention import MONTHS_MAX, RULES, apply_retention

NAMES = ", ".join(rule.name for rule in RULES)


@command("erase-person")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask: there is no way back.")
def erase(email: str, *, yes: bool) -> None:
    """Forget the person with this EMAIL: account, wishes, time off, skills, and their name wherever it stands. Hours that were
    rostered stay, under a number."""
    if not yes:
        click.confirm(_("Erase %(email)s for good?", email=email), abort=True)
    with unit_of_work() as session:
        done = erase_person(session, email=email, actor=COMMAND_LINE, now=clock.now())
    for name, count in done.counts.items():
        click.echo(f"{count:>8}  {name}")
    click.echo(_("Copies of the database that were made before still hold the person."))


@command("apply-retention")
@click.option("--months", "told", multiple=True, metavar="WHAT=MONTHS", help=f"Another time than usual, of: {NAMES}.")
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
def retention(told: tuple[str, ...], *, dry_run: bool) -> None:
    """Take out what has been kept for long enough. To be run now and then, by a timer."""
    months = dict(_months(each) for each in told)
    with unit_of_work() as session:
        done = apply_retention(session, months=months, is_trial=dry_run, actor=COMMAND_LINE, now=clock.now())
    for name, kept, count in done:
        click.echo(f"{count:>8}  {name} ({kept})")


def _months(told: str) -> tuple[str, int]:
    name, _equals, number = told.partition("=")
    if name not in {rule.name for rule in RULES}:
        raise click.UsageError(_("%(value)r is not kept by months; there are: %(known)s", value=name, known=NAMES))
    if not number.isdecimal() or not 1 <= int(number) <= MONTHS_MAX:
        raise click.UsageError(_("%(value)r is no number of months from 1 to %(most)s.", value=number, most=MONTHS_MAX))
    return name, int(number)


COMMANDS = (erase, retention)
