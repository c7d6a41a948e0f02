"""Scores of small rosters, counted by hand."""

from dataclasses import replace

import pytest

from scheduling.rostering.problem import (
    Bundle,
    CoverageMode,
    RosterProblem,
    Skill,
    Weights,
    Wish,
    WishKind,
    WorkKind,
    WorkType,
)
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from scheduling.rostering.scoring import Score, score
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, a_shift, slot, span, unpaid_break, work


def required(work_type: str, heads: float, first: str, last: str) -> dict[str, tuple[float, ...]]:
    begin, end = span(first, last)
    return {work_type: tuple(heads if begin <= at < end else 0.0 for at in range(WEEK))}


def amounts(scored: Score) -> dict[str, float]:
    return {line.name: line.amount for line in scored.lines}


def minutes(scored: Score) -> dict[str, float]:
    return {line.name: line.minutes_of_shortage for line in scored.lines}


def test_shortage_and_surplus_are_hours_of_heads_missing_and_over() -> None:
    # Two heads for six hours are wanted, one person is there for the last four of them and two hours more.
    problem = a_problem(required=required("phone", 2.0, "Mon 09:00", "Mon 15:00"))

    scored = score(problem, a_roster(a_day("Mon", start="11:00", hours=5.5)))

    assert scored.required_hours == 12.0
    assert scored.short_hours == 2 * 2 + 4 * 1
    assert scored.surplus_hours == 1.5
    assert scored.paid_hours == 5.5
    assert scored.occupancy_share == pytest.approx(4 / 5.5)


def test_speed_is_what_a_head_gives() -> None:
    problem = a_problem(required=required("email", 1.0, "Mon 09:00", "Mon 13:00"))

    scored = score(problem, a_roster(a_day("Mon", work_type="email")))

    assert scored.short_hours == pytest.approx(4 * 0.15)
    assert scored.by_work_type[1].capacity[slot("Mon 09:00")] == 0.85
    assert scored.by_work_type[0].short_hours == 0


def test_breaks_and_activities_give_nothing() -> None:
    shift = a_shift(work("Mon 09:00", "Mon 13:00"), unpaid_break("Mon 13:00", "Mon 13:30"), work("Mon 13:30", "Mon 15:00"))
    problem = a_problem(required=required("phone", 1.0, "Mon 09:00", "Mon 15:00"))

    scored = score(problem, a_roster(shift))

    assert (scored.short_hours, scored.paid_hours) == (0.5, 5.5)


def test_what_runs_past_the_horizon_covers_nothing_but_is_paid() -> None:
    problem = a_problem(required=required("phone", 1.0, "Sun 22:00", "Sun 23:45"))

    scored = score(problem, a_roster(a_day("Sun", start="22:00")))

    assert (scored.short_hours, scored.surplus_hours, scored.paid_hours) == (0.0, 0.25, 4.0)


def test_shortage_weighs_by_priority_and_more_beyond_half_of_the_need() -> None:
    problem = a_problem(
        work_types=(WorkType("phone", priority=2.0), WorkType("email"), WorkType("chat")),
        required=required("phone", 4.0, "Mon 09:00", "Mon 10:00"),
        weights=Weights(deep_shortage=1.5, surplus=0.0),
    )

    scored = score(problem, a_roster())

    # Four heads for an hour: two of them deep, each of those half as much again, all twice by priority.
    assert minutes(scored)["shortage"] == pytest.approx(60 * 2.0 * (2 + 2 * 1.5))
    assert scored.short_hours == 4.0


def test_switches_count_changes_of_work_without_a_break_between() -> None:
    morning = (work("Mon 09:00", "Mon 10:00"), work("Mon 10:00", "Mon 11:00", "email"), work("Mon 11:00", "Mon 12:00", "email"))
    shift = a_shift(*morning, unpaid_break("Mon 12:00", "Mon 12:30"), work("Mon 12:30", "Mon 15:00"))

    scored = score(a_problem(weights=Weights(switch=7.0)), a_roster(shift))

    assert (amounts(scored)["switches"], minutes(scored)["switches"]) == (1, 7.0)


def test_minutes_missing_to_the_least_of_the_week_weigh() -> None:
    person = a_person(contract=a_contract(week_minutes=(600, 2400)))

    scored = score(a_problem(person, weights=Weights(week_minimum=2.0)), a_roster(a_day("Mon")))

    assert (amounts(scored)["week_minimum"], minutes(scored)["week_minimum"]) == (360, 720.0)


