"""What the commands print: tables a tired person can read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from rich.console import Console
from rich.table import Table

from scheduling.demand import ForecastError
from scheduling.timegrid import to_local
from wfm.demand.forecast_services import ForecastLine, ForecastOutcome
from wfm.demand.import_outcome import ImportOutcome, Result, VolumeFile
from wfm.demand.quarters import MOVED_FORWARD, READ_AS_FIRST, READ_AS_SECOND
from wfm.demand.requirement_services import RequirementLine, RequirementOutcome

ERRORS_SHOWN_MAX = 20


def show_import(console: Console, file: VolumeFile, outcome: ImportOutcome) -> None:
    """What became of a file."""
    if outcome.result is Result.UNCHANGED:
        since = f"{outcome.since:%Y-%m-%d %H:%M}" if outcome.since else ""
        said = _("Nothing changed: this very file was stored as import %(id)s on %(since)s UTC.", id=outcome.import_id, since=since)
        console.print(said, _("To store it again: --again"))
        return
    read = _("%(read)s rows read, %(kept)s contacts or intervals kept.", read=f"{outcome.rows_read:,}", kept=f"{outcome.rows_kept:,}")
    console.print(f"[bold]{file.path.name}[/bold]  {read}", highlight=False)
    _show_rules(console, outcome)
    _show_clock_changes(console, outcome)
    _show_errors(console, outcome)
    if outcome.result is Result.STORED:
        _show_stored(console, file, outcome)


def _show_rules(console: Console, outcome: ImportOutcome) -> None:
    if not outcome.rules:
        return
    table = _table(_("Rows that a rule decided"), _("rule"), _("what becomes of them"), number=(_("rows"), _("also matched")))
    for rule in outcome.rules:
        table.add_row(rule.rows, rule.why or rule.effect.value.replace("_", " "), f"{rule.decided:,}", f"{rule.matching - rule.decided:,}")
    console.print(table)


def _show_clock_changes(console: Console, outcome: ImportOutcome) -> None:
    texts = {
        MOVED_FORWARD: _("local times that did not exist were moved forward"),
        READ_AS_FIRST: _("local times that existed twice were read as the first"),
        READ_AS_SECOND: _("local times that existed twice were read as the second, as the order of the file shows"),
    }
    for name, text in texts.items():
        if outcome.counts.get(name):
            console.print(f"  {outcome.counts[name]:,} {text}")


def _show_errors(console: Console, outcome: ImportOutcome) -> None:
    if not outcome.error_count:
        return
    console.print(ngettext("%(num)s line is wrong:", "%(num)s lines are wrong:", outcome.error_count), style="bold red")
    for error in outcome.errors[:ERRORS_SHOWN_MAX]:
        console.print(f"  {error}", highlight=False, markup=False)
    if outcome.error_count > ERRORS_SHOWN_MAX:
        console.print(_("  … and %(more)s more", more=outcome.error_count - ERRORS_SHOWN_MAX))


def _show_stored(console: Console, file: VolumeFile, outcome: ImportOutcome) -> None:
    table = _table(
        _("Stored as import %(id)s", id=outcome.import_id),
        _("contact type"),
        number=(_("offered"), _("timed"), _("abandoned"), _("handle time s")),
    )
    for series in outcome.series:
        mean = "–" if series.mean_handle_time_seconds is None else f"{series.mean_handle_time_seconds:.1f}"
        table.add_row(series.contact_type, f"{series.offered:,}", f"{series.timed:,}", f"{series.abandoned:,}", mean)
    console.print(table)
    if outcome.window:
        first, last = (_local(instant, file.reading.zone) for instant in outcome.window)
        console.print(_("Window %(first)s to %(last)s (%(zone)s).", first=first, last=last, zone=file.reading.zone), highlight=False)
    if outcome.replaced_intervals:
        console.print(_("Replaced %(number)s intervals stored before.", number=f"{outcome.replaced_intervals:,}"))
    for made in outcome.made:
        console.print("  " + _("created: %(made)s", made=made), highlight=False, markup=False)


def show_forecast(console: Console, outcome: ForecastOutcome) -> None:
    """What is expected, how wrong it usually is, and what it does not know."""
    first = _local(outcome.week.starts_at, outcome.zone)
    table = _table(
        _("Forecast %(id)s of the week from %(first)s (%(zone)s)", id=outcome.forecast_id, first=first, zone=outcome.zone),
        _("work type"),
        number=(_("contacts"), _("handle s"), _("work h"), _("WAPE"), _("chance"), _("WAPE day"), _("tests")),
    )
    for line in outcome.lines:
        if not line.missing:
            table.add_row(*_forecast_row(line))
    console.print(table)
    console.print(
        _(
            "WAPE: Σ|actual − forecast| / Σ actual by quarter hour, in past weeks that the method had not seen (tests). "
            "Chance: what is left of it when the mean is known exactly."
        ),
        style="dim",
    )
    for line in outcome.lines:
        _show_line_notes(console, line)
    _show_dates(console, _("Left out, because nothing at all was recorded:"), outcome.gaps)
    _show_dates(console, _("Special days of this week, forecast like ordinary ones:"), outcome.special_dates_in_week)
    for code, contacts in outcome.unplanned:
        console.print(_("Contact type %(code)s is not planned: %(contacts)s contacts in the past.", code=code, contacts=f"{contacts:,.0f}"))


def _forecast_row(line: ForecastLine) -> tuple[str, ...]:
    mean = line.mean_handle_time_seconds
    return (
        line.work_type,
        f"{line.contacts:,.0f}",
        "–" if mean is None else f"{mean:.1f}",
        f"{line.workload_hours:,.1f}",
        *_error_cells(line.error),
    )


def _error_cells(error: ForecastError | None) -> tuple[str, ...]:
    if error is None:
        return ("–", "–", "–", _("none"))
    return (
        f"{error.interval_wape_share:.1%}",
        f"{error.poisson_floor_share:.1%}",
        f"{error.day_wape_share:.1%}",
        str(error.weeks),
    )


def _show_line_notes(console: Console, line: ForecastLine) -> None:
    if line.missing:
        console.print(_("%(work_type)s: no forecast: %(missing)s", work_type=line.work_type, missing=line.missing), style="yellow")
    if line.basis is not None:
        dates = line.basis.dates_used
        used = _(
            "%(work_type)s: from %(count)s dates, %(first)s to %(last)s",
            work_type=line.work_type,
            count=len(dates),
            first=dates[0],
            last=dates[-1],
        )
        console.print(used, highlight=False)
        if line.basis.slots_without_history:
            slots = line.basis.slots_without_history
            console.print(_("  %(slots)s open quarter hours have no past at all; nobody is expected in them", slots=slots), style="yellow")


def show_requirement(console: Console, outcome: RequirementOutcome) -> None:
    """How many people it takes."""
    first = _local(outcome.week.starts_at, outcome.zone)
    title = _("Requirement version %(number)s of the week from %(first)s (%(zone)s)", number=outcome.number, first=first, zone=outcome.zone)
    table = _table(title, _("work type"), number=(_("contacts"), _("work h"), _("required h"), _("peak"), _("occupancy"), _("due in")))
    for line in outcome.lines:
        table.add_row(*_requirement_row(line))
    console.print(table)
    console.print(_("Required in all: %(hours)s h at speed 1.0.", hours=f"{outcome.required_hours:,.1f}"), style="bold")
    for line in outcome.lines:
        if line.note:
            console.print(f"{line.work_type}: {line.note}", style="yellow")


def _requirement_row(line: RequirementLine) -> tuple[str, ...]:
    return (
        line.work_type,
        f"{line.contacts:,.0f}",
        f"{line.workload_hours:,.1f}",
        f"{line.required_hours:,.1f}",
        f"{line.peak_heads:,.1f}",
        "–" if line.occupancy_share is None else f"{line.occupancy_share:.0%}",
        "–" if line.deadline_minutes is None else _("%(minutes)s min", minutes=line.deadline_minutes),
    )


def _show_dates(console: Console, text: str, dates: Iterable[date]) -> None:
    shown = ", ".join(str(day) for day in dates)
    if shown:
        console.print(f"{text} {shown}", highlight=False)


def _local(instant: datetime, zone: str) -> str:
    return f"{to_local(instant, zone=zone):%Y-%m-%d %H:%M}"


def _table(title: str, *text: str, number: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in text:
        table.add_column(name, overflow="fold")
    for name in number:
        table.add_column(name, justify="right")
    return table
