"""`flask demo`: a company to try everything on. `flask demo-pool`: people for a week that real contacts were staffed for."""

from __future__ import annotations

from datetime import date, timedelta

import click
from flask import current_app
from flask_babel import gettext as _
from rich.console import Console

from wfm.agents.group_choice import named_or_only_group
from wfm.core import clock
from wfm.core.access import COMMAND_LINE
from wfm.core.command_options import GROUP, WEEK
from wfm.core.commands import CommandFailed, command
from wfm.core.formats import hours, percent
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demo.services import (
    SEED_MAX,
    TIGHTNESS,
    TIGHTNESS_MAX,
    DemoSize,
    PoolSize,
    add_pool,
    found_company,
    import_history,
    plan_week,
)
from wfm.demo.sizing import PEOPLE_MAX, PEOPLE_MIN
from wfm.jobs.runs import RunState
from wfm.rosters.queries import find_draft_of_run
from wfm.rosters.weeks import RosterWeek, group_of, week_holding
from wfm.solves.options import SECONDS_MIN, BuildOptions
from wfm.solves.queries import find_run
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build, publish

DEMO_PEOPLE = 60
DEMO_SECONDS_MAX = 3600.0


@command("demo")
@click.option("--people", type=click.IntRange(PEOPLE_MIN, PEOPLE_MAX), default=DEMO_PEOPLE, show_default=True, help="How many people.")
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=1, show_default=True, help="Seed of everything that is drawn.")
@click.option(
    "--seconds",
    type=click.FloatRange(SECONDS_MIN, DEMO_SECONDS_MAX),
    default=10.0,
    show_default=True,
    help="How long to build the present week.",
)
def demo(people: int, seed: int, seconds: float) -> None:
    """Load a demo company: people in many zones, past contacts, the present week published, the next one ready to build."""
    console = Console()
    with unit_of_work() as session:
        company = found_company(session, size=DemoSize(people=people, seed=seed), actor=COMMAND_LINE, now=clock.now())
    console.print(_("%(people)s people in %(zones)d zones", people=f"{company.people:,}", zones=company.zones), highlight=False)
    with unit_of_work() as session:
        imported = import_history(session, company=company, seed=seed, actor=COMMAND_LINE, now=clock.now())
    contacts = sum(series.offered for series in imported.series)
    console.print(_("%(contacts)s contacts of the past weeks", contacts=f"{contacts:,}"), highlight=False)
    week = company.week
    following = week_holding(group_of(read_session(), week.roster_group_id), week.week_date + timedelta(weeks=1))
    for each in (week, following):
        with unit_of_work() as session:
            outcome = plan_week(session, week=each, actor=COMMAND_LINE, now=clock.now())
        required = hours(outcome.required_hours)
        console.print(_("week of %(date)s forecast and staffed: %(hours)s", date=each.week_date, hours=required), highlight=False)
    _build_and_publish(console, week, BuildOptions(seconds=seconds, seed=seed))


@command("demo-pool")
@GROUP
@WEEK
@click.option("--people", type=click.IntRange(PEOPLE_MIN, PEOPLE_MAX), help="How many; by default as many as --tightness asks for.")
@click.option(
    "--tightness",
    type=click.FloatRange(0.0, TIGHTNESS_MAX, min_open=True),
    default=TIGHTNESS,
    show_default=True,
    help="Hours required over the hours people can give at most.",
)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=1, show_default=True, help="Seed of everything that is drawn.")
def demo_pool(group: str | None, local_date: date, people: int | None, tightness: float, seed: int) -> None:
    """Add made-up people to a roster group without any, so that a staffed week can be built: ten zones or more, hours by need."""
    size = PoolSize(people=people, tightness=tightness, seed=seed)
    with unit_of_work() as session:
        found = named_or_only_group(session, group)
        week = week_holding(found, local_date)
        pool = add_pool(session, group=found, week=week, size=size, actor=COMMAND_LINE, now=clock.now())
    text = _(
        "%(people)s people in %(zones)d zones for %(week)s: %(capacity)s a week at most, %(required)s required (%(share)s).",
        people=f"{pool.people:,}",
        zones=pool.zones,
        week=week.name,
        capacity=hours(pool.capacity_hours),
        required=hours(pool.required_hours),
        share=percent(pool.required_hours / pool.capacity_hours),
    )
    Console().print(text, highlight=False, soft_wrap=True)


def _build_and_publish(console: Console, week: RosterWeek, options: BuildOptions) -> None:
    with unit_of_work() as session:
        run_id = prepare_build(session, week=week, options=options, actor=COMMAND_LINE, now=clock.now()).id
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  threads need the application itself
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)
    run = find_run(read_session(), run_id=run_id)
    draft = find_draft_of_run(read_session(), solve_run_id=run_id)
    if run is None or draft is None or run.state is not RunState.DONE:
        raise CommandFailed(_("The week of %(date)s was not built: %(why)s", date=week.week_date, why=run.error if run else ""))
    draft_id, short, required = draft.id, run.short_hours or 0.0, run.required_hours or 1.0
    with unit_of_work() as session:
        publish(session, draft_id=draft_id, expected_version=0, actor=COMMAND_LINE, now=clock.now())
    console.print(
        _("week of %(date)s built (%(share)s short) and published", date=week.week_date, share=percent(short / required)), highlight=False
    )


COMMANDS = (demo, demo_pool)
