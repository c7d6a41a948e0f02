"""Why somebody has a shift: what nobody else would cover, what other ways come to, what a wish takes."""

from dataclasses import replace

import pytest

from scheduling.rostering.problem import Bundle, CoverageMode, ProblemError, Skill, Weights, Wish, WishKind, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.rostering.why_shift import CoveredWork, OtherWay, price_of_wishes, why_shift
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, span


def heads(first: str, last: str, count: float = 1.0) -> tuple[float, ...]:
    begin, end = span(first, last)
    return tuple(count if begin <= at < end else 0.0 for at in range(WEEK))


def test_a_shift_is_needed_for_what_nobody_else_covers() -> None:
    problem = a_problem(a_person("p1"), a_person("p2"), required={"phone": heads("Mon 09:00", "Mon 13:00")})
    roster = a_roster(a_day("Mon"), a_day("Mon", start="11:00", person="p2"))

    reasons = why_shift(problem, roster, shift=roster.shifts[0])

    # Two of four hours overlap with the other's.
    assert reasons.covered == (CoveredWork("phone", hours=4.0, needed_hours=2.0),)


def test_other_ways_tell_what_more_would_be_short() -> None:
    problem = a_problem(required={"phone": heads("Mon 09:00", "Mon 13:00")}, weights=Weights(week_minimum=0.0))
    roster = a_roster(a_day("Mon"))

    ways = {way.moved_minutes: way for way in why_shift(problem, roster, shift=roster.shifts[0]).other_ways}

    assert ways[-60].short_hours == ways[60].short_hours == 1.0
    assert ways[120].short_hours == 2.0
    assert ways[None] == OtherWay(None, short_hours=4.0)


def test_other_ways_tell_the_rules_that_forbid_them_and_what_they_cost_the_person() -> None:
    contract = a_contract(week_minutes=(240, 2400))
    person = a_person(contract=contract, available=(span("Mon 09:00", "Mon 14:00"),))
    problem = a_problem(person, required={"phone": heads("Mon 09:00", "Mon 13:00")}, weights=Weights(week_minimum=2.0))
    roster = a_roster(a_day("Mon"))

    ways = {way.moved_minutes: way for way in why_shift(problem, roster, shift=roster.shifts[0]).other_ways}

    assert ways[-60].broken == ("availability",)
    assert ways[60].broken == ()
    assert ways[None].own_minutes == 2.0 * 240


def test_a_bundle_is_needed_where_its_presence_is_used() -> None:
    work_types = tuple(WorkType(name, mode=CoverageMode.BLEND) for name in ("phone", "email"))
    person = a_person(skills=(Skill("phone", 3, 1.0), Skill("email", 3, 1.0)))
    problem = a_problem(
        person, work_types=work_types, bundles=(Bundle("both", ("phone", "email")),), required={"email": heads("Mon 09:00", "Mon 12:00")}
    )
    shift = Shift("p1", span("Mon 09:00", "Mon 13:00"), (Segment(SegmentKind.WORK, span("Mon 09:00", "Mon 13:00"), bundle="both"),))

    reasons = why_shift(problem, Roster(problem.name, (shift,)), shift=shift)

    assert reasons.covered == (CoveredWork("email", hours=2.0, needed_hours=3.0), CoveredWork("phone", hours=2.0, needed_hours=0.0))


def test_a_refused_wish_has_a_price() -> None:
    wish = Wish(WishKind.OFF, span("Tue 00:00", "Wed 00:00"), 30.0)
    kept = Wish(WishKind.OFF, span("Fri 00:00", "Sat 00:00"), 30.0)
    problem = a_problem(a_person(wishes=(wish, kept)), required={"phone": heads("Tue 09:00", "Tue 12:00")})
    roster = a_roster(a_day("Mon"), a_day("Tue"))

    (price,) = price_of_wishes(problem, roster, person="p1")

    assert (price.wish, price.shifts, price.short_hours, price.broken) == (wish, roster.shifts[1:], 3.0, ())


def test_a_wish_against_a_hard_minimum_names_the_rule() -> None:
    contract = a_contract(week_minutes=(480, 2400), week_minimum_hard=True)
    person = a_person(contract=contract, wishes=(Wish(WishKind.OFF, span("Tue 00:00", "Wed 00:00"), 30.0),))
    roster = a_roster(a_day("Mon"), a_day("Tue"))

    (price,) = price_of_wishes(a_problem(person), roster, person="p1")

    assert price.broken == ("week_minutes_min",)


def test_what_is_not_in_the_roster_is_refused() -> None:
    problem = a_problem()

    with pytest.raises(ProblemError, match="it is not in the roster"):
        why_shift(problem, a_roster(), shift=a_day("Mon"))
    with pytest.raises(ProblemError, match="nobody is not in people"):
        price_of_wishes(problem, a_roster(), person="nobody")
    assert price_of_wishes(replace(problem), a_roster(a_day("Mon")), person="p1") == ()


def test_pooled_presence_counts_in_equal_parts() -> None:
    work_types = tuple(WorkType(name, mode=CoverageMode.POOL) for name in ("phone", "email"))
    person = a_person(skills=(Skill("phone", 3, 1.0), Skill("email", 3, 0.5)))
    problem = a_problem(person, work_types=work_types, required={"email": heads("Mon 09:00", "Mon 13:00", 0.25)})
    roster = a_roster(a_day("Mon"))

    reasons = why_shift(problem, roster, shift=roster.shifts[0])

    assert reasons.covered == (CoveredWork("email", hours=1.0, needed_hours=1.0), CoveredWork("phone", hours=2.0, needed_hours=0.0))