def test_wishes_are_kept_or_refused() -> None:
    wishes = (
        Wish(WishKind.OFF, span("Mon 08:00", "Mon 09:00"), 30.0),
        Wish(WishKind.OFF, span("Mon 12:45", "Mon 18:00"), 20.0),
        Wish(WishKind.WORK, span("Mon 10:00", "Mon 11:00"), 10.0),
        Wish(WishKind.WORK, span("Tue 10:00", "Tue 11:00"), 5.0),
    )

    scored = score(a_problem(a_person(wishes=wishes), weights=Weights(wish=2.0)), a_roster(a_day("Mon")))

    assert (amounts(scored)["wishes_kept"], amounts(scored)["wishes_refused"]) == (2, 2)
    assert minutes(scored)["wishes_refused"] == 2.0 * (20 + 5)


def test_enjoyment_is_lost_by_the_hour_on_less_liked_work() -> None:
    # phone is liked neither way (0), email most (+2).
    problem = a_problem(weights=Weights(enjoyment=3.0))

    assert minutes(score(problem, a_roster(a_day("Mon", work_type="email"))))["less_liked_work"] == 0
    assert minutes(score(problem, a_roster(a_day("Mon"))))["less_liked_work"] == 3.0 * 4 * 0.5


def sharing(mode: CoverageMode, **needs: float) -> RosterProblem:
    """Nine to one on Monday: two people, one who serves email and chat, one who serves chat alone."""
    people = (
        a_person("both", skills=(Skill("email", 3, 1.0), Skill("chat", 3, 0.5))),
        a_person("chatter", skills=(Skill("chat", 3, 1.0),)),
    )
    curves = {name: required(name, heads, "Mon 09:00", "Mon 13:00")[name] for name, heads in needs.items()}
    return a_problem(
        *people,
        work_types=(WorkType("phone"), WorkType("email", mode), WorkType("chat", mode)),
        bundles=(Bundle("written", ("email", "chat")),),
        required=curves,
    )


def on_bundle(person: str) -> Shift:
    return a_shift(Segment(SegmentKind.WORK, span("Mon 09:00", "Mon 13:00"), bundle="written"), person=person)


def test_presence_on_a_bundle_is_shared_where_it_lessens_shortage_most() -> None:
    problem = sharing(CoverageMode.BLEND, email=0.6, chat=1.3)

    scored = score(problem, a_roster(on_bundle("both"), on_bundle("chatter")))

    # "both" gives 0.6 to email and with the rest, at half speed, 0.2 to chat; "chatter" gives 1: 0.1 is missing for four hours.
    assert scored.short_hours == pytest.approx(0.4)
    assert scored.surplus_hours == pytest.approx(0.0)


def test_presence_that_nobody_needs_is_surplus() -> None:
    problem = sharing(CoverageMode.BLEND, email=0.25)

    scored = score(problem, a_roster(on_bundle("both")))

    assert scored.short_hours == pytest.approx(0.0)
    assert scored.surplus_hours == pytest.approx(4 * 0.75)
    assert scored.occupancy_share == pytest.approx(0.25)


def test_in_pool_mode_presence_serves_all_a_person_knows() -> None:
    problem = sharing(CoverageMode.POOL, email=0.5, chat=0.25)

    scored = score(problem, a_roster(a_day("Mon", person="both", work_type="email")))

    assert scored.short_hours == pytest.approx(0.0)


def test_in_focus_mode_presence_serves_one_work_type() -> None:
    problem = sharing(CoverageMode.FOCUS, email=0.5, chat=0.25)

    scored = score(problem, a_roster(a_day("Mon", person="both", work_type="email")))

    assert scored.short_hours == pytest.approx(4 * 0.25)


