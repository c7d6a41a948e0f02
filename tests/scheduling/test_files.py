"""Problem and roster files: the same back as was written, and refusals that name file, path, value and limit."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from scheduling.rostering.files import (
    RosterFileError,
    problem_from_json,
    problem_to_json,
    read_problem,
    read_roster,
    roster_from_json,
    roster_to_json,
    write_problem,
    write_roster,
)
from scheduling.rostering.problem import (
    Bundle,
    CoverageMode,
    Presence,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    Split,
    Weights,
    WorkKind,
    WorkType,
)
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from tests.scheduling.rosters import (
    LUNCH,
    WEEK,
    a_contract,
    a_day,
    a_person,
    a_problem,
    a_roster,
    a_shift,
    activity,
    span,
    unpaid_break,
    work,
)
from tests.scheduling.strategies import Planted, planted_problems

STATED = {
    "schema": "roster-problem/1",
    "name": "demo",
    "slot_minutes": 15,
    "horizon": {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-11-30T00:00:00Z"},
    "weeks": [[0, 672]],
    "work_types": [{"id": "phone", "mode": "focus", "priority": 1.0, "kind": "cells"}],
    "bundles": [],
    "required": {"phone": [0.0] * 670 + [1.5, 2]},
    "backlog": {},
    "people": [
        {
            "id": "p1",
            "zone": "Asia/Manila",
            "midnights": [-128, -32, 64, 160, 256, 352, 448, 544, 640, 736],
            "skills": [{"work_type": "phone", "level": 4, "speed": 1.1, "enjoyment": 2}],
            "available": [[4, 60], [100, 156]],
            "contract": {
                "week_minutes": [1500, 2400],
                "week_minimum_hard": False,
                "shift_minutes": [240, 540],
                "shift_step_minutes": 30,
                "start_step_minutes": 30,
                "rest_minutes": 660,
                "days_per_week_max": 5,
                "consecutive_days_max": 6,
                "block_minutes_min": 60,
                "breaks": [{"shift_minutes_from": 360, "minutes": 30, "paid": False, "starts_after_minutes": [150, 330]}],
            },
            "history": [[-120, -84]],
            "locks": [],
            "wishes": [{"kind": "off", "slots": [4, 60], "minutes": 30}],
        }
    ],
    "weights": {"switch": 5, "enjoyment": 0, "wish": 0},
}


def everything() -> RosterProblem:
    """A problem that uses every field of the format."""
    contract = a_contract(
        week_minimum_hard=True,
        breaks=(LUNCH,),
        day_minutes_max=480,
        weekly_rest_minutes=2160,
        nights_per_week_max=2,
        days_off_run_min=2,
        weekends_off_min=1,
        period_weeks=4,
        period_minutes=(4800, 9600),
        start_windows=(("06:00", "10:00"), ("22:00", "02:00")),
        templates=(("09:00", 480),),
        split=Split(gap_minutes=(60, 240), part_minutes_min=120),
    )
    locks = (ShiftLock(a_day("Mon")), SegmentLock(activity("Tue 10:00", "Tue 11:00")), SegmentLock(unpaid_break("Wed 12:00", "Wed 12:30")))
    return a_problem(
        a_person(contract=contract, locks=(*locks, SegmentLock(work("Thu 10:00", "Thu 11:00", "email")))),
        a_person("p2"),
        work_types=(
            WorkType("phone"),
            WorkType("email", CoverageMode.BLEND, 0.5),
            WorkType("chat", CoverageMode.POOL, 2.0, WorkKind.BACKLOG, 240, ((0, 96),)),
        ),
        bundles=(Bundle("written", ("email", "chat")),),
        required={"phone": (1.25,) * WEEK, "email": (0.1,) * WEEK},
        backlog={"chat": (7.5,) * WEEK},
        weights=Weights(switch=1.5, wish=2.0),
        presence=(Presence("phone", span("Mon 09:00", "Mon 17:00"), 2),),
        pairs=(("p1", "p2"),),
        overlap={"north": 4.0},
        published=a_roster(a_day("Mon")),
    )


def changed(path: str, change: Callable[[Any, Any], None]) -> dict[str, Any]:
    """The stated problem with ``change`` made to the container and key at a dotted path."""
    document = deepcopy(STATED)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    at: Any = document
    for part in way:
        at = at[part]
    change(at, last)
    return document


def with_value(path: str, value: object) -> dict[str, Any]:
    return changed(path, lambda at, key: at.__setitem__(key, value))


def refusal(document: object) -> str:
    with pytest.raises(RosterFileError) as error:
        problem_from_json(document, "problem.json")
    return str(error.value)


def test_the_format_reads_as_pinned() -> None:
    problem = problem_from_json(STATED)

    person = problem.people[0]
    assert (problem.slots, problem.weeks, person.zone, person.history) == (672, ((0, 672),), "Asia/Manila", ((-120, -84),))
    assert problem.required["phone"][-2:] == (1.5, 2.0)
    assert person.contract == a_contract(week_minutes=(1500, 2400))


def test_a_problem_with_every_field_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "problem.json"
    path.parent.mkdir()

    write_problem(everything(), path)

    assert read_problem(path) == everything()
    assert [entry.name for entry in path.parent.iterdir()] == ["problem.json"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(planted=planted_problems())
def test_what_is_written_is_what_is_read(planted: Planted) -> None:
    problem_text, roster_text = json.dumps(problem_to_json(planted.problem)), json.dumps(roster_to_json(planted.hidden))

    assert problem_from_json(json.loads(problem_text)) == planted.problem
    assert roster_from_json(json.loads(roster_text)) == planted.hidden


def test_a_roster_with_every_kind_of_segment_comes_back_the_same(tmp_path: Path) -> None:
    bundle = Segment(SegmentKind.WORK, span("Mon 10:00", "Mon 11:00"), bundle="written")
    paid = Segment(SegmentKind.BREAK, span("Mon 12:15", "Mon 12:30"), paid=True)
    shift = a_shift(
        work("Mon 09:00", "Mon 10:00"), bundle, activity("Mon 11:00", "Mon 12:00"), unpaid_break("Mon 12:00", "Mon 12:15"), paid
    )
    roster = a_roster(shift, Shift("p2", (0, 4), ()))

    write_roster(roster, tmp_path / "roster.json")

    assert read_roster(tmp_path / "roster.json") == roster


def test_speeds_follow_the_level_where_none_is_measured() -> None:
    document = changed("people.0.skills.0.speed", lambda skill, key: skill.pop(key))

    assert problem_from_json(document).people[0].skills[0].speed == 1.10


def test_fields_nobody_knows_are_passed_over() -> None:
    assert problem_from_json(with_value("people.0.shoe_size", 43)) == problem_from_json(STATED)


def test_an_instant_may_have_any_offset() -> None:
    assert problem_from_json(with_value("horizon.starts_at", "2026-11-23T05:30:00+05:30")) == problem_from_json(STATED)


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("schema", "roster-problem/2", "schema is 'roster-problem/2', 'roster-problem/1' is expected"),
        ("slot_minutes", 30, "slot_minutes is 30, 15 is expected"),
        ("name", "", 'name is "", a text is expected'),
        ("horizon.starts_at", "2026-11-23T00:00:00", 'horizon.starts_at is "2026-11-23T00:00:00", an instant needs its offset'),
        ("horizon.starts_at", "2026-11-23T00:07:00Z", "horizon.starts_at is 2026-11-23T00:07:00+00:00, not on a quarter of an hour"),
        ("horizon.starts_at", "Monday", 'horizon.starts_at is "Monday", an instant such as'),
        ("horizon.ends_at", "2026-11-23T00:00:00Z", "horizon.ends_at is 2026-11-23T00:00:00+00:00, not after starts_at"),
        ("weeks", [[0, 672], [600, 700]], "weeks[1] starts at 600, before the one before it ends (672)"),
        ("work_types.0.mode", "both", 'work_types[0].mode is "both", one of focus, blend, pool is expected'),
        ("work_types.0.priority", 0, "work_types[0].priority is 0.0 (work type phone), it lies above 0 and at most 1000"),
        ("required.fax", [0.0] * 672, "required.fax: fax is not in work_types"),
        ("required.phone", [0.0] * 96, "required.phone has 96 numbers, the horizon has 672 slots"),
        ("required.phone.3", -1, "required.phone[3] is -1.0, it lies between 0 and 1000000"),
        ("required.phone.3", "2", 'required.phone[3] is "2", a finite number is expected'),
        ("required.phone.3", float("nan"), "required.phone[3] is NaN, a finite number is expected"),
        ("weights.switch", -5, "weights.switch is -5.0, it lies between 0 and 1000000"),
        ("people", {}, "people is {}, a list is expected"),
        ("people.0", [], "people[0] is [], an object is expected"),
        ("people.0.zone", "Mars/Olympus", "people[0].zone is 'Mars/Olympus', an IANA zone such as Europe/Lisbon is expected (person p1)"),
        ("people.0.midnights.3", 161.5, "people[0].midnights[3] is 161.5, a whole number"),
        ("people.0.midnights.3", 200, "people[0].midnights[3] is 200, after 64 it lies between 144 and 176 (person p1)"),
        ("people.0.midnights", [-128, -32, 64, 160], "people[0].midnights ends at 160, before the horizon's end (672) (person p1)"),
        ("people.0.available", [[4, 60], [50, 70]], "people[0].available[1] starts at 50, before the one before it ends (60) (person p1)"),
        ("people.0.available.0", [60, 4], "people[0].available[0] is [60, 4], which ends before it starts (person p1)"),
        ("people.0.available.0", [4], "people[0].available[0] is [4], a list of 2 is expected"),
        ("people.0.history", [[4, 40]], "people[0].history[0] starts at 4, inside the horizon; lock such a shift instead (person p1)"),
        ("people.0.skills.0.work_type", "fax", "people[0].skills[0].work_type is fax, which is not in work_types (person p1)"),
        ("people.0.skills.0.level", 6, "people[0].skills[0].level is 6, it lies between 1 and 5"),
        ("people.0.skills.0.enjoyment", 3, "people[0].skills[0].enjoyment is 3 (work type phone), it lies between -2 and 2"),
        ("people.0.contract.rest_minutes", 7, "people[0].contract.rest_minutes is 7, not a multiple of 15 minutes (person p1)"),
        ("people.0.contract.rest_minutes", True, "people[0].contract.rest_minutes is true, a whole number"),
        (
            "people.0.contract.week_minutes",
            [2400, 1500],
            "people[0].contract.week_minutes is [2400, 1500]: the first is larger than the second",
        ),
        ("people.0.contract.days_per_week_max", 367, "people[0].contract.days_per_week_max is 367, it lies between 0 and 366 (person p1)"),
        ("people.0.contract.block_minutes_min", 600, "people[0].contract.block_minutes_min is 600, the most is 540 (person p1)"),
        ("people.0.contract.breaks.0.minutes", 20, "people[0].contract.breaks[0].minutes is 20, not a multiple of 15 minutes"),
        (
            "people.0.contract.start_windows",
            [["6", "10:00"]],
            "people[0].contract.start_windows[0]: '6' is not a local time between 00:00 and 24:00",
        ),
        ("people.0.contract.weekends_off_min", 1, "people[0].contract.weekends_off_min is given, but period_weeks is not (person p1)"),
        ("people.0.locks", [{"kind": "nap"}], 'people[0].locks[0].kind is "nap", one of shift, day_off, segment is expected'),
        ("people.0.locks", [{"kind": "day_off", "day": 10}], "people[0].locks[0].day is 10, an index into midnights (0 to 9) (person p1)"),
        ("people.0.wishes.0.minutes", -1, "people[0].wishes[0].minutes is -1.0, it lies between 0 and 1000000"),
    ],
)
def test_a_wrong_value_is_refused_by_path_value_and_limit(path: str, value: object, text: str) -> None:
    assert refusal(with_value(path, value)).startswith(f"problem.json: {text}")


@pytest.mark.parametrize(
    "path", ["schema", "horizon.ends_at", "people.0.zone", "people.0.contract.rest_minutes", "people.0.skills.0.level"]
)
def test_a_missing_field_is_refused(path: str) -> None:
    shown = path.replace(".0", "[0]")

    assert refusal(changed(path, lambda at, key: at.pop(key))) == f"problem.json: {shown} is missing"


@pytest.mark.parametrize(
    ("path", "misspelt"), [("people.0.history", "histroy"), ("people.0.contract.rest_minutes", "rest_minuts"), ("weights.switch", "swich")]
)
def test_a_misspelt_field_is_refused_not_passed_over(path: str, misspelt: str) -> None:
    document = changed(path, lambda at, key: at.__setitem__(misspelt, at.pop(key)))

    assert f"{misspelt} is not a known field; did you mean {path.rsplit('.', 1)[1]}?" in refusal(document)


def test_a_person_twice_is_refused() -> None:
    document = changed("people.0", lambda people, key: people.append(people[key]))

    assert refusal(document) == "problem.json: people[1].id is p1, which people[0] has already"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b'{"schema": "roster/1",\n "problem": }', "line 2, column 13: Expecting value"),
        (b"", "line 1, column 1: Expecting value"),
        (b'{"schema": "roster/1", "schema": "roster/1"}', "the field 'schema' is given twice in one object"),
        (b'{"schema": "\xff"}', "byte 12 is not UTF-8"),
        (b"[" * 200_000, "its brackets are nested too deep"),
        (b'{"schema": "roster/2"}', "schema is 'roster/2', 'roster/1' is expected"),
        (b'{"schema": "roster/1", "problem": "week"}', "shifts is missing"),
        (
            b'{"schema": "roster/1", "problem": "week", "shifts": [{"person": "p1", "slots": [0]}]}',
            "shifts[0].slots is [0], a list of 2 is expected",
        ),
    ],
)
def test_a_roster_file_that_cannot_be_read_is_refused_by_name_and_place(tmp_path: Path, content: bytes, text: str) -> None:
    path = tmp_path / "roster.json"
    path.write_bytes(content)

    with pytest.raises(RosterFileError) as error:
        read_roster(path)

    assert str(error.value) == f"{path}: {text}"


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RosterFileError, match=r"missing\.json: cannot be read: No such file"):
        read_problem(tmp_path / "missing.json")


def test_a_segment_that_names_the_wrong_things_is_refused() -> None:
    segments = [{"kind": "work", "slots": [0, 4]}]

    with pytest.raises(
        RosterFileError, match=r"shifts\[0\]\.segments\[0\] is refused: a work segment names 1 work type, bundle or activity"
    ):
        roster_from_json({"schema": "roster/1", "problem": "week", "shifts": [{"person": "p1", "slots": [0, 4], "segments": segments}]})
