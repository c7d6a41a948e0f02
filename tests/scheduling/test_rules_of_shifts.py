"""The rules of single shifts and of what lies between two of them: what each allows, and what it refuses."""

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.problem import Bundle, Split
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from scheduling.rostering.rules import RULES
from tests.scheduling.rosters import (
    DAY,
    WEEK,
    a_contract,
    a_day,
    a_person,
    a_problem,
    a_roster,
    a_shift,
    broken_rules,
    span,
    under,
    unpaid_break,
    with_person,
    work,
)

FIVE_DAYS = tuple(a_day(day, hours=8.5) for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))


def test_a_plain_week_is_legal() -> None:
    assert broken_rules(a_problem(), *FIVE_DAYS) == []


def test_an_empty_roster_is_legal() -> None:
    assert broken_rules(a_problem()) == []


def test_every_rule_has_its_own_name_and_a_law() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.law.endswith(".") and rule.parameters for rule in RULES)


def test_a_violation_names_rule_person_slots_value_and_limit() -> None:
    (violation,) = check(a_problem(), a_roster(a_day("Mon", start="18:30"), a_day("Tue", start="09:00")))

    assert (violation.rule, violation.person, violation.slots) == ("rest", "p1", span("Mon 22:30", "Tue 09:00"))
    assert violation.message == "10 h 30 min of rest before Tue 24 Nov 09:00, the contract asks for 11 h"


# known_names


def test_a_roster_of_another_problem_is_refused() -> None:
    assert {violation.rule for violation in check(a_problem(), a_roster(problem="another"))} == {"known_names"}


def test_a_person_the_problem_does_not_know_is_refused() -> None:
    assert broken_rules(a_problem(), a_day("Mon", person="ghost")) == ["known_names"]


def test_work_the_problem_does_not_know_is_refused() -> None:
    assert broken_rules(a_problem(), a_day("Mon", work_type="fax")) == ["known_names", "qualification"]


# inside_horizon


def test_a_shift_may_run_past_the_end_of_the_horizon() -> None:
    assert broken_rules(a_problem(), a_day("Sun", start="22:00")) == []


@pytest.mark.parametrize("day", ["-Sun", "+Mon"])
def test_a_shift_that_starts_outside_the_horizon_is_refused(day: str) -> None:
    person = a_person(available=((-DAY, WEEK + DAY),))

    assert with_person(person, a_day(day)) == ["inside_horizon"]


# tiling


def test_neighbouring_segments_on_the_same_work_are_one_block() -> None:
    assert broken_rules(a_problem(), a_shift(work("Mon 09:00", "Mon 09:30"), work("Mon 09:30", "Mon 13:00"))) == []


@pytest.mark.parametrize("second_start", ["Mon 11:15", "Mon 10:45"])
def test_segments_with_a_hole_or_an_overlap_are_refused(second_start: str) -> None:
    shift = Shift("p1", span("Mon 09:00", "Mon 13:00"), (work("Mon 09:00", "Mon 11:00"), work(second_start, "Mon 13:00")))

    assert broken_rules(a_problem(), shift) == ["tiling"]


def test_segments_that_end_before_the_shift_are_refused() -> None:
    assert broken_rules(a_problem(), Shift("p1", span("Mon 09:00", "Mon 13:00"), (work("Mon 09:00", "Mon 12:00"),))) == ["tiling"]


# one_thing_at_a_time


def test_the_same_shift_twice_is_refused() -> None:
    assert broken_rules(a_problem(), a_day("Mon"), a_day("Mon")) == ["one_thing_at_a_time", "one_start_a_day"]


def test_a_shift_over_one_of_the_history_is_refused() -> None:
    person = a_person(history=(span("-Sun 20:00", "Mon 02:00"),))

    assert with_person(person, a_day("Mon", start="01:00")) == ["one_thing_at_a_time"]


# qualification


def test_work_without_the_skill_is_refused() -> None:
    assert broken_rules(a_problem(), a_day("Mon", work_type="chat")) == ["qualification"]


def test_a_bundle_needs_one_of_its_work_types() -> None:
    bundles = (Bundle("written", ("email", "chat")), Bundle("talk", ("chat",)))
    problem = a_problem(bundles=bundles)
    on_bundle = {bundle: Segment(SegmentKind.WORK, span("Mon 09:00", "Mon 13:00"), bundle=bundle) for bundle in ("written", "talk")}

    assert broken_rules(problem, a_shift(on_bundle["written"])) == []
    assert broken_rules(problem, a_shift(on_bundle["talk"])) == ["qualification"]


# availability


def test_a_shift_lies_within_joined_spans_of_availability() -> None:
    person = a_person(available=(span("Mon 08:00", "Mon 11:00"), span("Mon 11:00", "Mon 13:00")))

    assert with_person(person, a_day("Mon")) == []


@pytest.mark.parametrize("available", [("Mon 09:15", "Mon 13:00"), ("Mon 09:00", "Mon 12:45")])
def test_a_shift_that_leaves_the_availability_is_refused(available: tuple[str, str]) -> None:
    assert with_person(a_person(available=(span(*available),)), a_day("Mon")) == ["availability"]


# rest


