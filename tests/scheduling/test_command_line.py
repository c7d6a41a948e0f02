"""``python -m scheduling``: pool, solve and check as people type them, wrong values included."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduling.__main__ import main
from scheduling.rostering.checker import check
from scheduling.rostering.files import read_problem, read_roster, write_problem, write_roster
from scheduling.rostering.pools import PoolSpec, make_planted_pool
from scheduling.rostering.problem import ShiftLock
from tests.scheduling.rosters import a_contract, a_day, a_person, a_problem, a_roster

KEYS = [
    "people",
    "required_hours",
    "short_hours",
    "bound_short_hours",
    "surplus_hours",
    "violations",
    "not_rostered",
    "seconds",
    "first_roster_seconds",
    "rounds",
    "mode",
]


@pytest.fixture
def pool_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    main(["pool", "--people", "12", "--queues", "3", "--tightness", "0.9", "--seed", "7", "--out", str(path)])
    return path


def start_solving(problem: Path, roster: Path, *more: str, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scheduling", "solve", str(problem), "--out", str(roster), "--seconds", str(seconds), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})


def test_pool_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "problem.json"

    exit_code = main(["pool", "--people", "12", "--queues", "3", "--tightness", "0.9", "--seed", "7", "--out", str(path)])

    assert exit_code == 0
    assert "12 people in 12 zones, 3 work types" in capsys.readouterr().out
    assert len(read_problem(path).people) == 12


def test_solve_ends_with_one_line_of_json_and_writes_a_legal_roster(pool_file: Path, tmp_path: Path) -> None:
    roster, followed = tmp_path / "roster.json", tmp_path / "progress.jsonl"

    out, progress = start_solving(pool_file, roster, "--progress", str(followed), seconds=1).communicate(timeout=120)

    summary = json.loads(out.splitlines()[-1])
    assert list(summary) == KEYS
    assert (summary["people"], summary["violations"], summary["mode"]) == (12, 0, "focus")
    assert 0 <= summary["bound_short_hours"] <= summary["short_hours"] < summary["required_hours"]
    assert "short" in progress
    assert check(read_problem(pool_file), read_roster(roster)) == ()
    steps = [json.loads(line) for line in followed.read_text().splitlines()]
    assert [step["seconds"] for step in steps] == sorted(step["seconds"] for step in steps)
    assert summary["first_roster_seconds"] - 0.5 <= steps[0]["seconds"] <= steps[-1]["seconds"] <= summary["seconds"]
    assert steps[-1]["short_hours"] == pytest.approx(summary["short_hours"], abs=0.001)


def test_an_interrupted_solve_keeps_the_best_roster_so_far(pool_file: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.json"
    started = time.monotonic()
    solving = start_solving(pool_file, roster, seconds=600)
    assert solving.stderr is not None
    solving.stderr.readline()

    solving.send_signal(signal.SIGINT)
    out, progress = solving.communicate(timeout=120)

    assert solving.returncode == 0
    assert time.monotonic() - started < 120
    assert "stopped; this is the best roster so far" in progress
    assert json.loads(out.splitlines()[-1])["violations"] == 0
    assert check(read_problem(pool_file), read_roster(roster)) == ()


def test_check_shows_scores_of_a_legal_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pool = make_planted_pool(PoolSpec(people=12, queues=2, seed=1, planted=True))
    write_problem(pool.problem, tmp_path / "problem.json")
    write_roster(pool.hidden, tmp_path / "roster.json")

    exit_code = main(["check", str(tmp_path / "problem.json"), str(tmp_path / "roster.json")])

    shown = capsys.readouterr().out
    assert exit_code == 0
    assert "violations: 0" in shown
    assert "0.00 % of required" in shown


def test_check_lists_violations_by_rule_and_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_problem(a_problem(), tmp_path / "problem.json")
    shifts = (a_day("Mon", start="18:30"), a_day("Tue"), a_day("Wed", start="09:15"), a_day("Thu", work_type="chat"))
    write_roster(a_roster(*shifts), tmp_path / "roster.json")

    exit_code = main(["check", str(tmp_path / "problem.json"), str(tmp_path / "roster.json")])

    shown = capsys.readouterr().out
    assert exit_code == 1
    assert "violations: 3" in shown
    assert shown.index("qualification: 1") < shown.index("rest: 1") < shown.index("start_grid: 1") < shown.index("required")
    assert "10 h 30 min of rest before Tue 24 Nov 09:00, the contract asks for 11 h" in shown


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["pool", "--people", "0"], "argument --people: 0 is outside 1 to 100000"),
        (["pool", "--people", "many"], "argument --people: 'many' is not a whole number"),
        (["pool", "--tightness", "-1"], "argument --tightness: -1 is outside 0 (not included) to 5"),
        (["pool", "--tightness", "nan"], "argument --tightness: nan is outside 0 (not included) to 5"),
        (["pool", "--week", "2026-11-24"], "argument --week: 2026-11-24 is a Tuesday, a Monday is expected"),
        (["pool", "--week", "soon"], "argument --week: 'soon' is not a date such as 2026-11-23"),
        (["solve", "--seconds", "0"], "argument --seconds: 0 is outside 0 (not included) to 604800"),
        (["solve", "--threads", "0"], "argument --threads: 0 is outside 1 to 256"),
        (["solve", "--seed", "-1"], "argument --seed: -1 is outside 0 to 2147483648"),
        (["fly"], "invalid choice: 'fly'"),
        ([], "the following arguments are required: command"),
    ],
)
def test_a_wrong_option_is_named_with_its_limit(arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert text in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (["--out", "{tmp}/nowhere/problem.json"], "--out: folder {tmp}/nowhere does not exist"),
        (["--out", "{tmp}"], "--out: {tmp} is a folder"),
        (["--zone", "Mars/Olympus"], "--zone: 'Mars/Olympus' is not a time zone of the IANA database"),
        (["--planted", "--tightness", "1.5"], "tightness is 1.5, this planted pool allows at most"),
    ],
)
def test_a_pool_that_cannot_be_made_is_refused(changes: list[str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--people", "5", "--queues", "2", "--seed", "1", "--out", str(tmp_path / "problem.json"), *changes]

    exit_code = main(["pool", *(option.format(tmp=tmp_path) for option in options)])

    assert exit_code == 2
    assert text.format(tmp=tmp_path) in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text('{"schema": "roster-problem/1",\n "name" "x"}')

    assert main(["check", str(problem), str(tmp_path / "roster.json")]) == 2
    assert f"{problem}: line 2, column 9" in capsys.readouterr().err


def test_solve_does_not_write_over_its_problem(pool_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = pool_file.read_text()
    for written in (["--out", str(pool_file)], ["--out", f"{pool_file}.roster", "--progress", str(pool_file)]):
        assert main(["solve", str(pool_file), *written]) == 2
        assert f"{written[-2]}: {pool_file} is the problem itself" in capsys.readouterr().err
    assert pool_file.read_text() == before


def test_an_impossible_problem_is_refused_by_person_rule_and_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locks = (ShiftLock(a_day("Mon", start="18:30")), ShiftLock(a_day("Tue", start="09:00")))
    write_problem(a_problem(a_person(locks=locks)), tmp_path / "problem.json")

    exit_code = main(["solve", str(tmp_path / "problem.json"), "--out", str(tmp_path / "roster.json")])

    assert exit_code == 2
    assert "person p1: rest: 10 h 30 min of rest before Tue 24 Nov 09:00, the contract asks for 11 h" in capsys.readouterr().err
    assert not (tmp_path / "roster.json").exists()


def test_a_person_whose_hard_minimum_cannot_be_reached_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contract = a_contract(week_minutes=(2400, 2400), week_minimum_hard=True, days_per_week_max=2)
    write_problem(a_problem(a_person(contract=contract)), tmp_path / "problem.json")

    exit_code = main(["solve", str(tmp_path / "problem.json"), "--out", str(tmp_path / "roster.json")])

    assert exit_code == 2
    assert "person p1" in capsys.readouterr().err
    assert not (tmp_path / "roster.json").exists()
