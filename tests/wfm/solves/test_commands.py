"""`flask build`, `show` and `publish` as a person types them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from tests.conftest import dispose, make_app
from tests.support.factories import LEAD, NOW
from tests.support.service import ROOT, environment, wait_until
from tests.support.weeks import WEEK, a_small_week, expect_contacts
from wfm.availability.wish_services import approve_time_off, request_time_off
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import RunState
from wfm.rosters.queries import find_draft_of_run
from wfm.rosters.weeks import RosterWeek
from wfm.solves.queries import find_latest_run

RunCommand = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> RunCommand:
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)


@pytest.fixture
def week(app: Flask) -> RosterWeek:
    with app.app_context(), unit_of_work() as session:
        return a_small_week(session, people=4, heads=2.7).week


def test_a_build_ends_with_what_is_short_and_what_comes_next(week: RosterWeek, run: RunCommand) -> None:
    done = run("build", "--week", WEEK, "--seconds", 1, "--threads", 1, "--seed", 5)

    assert done.exit_code == 0, done.output
    assert f"{week.name}  draft 1" in done.output
    assert "is unavoidable" in done.output
    assert "4 people in 4 zones" in done.output
    assert "0 broken hard rules" in done.output
    assert "Next: flask show --draft 1, flask publish" in done.output


def test_show_is_about_the_draft_until_it_is_published(week: RosterWeek, run: RunCommand) -> None:
    run("build", "--week", WEEK, "--seconds", 1)
    of_draft = run("show", "--week", WEEK)
    run("publish", "--week", WEEK)
    of_version = run("show", "--week", WEEK)

    assert f"{week.name}  draft 1" in of_draft.output
    assert f"{week.name}  version 1" in of_version.output
    assert "Kathmandu" in of_version.output


def test_show_lists_as_many_people_as_asked(week: RosterWeek, run: RunCommand) -> None:
    run("build", "--week", WEEK, "--seconds", 1)

    done = run("show", "--week", WEEK, "--people", 1)

    assert "… and 3 more: --people 4" in done.output


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("build", "--seconds", "0"), "0.0 is not in the range 1.0<=x<=86400.0"),
        (("build", "--seconds", "nan"), "seconds is nan, it lies between 1.0 and 86400.0"),
        (("build", "--threads", "65"), "65 is not in the range 1<=x<=64"),
        (("build", "--seed", "-1"), "-1 is not in the range 0<=x<=2147483647"),
        (("build", "--group", "Nobody"), "There is no roster group 'Nobody'; there are: Group"),
        (("publish", "--draft", "0"), "0 is not in the range x>=1"),
        (("show", "--draft", "1", "--version", "1"), "--version and --draft are given; choose one"),
        (("export", "--out", "/nowhere/x.csv", "--format", "pdf"), "'pdf' is not one of"),
    ],
)
def test_wrong_options_are_named_with_their_limit(week: RosterWeek, run: RunCommand, options: tuple[str, ...], text: str) -> None:
    done = run(*options, "--week", WEEK)

    assert done.exit_code == 2
    assert text in done.output


def test_a_week_that_is_no_date_is_refused(week: RosterWeek, run: RunCommand) -> None:
    done = run("build", "--week", "next week")

    assert done.exit_code == 2
    assert "'next week' is not a date such as 2026-11-30" in done.output


def test_a_file_that_cannot_be_written_is_named(week: RosterWeek, run: RunCommand) -> None:
    run("build", "--week", WEEK, "--seconds", 1)
    run("publish", "--week", WEEK)

    done = run("export", "--week", WEEK, "--out", "/nowhere/week.csv")

    assert done.exit_code == 2
    assert "/nowhere/week.csv cannot be written" in done.output


def test_publish_says_what_breaks_the_law_and_ends_with_2(app: Flask, run: RunCommand) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=1, heads=1.0, zones=("UTC",))
        agent_id, name = small.agents[0].id, small.agents[0].display_name
    run("build", "--week", WEEK, "--seconds", 1)
    with app.app_context(), unit_of_work() as session:
        span = Interval(small.week.horizon.starts_at, small.week.horizon.ends_at + timedelta(days=2))
        asked = request_time_off(session, agent_id=agent_id, span=span, actor=LEAD, now=NOW)
        approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)

    done = run("publish", "--week", WEEK)

    assert done.exit_code == 2
    assert "hard rules, so it cannot be published" in done.output
    assert f"{name}: Not available then:" in done.output


def test_an_older_version_seen_is_a_conflict(week: RosterWeek, run: RunCommand) -> None:
    run("build", "--week", WEEK, "--seconds", 1)

    done = run("publish", "--week", WEEK, "--expect", 3)

    assert done.exit_code == 2
    assert "Nothing of this week is published, you saw version 3." in done.output


@pytest.fixture
def own_app(fresh_database_url: str) -> Iterator[Flask]:
    made = make_app(fresh_database_url)
    yield made
    dispose(made)


def test_ctrl_c_keeps_the_best_roster(own_app: Flask, fresh_database_url: str) -> None:
    with own_app.app_context(), unit_of_work() as session:
        week = a_small_week(session, heads=2.7).week
    line = [sys.executable, "-m", "flask", "build", "--week", WEEK.isoformat(), "--seconds", "900", "--threads", "1"]
    process = subprocess.Popen(
        line, cwd=ROOT, env=environment(fresh_database_url), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    def has_a_roster() -> bool:
        with own_app.app_context():
            found = find_latest_run(read_session(), week=week)
            return found is not None and found.first_roster_seconds is not None

    wait_until(has_a_roster, what="the build has its first roster")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)

    assert process.returncode == 0, errors
    assert f"{week.name}  draft 1" in output
    with own_app.app_context():
        run = find_latest_run(read_session(), week=week)
        assert run is not None
        assert run.state is RunState.STOPPED
        assert find_draft_of_run(read_session(), solve_run_id=run.id) is not None


def test_a_build_with_corrections_tells_each_round(app: Flask, run: RunCommand) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        expect_contacts(session, small, per_hour=6.0)
        week = small.week

    done = run("build", "--week", WEEK, "--seconds", 1, "--threads", 1, "--corrections", 2)

    assert done.exit_code == 0, done.output
    told = re.findall(r"Build \d+: (\d) of 5 days of work types meet their target\.", done.output)
    assert told[0] == "5"
    assert 2 <= len(told) <= 3
    assert "Version 3 of the requirement corrects" in done.output
    assert f"{week.name}  draft {len(told)}" in done.output


def test_without_a_forecast_there_is_nothing_to_correct(week: RosterWeek, run: RunCommand) -> None:
    done = run("build", "--week", WEEK, "--seconds", 1, "--threads", 1, "--corrections", 2)

    assert done.exit_code == 0, done.output
    assert "There is no service outlook of this build to correct by." in done.output
    assert f"{week.name}  draft 1" in done.output
