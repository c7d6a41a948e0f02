"""Simulated service: what formulas say where they are exact, and what follows from the rules of the queue where they are not."""

from dataclasses import replace

import numpy as np
import pytest

from scheduling.rostering.problem import Bundle, CoverageMode, Skill, WorkKind, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.simulation.contacts import ContactStream, draw_contacts
from scheduling.simulation.simulate import simulate
from scheduling.simulation.ticks import SLOT_TICKS
from scheduling.staffing.erlang import measure_erlang_a, measure_erlang_c
from tests.scheduling.rosters import WEEK, a_person, a_problem, slot
from tests.scheduling.simulation.weeks import a_stream, on_duty, people_all_week

CASES = [(14, 200.0, 120.0), (10, 200.0, 180.0), (100, 2100.0, 60.0)]


@pytest.mark.parametrize(("agents", "per_hour", "patience"), CASES)
def test_an_even_queue_whose_customers_give_up_is_erlang_a(agents: int, per_hour: float, patience: float) -> None:
    problem = a_problem(*people_all_week(agents))
    exact = measure_erlang_a(
        load_erlangs=per_hour / 20, agents=agents, handle_time_seconds=180, patience_seconds=patience, threshold_seconds=20
    )

    outlook = simulate(problem, on_duty(problem), [a_stream(per_hour=per_hour, patience_seconds=patience)], replications=20, seed=3)

    found = outlook.work_types[0].whole
    assert found.in_time.value == pytest.approx(exact.service_level_share, abs=2 * found.in_time.half_width)
    assert found.abandoned.value == pytest.approx(exact.abandonment_share, abs=2 * found.abandoned.half_width)
    assert found.in_time.half_width < 0.01
    assert outlook.mean_occupancy_share == pytest.approx(exact.occupancy_share, abs=0.01)
    assert outlook.present_heads.mean() == pytest.approx(agents)
    assert outlook.busy_heads[0].mean() == pytest.approx(agents * exact.occupancy_share, rel=0.02)


def test_an_even_queue_in_which_nobody_gives_up_is_erlang_c() -> None:
    problem = a_problem(*people_all_week(14))
    exact = measure_erlang_c(load_erlangs=10, agents=14, handle_time_seconds=180, threshold_seconds=20)

    found = simulate(problem, on_duty(problem), [a_stream(per_hour=200)], replications=20, seed=3).work_types[0].whole

    assert found.in_time.value == pytest.approx(exact.service_level_share, abs=2 * found.in_time.half_width)
    assert found.wait_seconds == pytest.approx(exact.wait_seconds, rel=0.1)
    assert found.abandoned.value == 0


def test_speed_shortens_the_work() -> None:
    slow, fast = (a_problem(*people_all_week(14, speed=speed)) for speed in (1.0, 1.25))
    stream = a_stream(per_hour=220, patience_seconds=120)
    exact = measure_erlang_a(load_erlangs=11 / 1.25, agents=14, handle_time_seconds=144, patience_seconds=120, threshold_seconds=20)

    found = simulate(fast, on_duty(fast), [stream], replications=20).work_types[0].whole

    assert found.in_time.value == pytest.approx(exact.service_level_share, abs=2 * found.in_time.half_width)
    slower = simulate(slow, on_duty(slow), [stream], replications=20).work_types[0].whole.in_time.value
    assert slower is not None
    assert found.in_time.value is not None
    assert found.in_time.value > slower + 0.05


def test_rosters_meet_the_same_contacts_whoever_works() -> None:
    streams = [a_stream(per_hour=30), a_stream("email", per_hour=10, seconds=300)]

    one, other = (draw_contacts(streams, seed=7, replication=2) for _ in range(2))
    next_one = draw_contacts(streams, seed=7, replication=3)

    assert all((a == b).all() for a, b in zip(one, other, strict=True))
    assert len(one.arrives) != len(next_one.arrives) or (one.arrives != next_one.arrives).any()
    of_phone = one.arrives[one.first[0] : one.first[1]]
    assert (np.diff(of_phone) >= 0).all()
    # Neither notices the other.
    assert (draw_contacts(streams[:1], seed=7, replication=2).arrives == of_phone).all()
    assert (draw_contacts(streams[1:], seed=7, replication=2).arrives == one.arrives[one.first[1] :]).all()


