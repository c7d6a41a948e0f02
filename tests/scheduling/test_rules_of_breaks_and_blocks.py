"""The rules inside a shift: breaks in their windows, blocks long enough."""

import pytest

from scheduling.rostering.problem import BreakRule
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from tests.scheduling.rosters import a_contract, a_problem, a_shift, activity, broken_rules, day_with_break, span, under, unpaid_break, work


@pytest.mark.parametrize(("first", "last"), [("Mon 11:30", "Mon 12:00"), ("Mon 14:30", "Mon 15:00")])
def test_a_break_may_start_at_either_end_of_its_window(first: str, last: str) -> None:
    assert broken_rules(a_problem(), day_with_break(first, last)) == []


@pytest.mark.parametrize(
    ("first", "last", "paid"),
    [
        ("Mon 11:15", "Mon 11:45", False),
        ("Mon 14:45", "Mon 15:15", False),
        ("Mon 12:00", "Mon 12:15", False),
        ("Mon 12:00", "Mon 13:00", False),
        ("Mon 12:00", "Mon 12:30", True),
    ],
)
def test_a_break_outside_its_window_or_of_another_length_or_pay_is_refused(first: str, last: str, *, paid: bool) -> None:
    assert broken_rules(a_problem(), day_with_break(first, last, paid=paid)) == ["breaks"]


def test_a_missing_break_is_refused() -> None:
    assert broken_rules(a_problem(), a_shift(work("Mon 09:00", "Mon 15:00"))) == ["breaks"]


def test_a_break_nobody_owes_is_refused() -> None:
    shift = a_shift(work("Mon 09:00", "Mon 11:30"), unpaid_break("Mon 11:30", "Mon 12:00"), work("Mon 12:00", "Mon 14:00"))

    assert broken_rules(a_problem(), shift) == ["breaks"]


def test_two_breaks_are_matched_to_their_entries_whatever_their_order() -> None:
    tea = BreakRule(shift_minutes_from=360, minutes=15, paid=True, starts_after_minutes=(60, 420))
    early_tea = BreakRule(shift_minutes_from=360, minutes=15, paid=True, starts_after_minutes=(60, 120))
    pause = {at: Segment(SegmentKind.BREAK, span(f"Mon {at}:00", f"Mon {at}:15"), paid=True) for at in ("10", "12", "14")}

    def day(first: str, second: str) -> Shift:
        return a_shift(
            work("Mon 09:00", f"Mon {first}:00"),
            pause[first],
            work(f"Mon {first}:15", f"Mon {second}:00"),
            pause[second],
            work(f"Mon {second}:15", "Mon 17:00"),
        )

    assert under(a_contract(breaks=(tea, early_tea)), day("10", "12")) == []
    assert under(a_contract(breaks=(tea, early_tea)), day("12", "14")) == ["breaks"]


# blocks


def test_a_block_of_the_least_length_is_enough() -> None:
    assert broken_rules(a_problem(), a_shift(work("Mon 09:00", "Mon 10:00", "email"), work("Mon 10:00", "Mon 13:00"))) == []


def test_a_shorter_block_is_refused() -> None:
    assert broken_rules(a_problem(), a_shift(work("Mon 09:00", "Mon 09:45", "email"), work("Mon 09:45", "Mon 13:00"))) == ["blocks"]


def test_a_block_cut_by_an_activity_reaches_the_least_on_each_side() -> None:
    legal = a_shift(work("Mon 09:00", "Mon 10:00"), activity("Mon 10:00", "Mon 10:15"), work("Mon 10:15", "Mon 13:00"))
    cut = a_shift(work("Mon 09:00", "Mon 09:45"), activity("Mon 09:45", "Mon 10:15"), work("Mon 10:15", "Mon 13:00"))

    assert broken_rules(a_problem(), legal) == []
    assert broken_rules(a_problem(), cut) == ["blocks"]


def test_a_block_cut_by_a_break_reaches_the_least_on_each_side() -> None:
    contract = a_contract(breaks=(BreakRule(shift_minutes_from=240, minutes=30, paid=False, starts_after_minutes=(30, 60)),))
    shift = a_shift(work("Mon 09:00", "Mon 09:45"), unpaid_break("Mon 09:45", "Mon 10:15"), work("Mon 10:15", "Mon 13:00"))

    assert under(contract, shift) == ["blocks"]