def test_exactly_the_rest_of_the_contract_is_enough() -> None:
    assert broken_rules(a_problem(), a_day("Mon", start="18:00"), a_day("Tue", start="09:00")) == []


def test_too_little_rest_is_refused() -> None:
    assert broken_rules(a_problem(), a_day("Mon", start="18:30"), a_day("Tue", start="09:00")) == ["rest"]


def test_rest_counts_from_the_history() -> None:
    person = a_person(history=(span("-Sun 18:00", "-Sun 23:00"),))

    assert with_person(person, a_day("Mon", start="10:00")) == []
    assert with_person(person, a_day("Mon", start="09:30")) == ["rest"]


# shift_length


@pytest.mark.parametrize(
    ("hours", "broken"), [(4, []), (9, []), (3.5, ["shift_length"]), (9.5, ["shift_length"]), (4.25, ["shift_length"])]
)
def test_lengths_go_by_steps_between_the_limits(hours: float, broken: list[str]) -> None:
    assert broken_rules(a_problem(), a_day("Mon", hours=hours)) == broken


def test_steps_count_from_the_shortest_length() -> None:
    contract = a_contract(shift_minutes=(225, 540), breaks=())

    assert under(contract, a_day("Mon", hours=4.25)) == []
    assert under(contract, a_day("Mon", hours=4)) == ["shift_length"]


# start_grid


def test_starts_go_by_the_grid_from_local_midnight() -> None:
    assert broken_rules(a_problem(), a_day("Mon", start="09:30")) == []
    assert broken_rules(a_problem(), a_day("Mon", start="09:15")) == ["start_grid"]


def test_the_grid_of_a_quarter_hour_zone_is_its_own() -> None:
    # Kathmandu is 5:45 ahead: its midnights lie a quarter past the UTC hour.
    midnights = tuple(range(-23 - 28 * DAY, WEEK + 3 * DAY, DAY))
    person = a_person(zone="Asia/Kathmandu", midnights=midnights)

    assert with_person(person, a_day("Mon", start="09:15")) == []
    assert with_person(person, a_day("Mon", start="09:00")) == ["start_grid"]


# one_start_a_day


def test_one_start_a_local_day() -> None:
    contract = a_contract(rest_minutes=0)

    assert under(contract, a_day("Mon"), a_day("Mon", start="18:00")) == ["one_start_a_day"]
    assert under(contract, a_day("Mon"), a_day("Tue", start="00:00")) == []


def test_one_start_a_local_day_with_the_history() -> None:
    # 25 hours behind the horizon's start lies the midnight of a person far west.
    midnights = tuple(range(40 - 29 * DAY, WEEK + 3 * DAY, DAY))
    person = a_person(midnights=midnights, zone="Pacific/Honolulu", history=((-40, -20),), contract=a_contract(rest_minutes=0))

    assert with_person(person, a_day("Mon", start="08:00")) == ["one_start_a_day"]
    assert with_person(person, a_day("Mon", start="10:00")) == []


# start_windows, templates, split


def test_starts_keep_to_the_windows_by_the_clock_on_the_wall() -> None:
    contract = a_contract(start_windows=(("06:00", "10:00"), ("22:00", "01:00")), rest_minutes=0)

    assert under(contract, a_day("Mon", start="10:00"), a_day("Tue", start="22:00"), a_day("Thu", start="01:00")) == []
    assert under(contract, a_day("Mon", start="10:30")) == ["start_windows"]
    assert under(contract, a_day("Mon", start="21:30")) == ["start_windows"]


def test_shifts_follow_the_templates() -> None:
    contract = a_contract(templates=(("09:00", 240), ("14:00", 300)))

    assert under(contract, a_day("Mon"), a_day("Tue", start="14:00", hours=5)) == []
    assert under(contract, a_day("Mon", hours=5)) == ["templates"]
    assert under(contract, a_day("Mon", start="10:00")) == ["templates"]


def split_day(first_end: str, second_start: str) -> Shift:
    gap = unpaid_break(f"Mon {first_end}", f"Mon {second_start}")
    return a_shift(work("Mon 09:00", f"Mon {first_end}"), gap, work(f"Mon {second_start}", "Mon 18:00"))


def test_a_split_shift_has_one_gap_that_counts_as_no_length() -> None:
    contract = a_contract(split=Split(gap_minutes=(120, 240), part_minutes_min=120))

    assert under(contract, split_day("12:00", "16:00")) == []
    assert under(contract, split_day("11:00", "13:00")) == ["breaks"]  # seven hours of work owe a lunch
    assert under(contract, split_day("10:30", "14:30")) == ["split"]
    assert under(a_contract(), split_day("12:00", "16:00")) == ["breaks"]


def test_nobody_needs_to_be_available_in_the_gap() -> None:
    contract = a_contract(split=Split(gap_minutes=(120, 240), part_minutes_min=120))
    parts = (span("Mon 09:00", "Mon 12:00"), span("Mon 16:00", "Mon 18:00"))

    assert under(contract, split_day("12:00", "16:00"), available=parts) == []
    assert under(contract, split_day("12:00", "16:00"), available=(parts[0], span("Mon 16:15", "Mon 18:00"))) == ["availability"]