def test_contacts_fall_evenly_within_their_quarter_hour() -> None:
    quarters = np.zeros(WEEK)
    quarters[[1, 2, 9]] = [30.0, 3.0, 0.3]
    within: dict[int, list[float]] = {1: [], 2: [], 9: []}
    for replication in range(2000):
        contacts = draw_contacts([ContactStream("phone", quarters, np.full(WEEK, 60.0), 20.0)], seed=1, replication=replication)
        for slot_of_contact, share in zip(*np.divmod(contacts.arrives, SLOT_TICKS), strict=True):
            within[int(slot_of_contact)].append(float(share) / SLOT_TICKS)

    for quarter, shares in within.items():
        assert len(shares) == pytest.approx(2000 * quarters[quarter], rel=0.15)
        spread = 4 / np.sqrt(12 * len(shares))
        assert np.mean(shares) == pytest.approx(1 / 2, abs=spread)
        assert np.std(shares) == pytest.approx(1 / np.sqrt(12), abs=spread)
        assert np.histogram(shares, 4, (0.0, 1.0))[0].min() > 0.2 * len(shares)


def test_varied_days_scatter_more_than_chance() -> None:
    def spread(variation: float) -> float:
        stream = a_stream(per_hour=40, variation=variation)
        counts = [len(draw_contacts([stream], seed=1, replication=at).arrives) for at in range(60)]
        return float(np.std(counts) / np.mean(counts))

    # A week of seven independent days: 0.2 / √7 beside 1.2 % of chance.
    assert spread(0.0) == pytest.approx(1 / np.sqrt(40 * 168), rel=0.3)
    assert spread(0.2) == pytest.approx(0.2 / np.sqrt(7), rel=0.3)


def test_nobody_there_answers_nobody() -> None:
    problem = a_problem(*people_all_week(1))
    waits, gives_up = a_stream(per_hour=4), a_stream("email", per_hour=4, patience_seconds=60)

    outlook = simulate(problem, Roster(problem.name, ()), [waits, gives_up], replications=3)

    assert [work.whole.in_time.value for work in outlook.work_types] == [0.0, 0.0]
    assert [work.whole.abandoned.value for work in outlook.work_types] == [0.0, 1.0]
    assert np.isnan(outlook.occupancy_share).all()


def test_what_is_not_due_yet_at_the_end_does_not_count() -> None:
    problem = a_problem(*people_all_week(1))
    stream = a_stream(per_hour=4, threshold=24 * 3600.0, may_wait=True)

    (work,) = simulate(problem, Roster(problem.name, ()), [stream], replications=5).work_types

    assert work.whole.offered == pytest.approx(4 * 144, rel=0.1)
    assert (work.offered[-95:] == 0).all()
    assert work.whole.in_time.value == 0.0


def test_a_customer_waits_until_the_shift_begins() -> None:
    problem = a_problem(a_person(skills=(Skill("phone", 3, 1.0),)))
    offered = np.zeros(WEEK)
    offered[slot("Mon 08:00")] = 1.0
    stream = ContactStream("phone", offered, np.full(WEEK, 60.0), 4 * 3600.0)
    roster = on_duty(problem, first=slot("Mon 10:00"), last=slot("Mon 12:00"))

    found = simulate(problem, roster, [stream], replications=40, spans=[(0, 96), (96, 192)]).work_types[0]

    assert found.whole.in_time.value == 1.0
    assert 1.75 * 3600 - 60 < found.whole.wait_seconds < 2 * 3600 + 400
    assert found.spans[0] == found.whole
    assert found.spans[1].in_time.value is None


def test_breaks_activities_and_missed_shifts_serve_nobody() -> None:
    problem = a_problem(a_person(skills=(Skill("phone", 3, 1.0),)))
    noon = slot("Mon 12:00")
    segments = (
        Segment(SegmentKind.WORK, (noon - 8, noon), work_type="phone"),
        Segment(SegmentKind.BREAK, (noon, noon + 2), paid=False),
        Segment(SegmentKind.ACTIVITY, (noon + 2, noon + 6), activity="coaching"),
        Segment(SegmentKind.WORK, (noon + 6, noon + 10), work_type="phone"),
    )
    roster = Roster(problem.name, (Shift("p1", (noon - 8, noon + 10), segments),))
    stream = a_stream(per_hour=8, seconds=60, patience_seconds=0.2)

    (work,) = simulate(problem, roster, [stream], replications=60).work_types

    served = np.flatnonzero(work.in_time_share > 0)
    assert set(served) == {*range(noon - 8, noon), *range(noon + 6, noon + 10)}
    missed = simulate(problem, roster, [stream], replications=400, absence_share=0.25).work_types[0].whole.in_time.value
    assert missed == pytest.approx(0.75 * (work.whole.in_time.value or 0), rel=0.12)


