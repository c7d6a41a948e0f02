"""The real log of the bank, by its profile: each kind of odd row, and the week of 7 February 1999. The whole month is read where
the data folder is there."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from wfm.agents.queries import find_roster_group
from wfm.catalog.models import ContactType
from wfm.catalog.queries import work_types_of_group
from wfm.core.db import db
from wfm.demand.models import VolumeInterval
from wfm.demand.queries import find_latest_requirement, imports_newest_first, requirement_curves

JANUARY = Path(__file__).resolve().parents[4] / "shared" / "data" / "contact_volume" / "anonymous_bank" / "january1999.txt"
HEADER = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\toutcome\tser_start\tser_exit"
    "\tser_time\tserver"
)
SERVED = ("0:00:00", "AGENT", "60", "MIKI")
ODD_ROWS = [  # type, q_start, outcome, service time, agent
    ("PS", *SERVED),
    ("NE", "6:55:26", "AGENT", "300", "ELI"),
    ("PS", "6:55:26", "PHANTOM", "43", "NO_SERVER"),
    ("NW", "0:00:00", "HANG", "0", "NO_SERVER"),
    ("NW", "6:55:26", "HANG", "0", "NO_SERVER"),
    ("TT", "0:00:00", "AGENT", "0", "MIKI"),
    ("AA", "0:00:00", "HANG", "0", "NO_SERVER"),
]


def row(number: int, kind: str, *told: str) -> str:
    q_start, outcome, seconds, server = told
    never = "0:00:00"
    fields = ["AA0101", str(number), "0", "0", kind, "990103", "8:05:20", "8:05:26", "6", q_start, never, "0", outcome, never, never]
    return "\t".join([*fields, seconds, server])


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=[*arguments], color=False)


def test_each_kind_of_odd_row_has_its_rule_and_its_count(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    log.write_text("\r\n".join([HEADER, *(row(number, *told) for number, told in enumerate(ODD_ROWS))]) + "\r\n")

    done = run(app, "import-volumes", str(log), "--profile", "anonymous-bank")

    assert done.exit_code == 0, done.output
    with app.app_context():
        counts = imports_newest_first(db.session())[0].counts
        assert counts == {
            "leave_out: type!=PS|PE|IN|NE|NW|TT": 1,
            "leave_out: outcome=PHANTOM": 1,
            "leave_out: outcome=HANG,q_start=0:00:00": 1,
            "abandoned: outcome=HANG": 1,
            "untimed: outcome=AGENT,ser_time=0": 1,
            "lines_with_errors": 0,
        }
        intervals = db.session.scalars(select(VolumeInterval)).all()
        assert {interval.starts_at for interval in intervals} == {datetime(1999, 1, 3, 6, 0, tzinfo=UTC)}
        assert sorted((one.offered, one.handled, one.abandoned, one.handle_time_seconds_sum) for one in intervals if one.handled) == [
            (1, 1, 0, 60.0),
            (1, 1, 0, 300.0),
        ]
        assert sum(interval.offered for interval in intervals) == 4


def test_what_planning_the_bank_needs_is_made_once(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    log.write_text("\n".join([HEADER, row(1, "PS", *SERVED)]) + "\n")

    first = run(app, "import-volumes", str(log), "--profile", "anonymous-bank")
    second = run(app, "import-volumes", str(log), "--profile", "anonymous-bank", "--again")

    assert "created: roster group Anonymous Bank, zone Asia/Jerusalem" in first.output
    assert "created: work type Bank calls with proposed targets" in first.output
    assert (second.exit_code, "created" in second.output) == (0, False)
    with app.app_context():
        group = find_roster_group(db.session(), name="Anonymous Bank")
        assert group is not None
        assert (group.zone, group.week_starts_on) == ("Asia/Jerusalem", 7)
        (work_type,) = work_types_of_group(db.session(), roster_group_id=group.id)
        assert len(work_type.opening_hours) == 7


def test_a_rule_that_is_said_comes_before_those_of_the_profile(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    log.write_text("\n".join([HEADER, row(1, "PS", *SERVED), row(2, "PS", "6:55:26", "PHANTOM", "43", "MIKI")]) + "\n")

    done = run(app, "import-volumes", str(log), "--profile", "anonymous-bank", "--leave-out", "server=MIKI")

    assert (done.exit_code, "2 read, none kept" in done.output) == (2, True)


def test_the_same_call_twice_is_refused_by_line(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    log.write_text("\n".join([HEADER, row(1, "PS", *SERVED), row(2, "PS", *SERVED), row(1, "NW", *SERVED)]) + "\n")

    refused = run(app, "import-volumes", str(log), "--profile", "anonymous-bank")

    assert refused.exit_code == 2
    assert "line 4, vru+line, call_id, date: the same contact is in line 2 already" in " ".join(refused.output.split())


@pytest.mark.skipif(not JANUARY.exists(), reason=f"{JANUARY} is absent")
def test_january_1999_gives_the_week_of_7_february(app: Flask) -> None:
    brought = run(app, "import-volumes", str(JANUARY), "--profile", "anonymous-bank")
    expected = run(app, "forecast", "--week", "1999-02-07")
    taken = run(app, "staff", "--week", "1999-02-07")

    assert [brought.exit_code, expected.exit_code, taken.exit_code] == [0, 0, 0], brought.output + expected.output + taken.output
    assert "31,599 rows read, 30,161 contacts" in " ".join(brought.output.split())
    assert "1999-01-11, 1999-01-12" in " ".join(expected.output.split())  # two dates that the log left out
    with app.app_context():
        # Counted apart, with another program: 240 phantoms, 1,198 hang-ups that never queued of which 2 of no known type, 277
        # calls served in 0 s, 3,101 hang-ups in the queue.
        assert list(imports_newest_first(db.session())[0].counts.values()) == [2, 240, 1196, 3101, 277, 0]
        assert {one.code for one in db.session.scalars(select(ContactType))} == {"PS", "NW", "NE", "TT", "IN", "PE"}
        group = find_roster_group(db.session(), name="Anonymous Bank")
        assert group is not None
        requirement = find_latest_requirement(db.session(), roster_group_id=group.id, week_date=date(1999, 2, 7))
        assert requirement is not None
        assert (requirement.starts_at, requirement.ends_at) == (
            datetime(1999, 2, 6, 22, 0, tzinfo=UTC),
            datetime(1999, 2, 13, 22, 0, tzinfo=UTC),
        )
        curve = requirement_curves(db.session(), requirement=requirement)["bank-calls"]
        assert (curve.heads > 0).sum() == 96 * 4  # 5 x 17 h, 7 h and 4 h: 96 h open
        assert 550 < curve.required_hours < 700
