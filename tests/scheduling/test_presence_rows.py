"""People wanted at work at the same time: a qualification, a pair, a team; what is missed is counted by hand."""

from dataclasses import replace

import pytest

from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.presence_rows import TeamHours, team_hours
from scheduling.rostering.problem import Presence, ProblemError, RosterProblem, Skill, Weights
from scheduling.rostering.scoring import score
from tests.scheduling.rosters import WEEK, a_contract, a_day, a_person, a_problem, a_roster, span

ONE_SHIFT = a_contract(week_minutes=(0, 240), shift_minutes=(240, 240), breaks=())


def lines(problem: RosterProblem, *days: object) -> dict[str, tuple[float, float]]:
    scored = score(problem, a_roster(*days))  # type: ignore[arg-type]
    return {line.name: (line.amount, line.minutes_of_shortage) for line in scored.lines if line.name in ("presence", "pairs", "overlap")}


def test_a_wanted_qualification_is_missed_while_too_few_of_those_who_hold_it_work() -> None:
    chatty = a_person("p2", skills=(Skill("chat", 3, 1.0),))
    wanted = (Presence("phone", span("Mon 10:00", "Mon 14:00"), 1), Presence("phone", span("Mon 12:00", "Mon 13:00"), 2))
    problem = a_problem(a_person(), chatty, a_person("p3"), presence=wanted, weights=Weights(presence=10.0))

    # From nine to one somebody with the skill is there, on e-mail; two of them are wanted for an hour, and one until two.
    found = lines(problem, a_day("Mon", work_type="email"), a_day("Mon", person="p2", work_type="chat"))

    assert found["presence"] == (pytest.approx(1.0 + 1.0), pytest.approx(2 * 60 * 10.0))


def test_a_pair_is_missed_while_one_works_without_the_other() -> None:
    problem = a_problem(a_person(), a_person("p2"), pairs=(("p1", "p2"),), weights=Weights(pairs=2.0))

    assert lines(problem, a_day("Mon"), a_day("Mon", start="10:00", person="p2"))["pairs"] == (2.0, 240.0)
    assert lines(problem, a_day("Mon"), a_day("Mon", person="p2", work_type="email"))["pairs"] == (0.0, 0.0)


def test_a_team_meets_in_the_hours_in_which_most_of_it_is_free() -> None:
    people = (
        a_person("p1", teams=("red",), available=(span("Mon 08:00", "Mon 20:00"),)),
        a_person("p2", teams=("red",), available=(span("Mon 12:00", "Mon 16:00"), span("Tue 08:00", "Tue 20:00"))),
        a_person("p3", teams=("red",), available=(span("Mon 13:00", "Mon 17:00"),)),
        a_person("p4", teams=("blue",)),
    )
    problem = a_problem(*people, overlap={"red": 2.0, "blue": 2.0}, weights=Weights(overlap=0.5))

    assert team_hours(problem, team="red") == TeamHours(span("Mon 13:00", "Mon 15:00"), 3)
    assert team_hours(problem, team="blue") is None
    # One is there all along, another from two o'clock on, the third not at all.
    found = lines(problem, a_day("Mon", start="12:00"), a_day("Mon", start="14:00", person="p2"), a_day("Mon", person="p4"))
    assert found["overlap"] == (3.0, 90.0)


@pytest.mark.parametrize(
    ("wanted", "weights"),
    [
        ({"presence": (Presence("email", span("Mon 15:00", "Mon 19:00"), 2),)}, Weights()),
        ({"overlap": {"red": 4.0}}, Weights()),
    ],
)
def test_people_come_when_they_are_wanted_together(wanted: dict[str, object], weights: Weights) -> None:
    people = [a_person(name, teams=("red",), contract=ONE_SHIFT, available=(span("Mon 08:00", "Mon 20:00"),)) for name in ("p1", "p2")]
    problem = a_problem(*people, weights=weights, **wanted)
    result = solve(problem, limits=Limits(seconds=60, rounds=20, threads=1))

    starts = {shift.slots[0] for shift in result.roster.shifts}

    assert len(result.roster.shifts) == 2
    assert len(starts) == 1
    assert all(line.amount == 0 for line in result.score_lines if line.name in ("presence", "overlap"))


def test_a_pair_follows_the_work_of_the_first() -> None:
    mentor = a_person("p1", contract=ONE_SHIFT, available=(span("Mon 06:00", "Tue 06:00"),))
    newcomer = replace(mentor, id="p2", skills=(Skill("chat", 1, 0.7),))
    need = tuple(float(at in range(*span("Mon 14:00", "Mon 18:00"))) for at in range(WEEK))
    problem = a_problem(mentor, newcomer, pairs=(("p1", "p2"),), required={"phone": need, "chat": (0.2,) * WEEK})

    result = solve(problem, limits=Limits(seconds=60, rounds=30, threads=1))

    assert {(shift.person, shift.slots) for shift in result.roster.shifts} == {
        ("p1", span("Mon 14:00", "Mon 18:00")),
        ("p2", span("Mon 14:00", "Mon 18:00")),
    }


def test_hours_of_a_team_that_cannot_be_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"overlap.red is 200.0, it lies between 0 and 168 hours"):
        a_problem(overlap={"red": 200.0})