def test_whoever_stays_away_does_so_whatever_is_rostered() -> None:
    problem = a_problem(*people_all_week(2))
    one, other = on_duty(problem, first=0, last=96).shifts
    later = replace(one, slots=(4, 96), segments=(replace(one.segments[0], slots=(4, 96)),))

    def present(*shifts: Shift) -> float:
        roster = Roster(problem.name, shifts)
        outlook = simulate(problem, roster, [a_stream(per_hour=1)], replications=30, absence_share=0.5)
        return float(outlook.present_heads[50])

    assert 0.3 < present(one) < 0.7
    assert present(one) == present(later)
    assert present(one, other) == pytest.approx(present(one) + present(other))
    assert present(one) != present(other)


def test_what_is_begun_in_the_last_hour_is_booked_until_the_end_and_no_further() -> None:
    problem = a_problem(*people_all_week(1))
    roster = on_duty(problem, first=WEEK - 4, last=WEEK + 28)
    offered = np.zeros(WEEK)
    offered[WEEK - 3] = 40.0

    outlook = simulate(problem, roster, [ContactStream("phone", offered, np.full(WEEK, 600.0), 86400.0)], replications=20)

    assert outlook.busy_heads[0, WEEK - 2 :] == pytest.approx(1.0)
    assert outlook.busy_heads[0, WEEK - 3] == pytest.approx(1.0, abs=0.1)
    assert outlook.mean_occupancy_share == pytest.approx(3 / 4, abs=0.03)
    assert np.isnan(outlook.occupancy_share[: WEEK - 4]).all()


def test_whoever_goes_on_with_the_same_work_keeps_their_place_in_the_line() -> None:
    """The first to be idle is slow. Were the line begun anew where their block is cut in two, the fast one would come first."""
    problem = a_problem(a_person("slow", skills=(Skill("phone", 3, 0.5),)), a_person("fast", skills=(Skill("phone", 3, 1.0),)))
    halves = (Segment(SegmentKind.WORK, (0, 2), work_type="phone"), Segment(SegmentKind.WORK, (2, 8), work_type="phone"))
    shifts = (Shift("slow", (0, 8), halves), Shift("fast", (1, 8), (Segment(SegmentKind.WORK, (1, 8), work_type="phone"),)))
    offered = np.zeros(WEEK)
    offered[3] = 0.02

    outlook = simulate(
        problem, Roster(problem.name, shifts), [ContactStream("phone", offered, np.full(WEEK, 60.0), 20.0)], replications=4000
    )

    assert outlook.busy_heads.sum() * 900 == pytest.approx(outlook.contacts * 120, rel=0.35)
    assert outlook.busy_heads.sum() * 900 > outlook.contacts * 80


def test_work_that_may_wait_is_served_in_its_hours_only() -> None:
    morning = (slot("Mon 08:00"), slot("Mon 12:00"))
    letters = WorkType("email", mode=CoverageMode.POOL, kind=WorkKind.BACKLOG, deadline_minutes=1440, open=(morning,))
    work_types = (WorkType("phone", mode=CoverageMode.POOL), letters)
    skills = tuple(Skill(name, 3, 1.0) for name in ("phone", "email"))
    problem = a_problem(a_person(skills=skills), work_types=work_types)
    segment = Segment(SegmentKind.WORK, (0, 96), work_type="phone")
    offered = np.zeros(WEEK)
    offered[0] = 5.0
    streams = [
        ContactStream("phone", offered, np.full(WEEK, 60.0), 900.0),
        ContactStream("email", offered, np.full(WEEK, 60.0), 86400.0, may_wait=True),
    ]

    outlook = simulate(problem, Roster(problem.name, (Shift("p1", (0, 96), (segment,)),)), streams, replications=30)

    phone, email = outlook.work_types
    assert phone.whole.wait_seconds < 300
    assert 7 * 3600 < email.whole.wait_seconds < 9 * 3600
    assert email.whole.in_time.value == 1.0
    assert outlook.busy_heads[1, : morning[0]].sum() == 0


