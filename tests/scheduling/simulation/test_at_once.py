"""Several contacts in one pair of hands: exact where the people are a Markov chain, whose states are what each has in hand."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import pytest

from scheduling.rostering.problem import Bundle, CoverageMode, Skill, WorkType
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.simulation.contacts import ContactStream, contacts_of, terms_of
from scheduling.simulation.duties import duties_of
from scheduling.simulation.kernel import ANSWERED, FIGURES, run
from scheduling.simulation.outlook import WorkOutlook
from scheduling.simulation.simulate import simulate
from scheduling.simulation.ticks import NEVER, SLOT_TICKS, TICKS_PER_SECOND
from scheduling.staffing.erlang import measure_erlang_a
from tests.scheduling.rosters import WEEK, a_person, a_problem
from tests.scheduling.simulation.weeks import a_stream, on_duty, people_all_week

AT_ONCE = 1e-5
"""Seconds of patience: whoever finds nobody with time is gone."""


State = TypeVar("State")


def steady_state(states: Iterable[State], moves: Callable[[State], Mapping[State, float]]) -> dict[State, float]:
    """How much of its time a Markov chain is in each state, from the rates of its moves."""
    known = list(states)
    flows = np.zeros((len(known), len(known)))
    for at, state in enumerate(known):
        for to, rate in moves(state).items():
            flows[at, known.index(to)] += rate
            flows[at, at] -= rate
    balance = np.vstack([flows.T, np.ones(len(known))])
    return dict(zip(known, np.linalg.lstsq(balance, np.r_[np.zeros(len(known)), 1.0], rcond=None)[0].tolist(), strict=True))


def in_time(work: WorkOutlook) -> float:
    assert work.whole.in_time.value is not None
    return work.whole.in_time.value


def test_two_at_once_that_do_not_slow_each_other_are_twice_the_agents() -> None:
    problem = a_problem(*people_all_week(5))
    exact = measure_erlang_a(load_erlangs=9.5, agents=10, handle_time_seconds=180, patience_seconds=240, threshold_seconds=20)

    (work,) = simulate(problem, on_duty(problem), [a_stream(per_hour=190, patience_seconds=240, at_once=2)], replications=20).work_types

    assert in_time(work) == pytest.approx(exact.service_level_share, abs=2 * work.whole.in_time.half_width)
    assert work.whole.abandoned.value == pytest.approx(exact.abandonment_share, abs=2 * work.whole.abandoned.half_width)


def test_contacts_in_one_pair_of_hands_slow_each_other() -> None:
    problem = a_problem(*people_all_week(2))
    most, per_second, seconds, slowdown = 3, 80 / 3600, 180.0, 2.0

    def moves(state: tuple[int, int]) -> dict[tuple[int, int], float]:
        """Of the two people, the one with more in hand first."""
        more, less = state
        found = {}
        if less < most:
            found[max(more, less + 1), min(more, less + 1)] = per_second
        for hand, other in ((more, less), (less, more)):
            if hand:
                to = max(hand - 1, other), min(hand - 1, other)
                found[to] = found.get(to, 0.0) + hand * (1 + (most - 1) * slowdown) / (1 + (hand - 1) * slowdown) / seconds
        return found

    exact = steady_state([(more, less) for more in range(most + 1) for less in range(more + 1)], moves)
    stream = a_stream(per_hour=80, seconds=seconds, patience_seconds=AT_ONCE, at_once=most, slowdown_share=slowdown)

    outlook = simulate(problem, on_duty(problem), [stream], replications=40)

    (work,) = outlook.work_types
    assert in_time(work) == pytest.approx(1 - exact[most, most], abs=2 * work.whole.in_time.half_width)
    assert work.whole.in_time.half_width < 0.004
    busy_people = sum(share * ((more > 0) + (less > 0)) for (more, less), share in exact.items())
    assert outlook.busy_heads[0].mean() == pytest.approx(busy_people, rel=0.01)


def test_the_next_contact_goes_to_whoever_has_least_in_hand() -> None:
    problem = a_problem(*people_all_week(2))
    duties = duties_of(problem, on_duty(problem), work_types=["phone"])
    second, takes = TICKS_PER_SECOND, 600.0
    arrives = np.array([0, 1, 2, 3]) * second
    contacts = contacts_of([(arrives, np.full(4, takes * second), np.full(4, NEVER))])
    figures, waits, busy = np.zeros((1, WEEK, FIGURES)), np.zeros((1, WEEK)), np.zeros((1, WEEK))

    run(contacts, duties, np.ones(2, np.int64), terms_of([a_stream(per_hour=1, at_once=3)]), SLOT_TICKS, figures, waits, busy)

    # One person has the first and the third, the other one the second and the fourth: both are busy from their first to their last.
    assert busy.sum() / second == 2 * (takes + 2)
    assert (figures[0, 0, ANSWERED], waits.sum()) == (4, 0)


def test_nothing_else_is_taken_while_something_is_in_hand() -> None:
    work_types = tuple(WorkType(name, mode=CoverageMode.BLEND) for name in ("phone", "chat"))
    skills = tuple(Skill(name, 3, 1.0) for name in ("phone", "chat"))
    problem = a_problem(a_person("p", skills=skills), work_types=work_types, bundles=(Bundle("both", ("phone", "chat")),))
    roster = Roster(problem.name, (Shift("p", (0, WEEK), (Segment(SegmentKind.WORK, (0, WEEK), bundle="both"),)),))
    streams = [
        a_stream("phone", per_hour=10, seconds=240, patience_seconds=AT_ONCE),
        a_stream("chat", per_hour=10, seconds=480, patience_seconds=AT_ONCE, at_once=2),
    ]
    calls, chats = 10 * 240 / 3600, 10 * 480 / 3600
    idle = 1 / (1 + calls + chats + chats**2 / 2)

    phone, chat = simulate(problem, roster, streams, replications=60).work_types

    assert in_time(phone) == pytest.approx(idle, abs=2 * phone.whole.in_time.half_width)
    assert in_time(chat) == pytest.approx(idle * (1 + chats), abs=2 * chat.whole.in_time.half_width)


def test_whoever_changes_duty_finishes_what_is_in_hand_first() -> None:
    skills = tuple(Skill(name, 3, 1.0) for name in ("phone", "chat"))
    problem = a_problem(a_person("p", skills=skills))
    segments = (Segment(SegmentKind.WORK, (0, 1), work_type="chat"), Segment(SegmentKind.WORK, (1, 8), work_type="phone"))
    offered = {"phone": np.zeros(WEEK), "chat": np.zeros(WEEK)}
    offered["chat"][0], offered["phone"][1] = 20.0, 1.0
    streams = [
        ContactStream("phone", offered["phone"], np.full(WEEK, 1.0), 1.0, patience_seconds=None),
        ContactStream("chat", offered["chat"], np.full(WEEK, 1800.0), 900.0, at_once=4),
    ]

    roster = Roster(problem.name, (Shift("p", (0, 8), segments),))
    phone, chat = simulate(problem, roster, streams, replications=200).work_types

    # Four chats of half an hour each hold the first calls up; the calls are answered all the same, and no chat is begun any more.
    assert phone.whole.wait_seconds > 900
    assert phone.offered.sum() == pytest.approx(1.0, rel=0.2)
    assert 0.1 < in_time(chat) < 0.5


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_every_contact_is_answered_given_up_or_left_over(at_once: int) -> None:
    skills = tuple(Skill(name, 3, speed) for name, speed in (("phone", 1.0), ("chat", 0.8), ("email", 1.2)))
    work_types = tuple(WorkType(name, mode=CoverageMode.BLEND) for name in ("phone", "chat", "email"))
    bundles = (Bundle("all", ("phone", "chat", "email")), Bundle("two", ("chat", "email")))
    problem = a_problem(*(a_person(f"p{n}", skills=skills) for n in range(3)), work_types=work_types, bundles=bundles)
    turns = ("all", "two", None, "two", "all")
    shifts = [
        Shift(
            person.id,
            (first, first + 40),
            tuple(
                Segment(SegmentKind.WORK, span, bundle=turn) if turn else Segment(SegmentKind.BREAK, span)
                for turn, span in zip(turns, [(first + 8 * at, first + 8 * at + 8) for at in range(5)], strict=True)
            ),
        )
        for number, person in enumerate(problem.people)
        for first in range(number, WEEK - 48, 48)
    ]
    streams = [
        a_stream("phone", per_hour=12, patience_seconds=60),
        a_stream("chat", per_hour=20, seconds=300, patience_seconds=90, at_once=at_once, slowdown_share=0.4),
        a_stream("email", per_hour=10, seconds=200, threshold=3600.0, may_wait=True, at_once=at_once),
    ]

    outlook = simulate(problem, Roster(problem.name, tuple(shifts)), streams, replications=5, absence_share=0.1)

    phone, chat, email = outlook.work_types
    for work in (phone, chat):
        assert work.whole.in_time.value is not None
        assert work.whole.abandoned.value is not None
        assert 0.2 < work.whole.in_time.value + work.whole.abandoned.value <= 1.0
    assert email.whole.abandoned.value == 0.0
    assert (outlook.busy_heads.sum(axis=0)[outlook.present_heads == 0] == 0).mean() > 0.5
    assert outlook.mean_occupancy_share <= 1.0
