"""The whole chain, each step one command: volumes in, forecast, staff, people, build, publish, export. On the real log of a bank where
the data folder is there (WFM_SHARED_DATA, or ../shared/data beside the repository), and always on generated volumes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from icalendar import Calendar

from scheduling.rostering.files import roster_from_json
from tests.support.factories import a_group, a_work_type
from wfm.agents.group_choice import named_or_only_group
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import RunState
from wfm.rosters.queries import find_published_version
from wfm.rosters.weeks import week_holding
from wfm.solves.board import board_of_version, violations_of
from wfm.solves.models import SolveRun

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("WFM_SHARED_DATA") or ROOT.parent / "shared" / "data")
JANUARY = DATA / "contact_volume" / "anonymous_bank" / "january1999.txt"

RunCommand = Callable[..., Result]


@dataclass(frozen=True)
class Outcome:
    """What the published week is worth."""

    people: int
    zones: int
    required_hours: float
    short_share: float
    unavoidable_share: float
    occupancy_share: float
    first_roster_seconds: float


@pytest.fixture
def run(app: Flask) -> RunCommand:
    def command(*arguments: object) -> Result:
        done = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)
        assert done.exit_code == 0, f"{arguments}: {done.output}"
        return done

    return command


def outcome(app: Flask, group_name: str, local_date: date) -> Outcome:
    with app.app_context():
        session = read_session()
        week = week_holding(named_or_only_group(session, group_name), local_date)
        version = find_published_version(session, week=week)
        assert version is not None
        board = board_of_version(session, week=week, version=version)
        assert violations_of(session, board) == ()
        run = session.get_one(SolveRun, version.solve_run_id)
        assert run.state is RunState.DONE
        assert board.unavoidable_share is not None
        return Outcome(
            people=len(board.people),
            zones=len({person.zone for person in board.people}),
            required_hours=board.required_hours,
            short_share=board.short_share,
            unavoidable_share=board.unavoidable_share,
            occupancy_share=board.occupancy_share,
            first_roster_seconds=run.first_roster_seconds or 0.0,
        )


def check_exports(run: RunCommand, week: date, folder: Path, *, people: int) -> None:
    """Every format says the same shifts."""
    files = {kind: folder / f"week.{kind}" for kind in ("csv", "xlsx", "json", "ics")}
    for kind, path in files.items():
        run("export", "--week", week, "--format", kind, "--out", path)
    document = json.loads(files["json"].read_bytes())
    roster = roster_from_json(document["roster"])
    blocks = list(csv.DictReader(io.StringIO(files["csv"].read_text(encoding="utf-8"))))
    events = Calendar.from_ical(files["ics"].read_bytes()).walk("VEVENT")
    assert len(document["people"]) == people
    assert len(blocks) == sum(len(shift.segments) for shift in roster.shifts)
    assert len(events) == len(roster.shifts) > people
    assert files["xlsx"].stat().st_size > 5000


@pytest.mark.skipif(not JANUARY.is_file(), reason=f"{JANUARY} is not here; WFM_SHARED_DATA names the data folder")
def test_a_month_of_real_calls_becomes_a_published_week_in_many_zones(app: Flask, run: RunCommand, tmp_path: Path) -> None:
    week = date(1999, 2, 7)
    run("import-volumes", JANUARY, "--profile", "anonymous-bank")
    run("forecast", "--week", week)
    run("staff", "--week", week)
    run("demo-pool", "--week", week)
    run("build", "--week", week, "--seconds", 8, "--threads", 2, "--seed", 1)
    run("publish", "--week", week)

    found = outcome(app, "Anonymous Bank", week)

    assert found.zones >= 10
    assert found.people >= 12
    assert 550 < found.required_hours < 750
    assert found.short_share < 0.08
    assert found.unavoidable_share <= found.short_share + 1e-6
    assert found.occupancy_share > 0.8
    assert found.first_roster_seconds < 10
    check_exports(run, week, tmp_path, people=found.people)


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    """Four weeks of calls, more by day than by night and fewer at weekends, in half hours of Lisbon's clock."""
    first = datetime(2026, 10, 26)  # noqa: DTZ001  the wall clock's
    path = tmp_path / "volumes.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("starts_at,contact_type,offered,handle_time_seconds\n")
        for half_hour in range(4 * 7 * 48):
            at = first + half_hour * timedelta(minutes=30)
            calls = (30 if 8 <= at.hour < 20 else 6) * (0.6 if at.isoweekday() > 5 else 1)
            file.write(f"{at:%Y-%m-%dT%H:%M},orders,{round(calls)},300\n{at:%Y-%m-%dT%H:%M},billing,{round(calls / 2)},400\n")
    return path


def test_generated_calls_become_a_published_week_in_many_zones(app: Flask, run: RunCommand, volumes: Path, tmp_path: Path) -> None:
    with app.app_context(), unit_of_work() as session:
        group = a_group(session, name="Desk")
        for code in ("phone", "money"):
            a_work_type(session, code=code, roster_group_id=group.id)
    week = date(2026, 11, 23)
    served = ("--map", "orders=phone", "--map", "billing=money")
    reading = ("--source", "desk", "--zone", "Europe/Lisbon", "--interval-minutes", 30, "--create-missing")
    run("import-volumes", volumes, *reading, *served)
    run("forecast", "--week", week)
    run("staff", "--week", week)
    run("demo-pool", "--group", "Desk", "--week", week, "--tightness", 0.85)
    built = run("build", "--week", week, "--seconds", 5)
    shown = run("show", "--week", week)
    run("publish", "--week", week, "--expect", 0, "--note", "first week")

    found = outcome(app, "Desk", week)

    assert "0 broken hard rules" in built.output
    assert "Shifts, everybody in their own zone" in shown.output
    assert found.zones >= 10
    assert found.short_share < 0.25
    assert found.unavoidable_share <= found.short_share + 1e-6
    check_exports(run, week, tmp_path, people=found.people)


def test_a_step_out_of_order_says_which_one_is_missing(app: Flask) -> None:
    def refused(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(args=[*arguments], color=False)

    with app.app_context(), unit_of_work() as session:
        group = a_group(session, name="Desk")
        a_work_type(session, code="phone", roster_group_id=group.id)

    steps = {
        "staff": "There is no forecast of the week of 2026-11-23 for Desk.",
        "demo-pool": "flask staff --group 'Desk' --week 2026-11-23",
        "build": "flask staff --group 'Desk' --week 2026-11-23",
        "publish": "Desk 2026-11-23 has no such open draft. Drafts: none.",
        "show": "Nothing of Desk 2026-11-23 is published.",
    }
    for step, text in steps.items():
        done = refused(step, "--week", "2026-11-25")
        assert (step, done.exit_code) == (step, 2), done.output
        assert text in done.output
    done = refused("export", "--week", "2026-11-25", "--out", "/nowhere/week.csv")
    assert (done.exit_code, "Nothing of Desk 2026-11-23 is published." in done.output) == (2, True)