def test_the_more_important_work_goes_first_and_what_may_wait_last() -> None:
    skills = tuple(Skill(name, 3, 1.0) for name in ("phone", "email", "chat"))
    work_types = tuple(WorkType(name, mode=CoverageMode.POOL) for name in ("phone", "email", "chat"))
    problem = a_problem(*(a_person(f"p{number}", skills=skills) for number in range(4)), work_types=work_types)
    busy = {"per_hour": 30.0, "seconds": 170.0, "threshold": 60.0}
    streams = [
        a_stream("email", may_wait=True, priority=9.0, **busy),
        a_stream("phone", priority=1.0, **busy),
        a_stream("chat", priority=3.0, **busy),
    ]

    email, phone, chat = simulate(problem, on_duty(problem), streams, replications=10).work_types

    assert phone.whole.in_time.value is not None
    assert chat.whole.wait_seconds < phone.whole.wait_seconds < email.whole.wait_seconds


def test_a_bundle_serves_its_work_types_and_specialists_go_first() -> None:
    work_types = tuple(WorkType(name, mode=CoverageMode.BLEND) for name in ("phone", "email"))
    both = tuple(Skill(name, 3, 1.0) for name in ("phone", "email"))
    people = (a_person("both", skills=both), a_person("phone", skills=both[:1]))
    problem = a_problem(*people, work_types=work_types, bundles=(Bundle("all", ("phone", "email")), Bundle("one", ("phone",))))

    def block(person: str, bundle: str) -> Shift:
        return Shift(person, (0, WEEK), (Segment(SegmentKind.WORK, (0, WEEK), bundle=bundle),))

    streams = [a_stream("phone", per_hour=3), a_stream("email", per_hour=3)]
    blended = simulate(problem, Roster(problem.name, (block("both", "all"), block("phone", "one"))), streams, replications=10)
    alone = simulate(problem, Roster(problem.name, (block("both", "all"),)), streams, replications=10)

    assert all((work.whole.in_time.value or 0) > 0.8 for work in blended.work_types)
    # E-mail has the one who does both to itself while the specialist takes the calls.
    assert (blended.work_types[1].whole.in_time.value or 0) > (alone.work_types[1].whole.in_time.value or 0) + 0.03


def test_the_same_seed_tells_the_same_on_one_thread_and_on_two() -> None:
    problem = a_problem(*people_all_week(3))
    streams = [a_stream(per_hour=30, patience_seconds=60)]

    one, two = (simulate(problem, on_duty(problem), streams, replications=6, threads=threads) for threads in (1, 2))

    assert one.work_types[0].whole == two.work_types[0].whole
    assert (one.work_types[0].offered == two.work_types[0].offered).all()


def test_a_run_that_is_stopped_tells_what_it_has_seen() -> None:
    problem = a_problem(*people_all_week(1))

    outlook = simulate(problem, on_duty(problem), [a_stream(per_hour=4)], replications=50, should_stop=lambda: True)

    assert outlook.replications == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offered": np.full(WEEK, -1.0)}, r"phone.offered\[0\] is -1.0"),
        ({"handle_time_seconds": np.full(WEEK, np.nan)}, r"phone.handle_time_seconds\[0\] is nan"),
        ({"offered": np.zeros(3)}, "3 numbers of contacts, 672 handle times"),
        ({"threshold_seconds": -1.0}, "threshold_seconds is -1.0"),
        ({"threshold_seconds": np.inf}, "threshold_seconds is inf"),
        ({"variation": np.inf}, "variation is inf"),
        ({"patience_seconds": 0.0}, "patience_seconds is 0.0"),
        ({"variation": -0.1}, "variation is -0.1"),
        ({"at_once": 0}, "at_once is 0"),
        ({"slowdown_share": -0.5}, "slowdown_share is -0.5"),
    ],
)
def test_streams_that_cannot_be_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(a_stream(per_hour=1), **changes)  # type: ignore[arg-type]


def test_streams_of_another_horizon_are_refused() -> None:
    problem = a_problem(*people_all_week(1))
    stream = ContactStream("phone", np.zeros(5), np.zeros(5), 20.0)

    with pytest.raises(ValueError, match="phone has 5 numbers, the horizon has 672 slots"):
        simulate(problem, on_duty(problem), [stream])
    with pytest.raises(ValueError, match="two streams are of the same work type"):
        simulate(problem, on_duty(problem), [a_stream(per_hour=1), a_stream(per_hour=2)])
    with pytest.raises(ValueError, match="replications is 0"):
        simulate(problem, on_duty(problem), [a_stream(per_hour=1)], replications=0)
    with pytest.raises(ValueError, match=r"absence_share is 1\.0"):
        simulate(problem, on_duty(problem), [a_stream(per_hour=1)], absence_share=1.0)
