"""The three commands as a person types them: what they print, and exit code 2 with nothing stored for every wrong option."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.support.factories import LEAD, NOW, a_group, a_work_type
from wfm.audit.models import AuditLine
from wfm.catalog.contact_services import create_contact_source
from wfm.catalog.models import ContactSource, ContactType
from wfm.core.db import db
from wfm.core.unit_of_work import unit_of_work
from wfm.demand.models import Forecast, ForecastInterval, Requirement, RequirementInterval, VolumeImport, VolumeInterval
from wfm.demand.queries import imports_newest_first

HEADER = "starts_at,contact_type,offered,handle_time_seconds\n"
RunCommand = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> RunCommand:
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    """Three weeks in which ten Erlangs of calls come from nine to five each day."""
    quarters = [datetime(2026, 11, 2, 9) + timedelta(days=day, minutes=15 * quarter) for day in range(21) for quarter in range(32)]  # noqa: DTZ001
    path = tmp_path / "volumes.csv"
    path.write_text(HEADER + "".join(f"{at:%Y-%m-%dT%H:%M},PS,50,180\n" for at in quarters), encoding="utf-8")
    return path


@pytest.fixture
def desk(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        group = a_group(session, name="Desk")
        a_work_type(session, code="phone", roster_group_id=group.id)


def rows(app: Flask, *tables: type) -> list[int]:
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def bring_in(run: RunCommand, path: Path, *options: str) -> Result:
    return run("import-volumes", path, "--source", "desk", "--zone", "Europe/Lisbon", "--create-missing", "--map", "PS=phone", *options)


@pytest.mark.usefixtures("desk")
def test_from_a_file_to_a_requirement_in_three_commands(app: Flask, run: RunCommand, volumes: Path) -> None:
    brought, expected, taken = bring_in(run, volumes), run("forecast", "--week", "2026-11-25"), run("staff", "--week", "2026-11-23")

    assert [brought.exit_code, expected.exit_code, taken.exit_code] == [0, 0, 0], brought.output + expected.output + taken.output
    assert "672 rows read, 672 contacts or intervals kept" in brought.output
    assert "created: contact type PS, served by phone" in brought.output
    assert "11,200" in expected.output  # 50 x 32 x 7
    assert "784.0" in taken.output  # 14 agents x 8 h x 7 days
    assert rows(app, Forecast, Requirement) == [1, 1]


@pytest.mark.usefixtures("desk")
def test_the_same_file_twice_says_that_nothing_changed(app: Flask, run: RunCommand, volumes: Path) -> None:
    bring_in(run, volumes)
    before = rows(app, VolumeImport, VolumeInterval, AuditLine)

    again = bring_in(run, volumes)

    assert (again.exit_code, rows(app, VolumeImport, VolumeInterval, AuditLine)) == (0, before)
    with app.app_context():
        (stored,) = imports_newest_first(db.session())
        assert f"Nothing changed: this very file was stored as import {stored.id}" in " ".join(again.output.split())


@pytest.mark.usefixtures("desk")
def test_a_bad_line_ends_in_exit_code_2_with_nothing_stored(app: Flask, run: RunCommand, volumes: Path) -> None:
    volumes.write_text(volumes.read_text(encoding="utf-8") + "2026-11-02T17:00,PS,-5,180\n", encoding="utf-8")

    refused = bring_in(run, volumes)

    assert refused.exit_code == 2
    assert "line 674, offered: '-5': it lies between 0 and 1000000" in refused.output
    assert "Nothing was stored" in refused.output
    assert rows(app, VolumeInterval, ContactSource, ContactType) == [0, 0, 0]


@pytest.mark.usefixtures("desk")
def test_good_lines_are_kept_when_said(app: Flask, run: RunCommand, volumes: Path) -> None:
    volumes.write_text(volumes.read_text(encoding="utf-8") + "2026-11-02T17:00,PS,-5,180\n", encoding="utf-8")

    kept = bring_in(run, volumes, "--skip-bad-lines")

    assert kept.exit_code == 0
    assert "1 line is wrong" in kept.output
    assert rows(app, VolumeInterval) == [672]


@pytest.mark.usefixtures("desk")
def test_a_long_list_of_errors_is_cut_and_counted(run: RunCommand, volumes: Path) -> None:
    volumes.write_text(HEADER + "never,PS,1,1\n" * 50, encoding="utf-8")

    refused = bring_in(run, volumes)

    assert "50 lines are wrong" in refused.output
    assert "and 30 more" in refused.output
    assert refused.output.count("never") == 20


def test_a_log_with_columns_formats_and_rules_of_its_own(app: Flask, run: RunCommand, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    log.write_text(
        "Day;Hour;Queue;Secs;End\n05.01.2026;9:05:00;sales;60;ok\n05.01.2026;9:06:00;sales;0;lost\n05.01.2026;9:07:00;x;1;test\n"
    )

    done = run(
        "import-volumes", log, "--kind", "contacts", "--source", "phones", "--zone", "Asia/Kathmandu", "--create-missing",
        "--delimiter", ";", "--column", "date=Day", "--column", "time=Hour", "--column", "contact_type=Queue",
        "--column", "handle_time_seconds=Secs", "--date-format", "%d.%m.%Y", "--time-format", "%H:%M:%S",
        "--leave-out", "End=test", "--abandoned", "End=lost",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    with app.app_context():
        (interval,) = db.session.scalars(select(VolumeInterval))
        assert (f"{interval.starts_at:%d %H:%M}", interval.offered, interval.handled, interval.abandoned) == ("05 03:15", 2, 1, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "--source is missing"),
        (("--source", "desk"), "--zone is missing"),
        (("--source", "desk", "--zone", "Mars/Olympus"), "zone is 'Mars/Olympus'"),
        (("--source", "desk", "--zone", "UTC"), "There is no contact source 'desk'"),
        (("--source", "Desk", "--zone", "UTC", "--create-missing"), "code is 'Desk'; small letters"),
        (("--source", "desk", "--zone", "UTC", "--create-missing", "--map", "PS"), "--map is 'PS'; name=value is needed"),
        (("--source", "desk", "--zone", "UTC", "--create-missing", "--map", "PS=gold"), "work type is 'gold'; there is no such work type"),
        (("--source", "desk", "--zone", "UTC", "--column", "offered"), "--column is 'offered'; name=value is needed"),
        (("--source", "desk", "--zone", "UTC", "--column", "colour=x"), "column colour: a file of intervals has the fields"),
        (("--source", "desk", "--zone", "UTC", "--create-missing", "--column", "offered=calls"), "there is no column 'calls'"),
        (("--source", "desk", "--zone", "UTC", "--create-missing", "--delimiter", "tab"), "there is no column 'starts_at'"),
        (("--source", "desk", "--zone", "UTC", "--delimiter", ";;"), "delimiter is ';;'"),
        (("--source", "desk", "--zone", "UTC", "--encoding", "klingon"), "encoding is 'klingon'"),
        (("--source", "desk", "--zone", "UTC", "--interval-minutes", "20"), "interval_minutes is 20; it is 15, 30 or 60"),
        (("--source", "desk", "--zone", "UTC", "--interval-minutes", "x"), "'x' is not a valid integer"),
        (("--source", "desk", "--zone", "UTC", "--kind", "letters"), "'letters' is not one of"),
        (("--source", "desk", "--zone", "UTC", "--leave-out", "PHANTOM"), "column=text is needed"),
        (("--source", "desk", "--zone", "UTC", "--abandoned", "a=b"), "a file of intervals has neither"),
        (("--source", "desk", "--zone", "UTC", "--key", "id"), "a file of intervals has neither"),
        (("--profile", "unknown-bank",), "profile is 'unknown-bank'; there are: anonymous-bank"),
        (("--profile", "anonymous-bank", "--kind", "intervals"), "--kind is intervals, but the profile reads contacts"),
        (("--profile", "anonymous-bank"), "there is no column 'date'"),
        (("--source", "desk", "--zone", "UTC", "--create-missing", "--datetime-format", "%d.%m %H:%M"), "the format %d.%m is expected"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_named_and_nothing_is_stored(
    app: Flask, run: RunCommand, volumes: Path, options: tuple[str, ...], message: str
) -> None:
    refused = run("import-volumes", volumes, *options)

    assert refused.exit_code == 2, refused.output
    assert message in " ".join(refused.output.split())
    assert rows(app, VolumeImport, VolumeInterval, ContactSource, ContactType, AuditLine) == [0, 0, 0, 0, 0]


def test_a_file_that_is_not_there_is_named(run: RunCommand, tmp_path: Path) -> None:
    refused = run("import-volumes", tmp_path / "missing.csv", "--source", "desk")

    assert refused.exit_code == 2
    assert "missing.csv" in refused.output


def test_the_zone_of_a_source_counts_where_none_is_said(app: Flask, run: RunCommand, volumes: Path) -> None:
    with app.app_context(), unit_of_work() as session:
        create_contact_source(session, code="manila", name="Manila", zone="Asia/Manila", actor=LEAD, now=NOW)

    done = run("import-volumes", volumes, "--source", "manila", "--create-missing")

    assert done.exit_code == 0, done.output
    with app.app_context():
        first = db.session.scalar(select(func.min(VolumeInterval.starts_at)))
        assert first is not None
        assert f"{first:%d %H:%M}" == "02 01:00"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("forecast",), "Missing option '--week'"),
        (("forecast", "--week", "soon"), "'soon' is not a date such as 2026-11-30"),
        (("forecast", "--week", "2026-11-23", "--group", "Nobody"), "There is no roster group 'Nobody'; there are: Desk"),
        (("forecast", "--week", "2026-11-23", "--weeks", "0"), "weeks is 0, it lies between 1 and 26"),
        (("forecast", "--week", "2026-11-23", "--weeks", "few"), "'few' is not a valid integer"),
        (("forecast", "--week", "2026-11-23", "--special-day", "xmas"), "'xmas' is not a date"),
        (("forecast", "--week", "2026-11-23"), "No volumes before 2026-11-23 are stored"),
        (("staff",), "Missing option '--week'"),
        (("staff", "--week", "2026-11-23", "--group", "Nobody"), "There is no roster group 'Nobody'"),
        (("staff", "--week", "2026-11-23", "--forecast", "7"), "Desk has no forecast 7"),
        (("staff", "--week", "2026-11-23"), "There is no forecast of the week of 2026-11-23"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_forecast_and_staff_refuse_wrong_options(app: Flask, run: RunCommand, arguments: tuple[str, ...], message: str) -> None:
    refused = run(*arguments)

    assert refused.exit_code == 2, refused.output
    assert message in " ".join(refused.output.split())
    assert rows(app, Forecast, ForecastInterval, Requirement, RequirementInterval) == [0, 0, 0, 0]


def test_the_group_may_be_left_out_only_where_there_is_one(app: Flask, run: RunCommand) -> None:
    assert "--group is missing; there are: none yet" in run("staff", "--week", "2026-11-23").output
    with app.app_context(), unit_of_work() as session:
        a_group(session, name="Desk")
        a_group(session, name="Bank")

    refused = run("staff", "--week", "2026-11-23")

    assert (refused.exit_code, "--group is missing; there are: Bank, Desk" in refused.output) == (2, True)
