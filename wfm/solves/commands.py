"""`flask build`, `flask show`, `flask publish`: from a requirement to a published week."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import FrameType
from typing import Self

import click
from flask import current_app
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from scheduling.rostering.result import Progress
from wfm.agents.group_choice import named_or_only_group
from wfm.core import clock
from wfm.core.access import COMMAND_LINE
from wfm.core.command_options import GROUP, WEEK
from wfm.core.commands import CommandFailed, command
from wfm.core.errors import InvalidInput
from wfm.core.formats import hours, percent, seconds
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import RunState
from wfm.rosters.choosing import draft_numbered, version_numbered
from wfm.rosters.queries import find_draft_of_run, find_open_draft, find_published_version, people_changed_by
from wfm.rosters.weeks import RosterWeek, week_holding
from wfm.solves.board import board_of_draft, board_of_version, violations_of
from wfm.solves.board_tables import PEOPLE_SHOWN, show_board, terminal
from wfm.solves.corrections import NothingToCorrect, correct_requirement, days_at_target, in_words
from wfm.solves.options import SECONDS_MAX, SECONDS_MIN, SEED_MAX, THREADS_MAX, BuildOptions
from wfm.solves.queries import find_outlook, find_run
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build, publish


@command("build")
@GROUP
@WEEK
@click.option(
    "--seconds", "limit", type=click.FloatRange(SECONDS_MIN, SECONDS_MAX), default=60.0, show_default=True, help="How long to build."
)
@click.option("--threads", type=click.IntRange(1, THREADS_MAX), default=2, show_default=True, help="How many threads to use.")
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=1, show_default=True, help="Seed of the random choices.")
@click.option("--from-draft", is_flag=True, help="Start from the open draft as it stands.")
@click.option(
    "--corrections", type=click.IntRange(0, 5), default=0, show_default=True, help="So often the requirement is corrected by simulation."
)
def build(*, group: str | None, local_date: date, limit: float, threads: int, seed: int, from_draft: bool, corrections: int) -> None:
    """Build a roster of a week here, now; Ctrl-C keeps the best one so far. It becomes a draft.

    With --corrections the requirement is corrected by the service that the roster is simulated to give, and the week built again from
    that roster on.
    """
    week = week_holding(named_or_only_group(read_session(), group), local_date)
    options = BuildOptions(seconds=limit, threads=threads, seed=seed, starts_from_draft=from_draft)
    with _stop_on_interrupt() as stop:
        run_id = _built(week, options, stop)
        for _number in range(corrections):
            if stop.is_asked or not _is_corrected(run_id):
                break
            run_id = _built(week, replace(options, starts_from_draft=True), stop)
        if corrections:
            _tell_service(run_id)
    _tell_outcome(week, run_id)


@command("show")
@GROUP
@WEEK
@click.option("--version", "number", type=click.IntRange(min=1), help="A published version; by default the one that holds now.")
@click.option("--draft", "draft_number", type=click.IntRange(min=1), help="A draft, by its number.")
@click.option("--people", "most", type=click.IntRange(0, 100_000), default=PEOPLE_SHOWN, show_default=True, help="How many people to list.")
def show(group: str | None, local_date: date, number: int | None, draft_number: int | None, most: int) -> None:
    """Show a week: everybody's shifts in their own zone, coverage by day, what is short and what of it cannot be helped.

    Without --version and --draft it is the draft being worked on, else what is published.
    """
    if number is not None and draft_number is not None:
        raise InvalidInput(_("--version and --draft are given; choose one"))
    session = read_session()
    week = week_holding(named_or_only_group(session, group), local_date)
    is_published_meant = draft_number is None and find_open_draft(session, week=week) is None
    if number is not None or is_published_meant:
        version = version_numbered(session, week=week, number=number)
        board, status = board_of_version(session, week=week, version=version), _("version %(number)d", number=version.number)
    else:
        draft = draft_numbered(session, week=week, number=draft_number)
        board, status = board_of_draft(session, week=week, draft=draft), _("draft %(number)d", number=draft.number)
    show_board(terminal(), board, status=status, violations=violations_of(session, board), most=most)


@command("publish")
@GROUP
@WEEK
@click.option("--draft", "draft_number", type=click.IntRange(min=1), help="A draft by its number; by default the newest open one.")
@click.option("--expect", type=click.IntRange(min=0), help="The version you saw, 0 for none; another one published since is a conflict.")
@click.option("--note", default="", help="What people should know about this version.")
def publish_week(group: str | None, local_date: date, draft_number: int | None, expect: int | None, note: str) -> None:
    """Publish a draft as the next version of its week. The law is checked once more, as everything stands now."""
    session = read_session()
    week = week_holding(named_or_only_group(session, group), local_date)
    published = find_published_version(session, week=week)
    seen = expect if expect is not None else published.number if published else 0
    draft_id = draft_numbered(session, week=week, number=draft_number).id
    with unit_of_work() as writing:
        version = publish(writing, draft_id=draft_id, expected_version=seen, note=note, actor=COMMAND_LINE, now=clock.now())
        number, changed = version.number, people_changed_by(writing, version_id=version.id)
    text = _(
        "%(week)s: version %(number)d is published; it changes the week of %(people)d people.",
        week=week.name,
        number=number,
        people=changed,
    )
    Console().print(text, highlight=False, soft_wrap=True)


class _Interrupt:
    is_asked = False


@contextmanager
def _stop_on_interrupt() -> Iterator[_Interrupt]:
    """The first Ctrl-C (or SIGTERM) asks the engine to stop and keeps its best roster; the second ends the process as usual."""
    asked = _Interrupt()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.is_asked = True
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _built(week: RosterWeek, options: BuildOptions, stop: _Interrupt) -> int:
    """One build, to its end; the id of its run."""
    with unit_of_work() as session:
        run_id = prepare_build(session, week=week, options=options, actor=COMMAND_LINE, now=clock.now()).id
    with _Watch(options) as watch:
        build_here(
            current_app._get_current_object(),  # type: ignore[attr-defined]  # noqa: SLF001  threads need the application itself
            run_id=run_id,
            on_progress=watch.show,
            should_stop=lambda: stop.is_asked,
        )
    return run_id


def _is_corrected(run_id: int) -> bool:
    """Correct the requirement by a build and say so; False where there is nothing to correct."""
    _tell_service(run_id)
    try:
        with unit_of_work() as session:
            told = in_words(*correct_requirement(session, run_id=run_id, actor=COMMAND_LINE, now=clock.now()))
    except NothingToCorrect as nothing:
        Console().print(str(nothing), highlight=False, soft_wrap=True)
        return False
    Console().print(told, highlight=False, soft_wrap=True)
    return True


def _tell_service(run_id: int) -> None:
    outlook = find_outlook(read_session(), run_id=run_id)
    if outlook:
        met, days = days_at_target(outlook)
        text = _("Build %(id)s: %(met)s of %(days)s days of work types meet their target.", id=run_id, met=met, days=days)
        Console().print(text, highlight=False, soft_wrap=True)


class _Watch:
    """The live line of a build: a bar of the time allowed, what is short, what of it is proved unavoidable."""

    def __init__(self, options: BuildOptions) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), refresh_per_second=8)
        self._task = self._bar.add_task(_("reading the problem"), total=options.seconds)
        self._first: float | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def show(self, progress: Progress) -> None:
        if self._first is None:
            self._first = progress.seconds
        self._bar.update(self._task, completed=progress.seconds, description=_in_words(progress, self._first))


def _in_words(progress: Progress, first_roster_seconds: float) -> str:
    required = progress.required_hours or 1.0
    told = _("short %(hours)s (%(share)s)", hours=hours(progress.short_hours), share=percent(progress.short_hours / required))
    if progress.bound_short_hours is not None:
        told += _(", at least %(share)s unavoidable", share=percent(max(0.0, progress.bound_short_hours) / required))
    return told + _(", first roster after %(seconds)s s", seconds=f"{first_roster_seconds:.1f}")


def _tell_outcome(week: RosterWeek, run_id: int) -> None:
    session = read_session()
    run = find_run(session, run_id=run_id)
    if run is None or run.state not in (RunState.DONE, RunState.STOPPED):
        text = run.error if run is not None and run.error else _("the run was ended from elsewhere")
        raise CommandFailed(_("%(week)s was not built: %(why)s", week=week.name, why=text))
    draft = find_draft_of_run(session, solve_run_id=run_id)
    if draft is None:
        raise CommandFailed(_("%(week)s was built, but its draft is gone.", week=week.name))
    board = board_of_draft(session, week=week, draft=draft)
    show_board(terminal(), board, status=_("draft %(number)d", number=draft.number), violations=violations_of(session, board), most=0)
    told = _(
        "First roster after %(first)s s, %(rounds)s rounds in %(seconds)s. Next: flask show --draft %(number)d, flask publish",
        first=f"{run.first_roster_seconds or 0.0:.1f}",
        rounds=f"{run.rounds or 0:,}",
        seconds=seconds(run.elapsed_seconds or 0.0),
        number=draft.number,
    )
    Console().print(told, highlight=False, soft_wrap=True)


COMMANDS = (build, show, publish_week)
