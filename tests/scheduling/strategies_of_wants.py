"""Random wants beside heads by slot: work that may wait, and people who are wanted at work at the same time."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduling.rostering.person import Person, WeeklyActivity
from scheduling.rostering.problem import SLOT_MINUTES, Presence, RosterProblem, WorkKind

DAY = 96


def with_waiting_work(draw: st.DrawFn, problem: RosterProblem) -> RosterProblem:
    """One work type's need turned into work that may wait, perhaps with closed hours and heads that are required beside it."""
    if draw(st.integers(0, 3)):
        return problem
    at = draw(st.integers(0, len(problem.work_types) - 1))
    by_day = tuple((day * DAY + 32, day * DAY + 72) for day in range(6))
    opening = draw(st.sampled_from(((), ((problem.slots // 7, problem.slots),), by_day)))
    deadline = draw(st.sampled_from((15, 60, 240, 1440, 3 * 1440)))
    waiting = replace(problem.work_types[at], kind=WorkKind.BACKLOG, deadline_minutes=deadline, open=opening)
    heads = problem.required[waiting.id]
    standing = draw(st.sampled_from((0.0, 0.3)))
    return replace(
        problem,
        work_types=tuple(waiting if i == at else work_type for i, work_type in enumerate(problem.work_types)),
        required=problem.required | {waiting.id: tuple(standing * head for head in heads)},
        backlog={waiting.id: tuple(SLOT_MINUTES * head for head in heads)},
    )


def with_people_wanted(draw: st.DrawFn, problem: RosterProblem) -> RosterProblem:
    """Some qualification that must be present, people who should work together, a team that should meet."""
    spans = st.tuples(st.integers(0, problem.slots - 1), st.integers(1, DAY)).map(lambda pair: (pair[0], pair[0] + pair[1]))
    presence = st.builds(Presence, st.sampled_from([work_type.id for work_type in problem.work_types]), spans, st.integers(0, 2))
    names = [person.id for person in problem.people]
    return replace(
        problem,
        people=tuple(replace(person, teams=draw(st.sampled_from(((), ("red",), ("blue", "red"))))) for person in problem.people),
        presence=tuple(draw(st.lists(presence, max_size=2))),
        pairs=((names[0], names[-1]),) if len(names) > 1 and draw(st.booleans()) else (),
        overlap={"red": draw(st.sampled_from((0.25, 2.0, 4.0)))} if draw(st.booleans()) else {},
    )


def with_weekly_activities(draw: st.DrawFn, problem: RosterProblem) -> RosterProblem:
    """Some people learn something for a while every week, whatever it costs or where it costs little."""
    minutes = st.sampled_from((0, 15, 60, 150))

    def learning(person: Person) -> Person:
        told = draw(minutes)
        return replace(person, weekly_activities=(WeeklyActivity("growth", told),)) if told else person

    weights = replace(problem.weights, activity=draw(st.sampled_from((0.0, 15.0, 500.0))))
    return replace(problem, people=tuple(map(learning, problem.people)), weights=weights)