def test_work_that_may_wait_is_short_by_what_misses_its_deadline() -> None:
    waiting = WorkType("email", kind=WorkKind.BACKLOG, deadline_minutes=240)
    arriving = [0.0] * WEEK
    # Four hours of work arrive at eight o'clock on Monday, and two on Tuesday night.
    arriving[slot("Mon 08:00")], arriving[slot("Tue 23:00")] = 240.0, 120.0
    problem = replace(a_problem(), work_types=(WorkType("phone"), waiting, WorkType("chat")), backlog={"email": tuple(arriving)})

    scored = score(problem, a_roster(a_day("Mon", start="10:00", hours=4, work_type="email")))

    # At speed 0.85 from ten to twelve 1.7 hours are done in time; the later two hours of the shift are surplus.
    assert scored.required_hours == pytest.approx(6.0)
    assert scored.short_hours == pytest.approx(4.0 - 1.7 + 2.0)
    assert scored.surplus_hours == pytest.approx(1.7)
    # Half of what is needed missing in one slot is no deeper a shortage than as much all along.
    assert minutes(scored)["shortage"] == pytest.approx(60 * 4.3)


def test_hours_of_a_week_end_are_worked_off_at_its_start() -> None:
    waiting = WorkType("phone", kind=WorkKind.BACKLOG, deadline_minutes=600, open=(span("Mon 04:00", "Sun 20:00"),))
    arriving = [0.0] * WEEK
    arriving[slot("Sun 22:00")] = 60.0
    problem = replace(a_problem(), work_types=(waiting, WorkType("email"), WorkType("chat")), backlog={"phone": tuple(arriving)})

    def short(start: str) -> float:
        return score(problem, a_roster(a_day("Mon", start=start, hours=4))).short_hours

    assert (short("04:00"), short("07:15"), short("08:00")) == pytest.approx((0.0, 0.25, 1.0))


def test_work_below_the_highest_level_counts_by_its_level() -> None:
    problem = a_problem(weights=Weights(level=10.0))

    scored = score(problem, a_roster(a_day("Mon"), a_day("Tue", work_type="email")))

    # Four hours of phone at level 3, half of the way down; four of email at level 2, three quarters of it.
    assert amounts(scored)["level"] == 4 * 0.5 + 4 * 0.75
    assert minutes(scored)["level"] == 10.0 * 5.0


def test_hours_off_the_usual_start_go_the_shorter_way_round_the_clock() -> None:
    history = (span("-Thu 23:00", "-Fri 03:00"), span("-Sat 23:00", "-Sun 03:00"), span("-Sun 12:00", "-Sun 16:00"))
    problem = a_problem(a_person(history=history), weights=Weights(consistency=6.0))

    scored = score(problem, a_roster(a_day("Tue", start="22:30"), a_day("Thu", start="01:00")))

    assert amounts(scored)["consistency"] == 0.5 + 2.0
    assert minutes(scored)["consistency"] == 6.0 * 2.5


def test_nights_and_weekends_weigh_by_how_many_of_them_somebody_has_had() -> None:
    often = a_person("p1", history=(span("-Mon 22:00", "-Tue 04:00"),))
    seldom = a_person("p2", history=(span("-Mon 04:00", "-Mon 08:00"),))
    problem = a_problem(often, seldom, weights=Weights(fairness=2.0))
    night = a_shift(work("Wed 20:00", "Thu 00:00"))
    weekend = a_shift(work("Sun 22:00", "+Mon 02:00"), person="p2")

    scored = score(problem, a_roster(night, weekend))

    # Six hours and two: one and a half times the mean, and half of it. The first works two hours of night, the second four of
    # weekend and night.
    assert amounts(scored)["fairness"] == 2 * 1.5 + 4 * 0.5
    assert minutes(scored)["fairness"] == 2.0 * 5.0


def test_without_a_past_nights_weigh_the_same_for_everybody() -> None:
    problem = a_problem(weights=Weights(fairness=1.0))

    assert amounts(score(problem, a_roster(a_shift(work("Wed 20:00", "Thu 00:00")))))["fairness"] == 2.0


def test_work_counts_as_moved_where_it_was_published_otherwise() -> None:
    published = a_roster(a_day("Mon"), a_day("Tue"))
    problem = a_problem(published=published, weights=Weights(stability=0.5))
    moved = a_roster(a_day("Mon", start="10:00"), a_shift(work("Tue 09:00", "Tue 11:00"), work("Tue 11:00", "Tue 13:00", "email")))

    # An hour no longer worked, an hour not told before, and two hours on other work.
    assert amounts(score(problem, moved))["stability"] == 4 * 60
    assert minutes(score(problem, moved))["stability"] == 0.5 * 240
    assert amounts(score(problem, published))["stability"] == 0
    assert amounts(score(problem, a_roster()))["stability"] == 8 * 60
