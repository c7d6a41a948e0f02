"""Several weeks, one after the other: each is planned by itself, with the weeks before it as the past of its people.

Rest, runs of days, periods and free weekends look back into that past, so the whole keeps the law; and where a shift of a week runs
into the next, only what it does not serve there is required of that one. What is proved of a week holds for the
past that it was given, not for every roster of the weeks together, so nothing is said to be proved of them.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from scheduling.rostering.engine import Limits, OnProgress, Progress, ShouldStop, SolveResult, SolveStatus, solve
from scheduling.rostering.left_over import less_served
from scheduling.rostering.person import Lock, Person, SegmentLock, ShiftLock
from scheduling.rostering.problem import Presence, ProblemError, RosterProblem, WorkType
from scheduling.rostering.result import problem_digest
from scheduling.rostering.roster import Roster, Shift, Span
from scheduling.rostering.scoring import score
from scheduling.rostering.validation import SLOT_MINUTES


def solve_weeks(
    problem: RosterProblem, *, limits: Limits | None = None, on_progress: OnProgress | None = None, should_stop: ShouldStop | None = None
) -> SolveResult:
    """Plan the weeks of ``problem`` in order, each for its part of the time; one week alone is simply solved.

    Raises ProblemError where the weeks are not the horizon cut into pieces, and NoLegalWeekError as ``solve`` does.
    """
    limits = limits or Limits()
    if len(problem.weeks) == 1:
        return solve(problem, limits=limits, on_progress=on_progress, should_stop=should_stop)
    _check_weeks(problem)
    started = time.monotonic()
    part = replace(limits, seconds=limits.seconds / len(problem.weeks), rounds=limits.rounds and limits.rounds // len(problem.weeks))
    results: list[SolveResult] = []
    shifts: list[Shift] = []
    for span in problem.weeks:
        week = week_of(problem, span, Roster(problem.name, tuple(shifts)))
        told = _counted_on(on_progress, results, problem, started) if on_progress else None
        result = solve(week, limits=part, on_progress=told, should_stop=should_stop)
        results.append(result)
        shifts.extend(shift.moved(span[0]) for shift in result.roster.shifts)
    roster = Roster(problem.name, tuple(shifts))
    counted = score(problem, roster)
    is_cancelled = any(result.status is SolveStatus.CANCELLED for result in results)
    return SolveResult(
        status=SolveStatus.CANCELLED if is_cancelled else SolveStatus.FEASIBLE,
        roster=roster,
        digest=problem_digest(problem),
        required_hours=counted.required_hours,
        short_hours=counted.short_hours,
        surplus_hours=counted.surplus_hours,
        bound_short_hours=None,
        bound_objective=None,
        score_lines=counted.lines,
        seconds=time.monotonic() - started,
        first_roster_seconds=sum(result.seconds for result in results[:-1]) + results[-1].first_roster_seconds,
        rounds=sum(result.rounds for result in results),
        limits=limits,
        conflicts=tuple(dict.fromkeys(conflict for result in results for conflict in result.conflicts)),
    )


def week_of(problem: RosterProblem, span: Span, before: Roster) -> RosterProblem:
    """One week of a problem as a problem of its own, less what those of the shifts ``before`` that run into it serve there.

    They all and the history are the past of its people.
    """
    first, last = span
    past = before.by_person()
    week = replace(
        problem,
        name=f"{problem.name} {first}-{last}",
        starts_at=problem.starts_at + timedelta(minutes=first * SLOT_MINUTES),
        ends_at=problem.starts_at + timedelta(minutes=last * SLOT_MINUTES),
        weeks=((0, last - first),),
        work_types=tuple(_work_type(work_type, span) for work_type in problem.work_types),
        required={name: heads[first:last] for name, heads in problem.required.items()},
        backlog={name: minutes[first:last] for name, minutes in problem.backlog.items()},
        people=tuple(_person(person, span, tuple(shift.slots for shift in past.get(person.id, ()))) for person in problem.people),
        presence=tuple(Presence(each.qualification, cut, each.heads) for each in problem.presence for cut in _cut(each.slots, span)),
        published=_part_of(problem.published, span) if problem.published else None,
    )
    running_in = tuple(shift.within((first, shift.slots[1])).moved(-first) for shift in before.shifts if shift.slots[1] > first)
    return less_served(week, Roster(week.name, running_in)) if running_in else week


def _check_weeks(problem: RosterProblem) -> None:
    edges = [0, *(last for _, last in problem.weeks)]
    if [first for first, _ in problem.weeks] != edges[:-1] or edges[-1] != problem.slots:
        found = [list(week) for week in problem.weeks]
        raise ProblemError(f"weeks is {found}: this engine plans weeks that follow one another from 0 to {problem.slots}")


def _person(person: Person, span: Span, worked: tuple[Span, ...]) -> Person:
    first, last = span
    return replace(
        person,
        midnights=tuple(midnight - first for midnight in person.midnights),
        available=tuple((start - first, end - first) for start, end in person.available if end > first),
        history=tuple((start - first, end - first) for start, end in sorted((*person.history, *worked)) if start < first),
        locks=tuple(_locks(person, span)),
        wishes=tuple(
            replace(wish, slots=(wish.slots[0] - first, wish.slots[1] - first)) for wish in person.wishes if first <= wish.slots[0] < last
        ),
    )


def _locks(person: Person, span: Span) -> Iterator[Lock]:
    """Days off are named by their midnight, which keeps its place; what is locked in other weeks is theirs to keep."""
    first, last = span
    for lock in person.locks:
        match lock:
            case ShiftLock(shift):
                if first <= shift.slots[0] < last:
                    yield ShiftLock(shift.moved(-first))
            case SegmentLock(segment):
                if first <= segment.slots[0] < last:
                    yield SegmentLock(segment.moved(-first))
            case _:
                yield lock


def _work_type(work_type: WorkType, span: Span) -> WorkType:
    """Open spans are cut; where none of them lies in the week, one past its end says that it is closed all along."""
    if not work_type.open:
        return work_type
    length = span[1] - span[0]
    cut = tuple(part for stretch in work_type.open for part in _cut(stretch, span))
    return replace(work_type, open=cut or ((length, length + 1),))


def _cut(slots: Span, span: Span) -> Iterator[Span]:
    first, last = max(slots[0], span[0]), min(slots[1], span[1])
    if first < last:
        yield first - span[0], last - span[0]


def _part_of(roster: Roster, span: Span) -> Roster:
    shifts = (shift for shift in roster.shifts if span[0] <= shift.slots[0] < span[1])
    return Roster(roster.problem, tuple(shift.moved(-span[0]) for shift in shifts))


def _counted_on(on_progress: OnProgress, before: list[SolveResult], problem: RosterProblem, started: float) -> OnProgress:
    """Progress of one week told as that of all: the weeks before it count as they are, and nothing is proved."""
    short, surplus = (sum(getattr(result, name) for result in before) for name in ("short_hours", "surplus_hours"))
    objective, rounds = sum(result.objective for result in before), sum(result.rounds for result in before)

    def told(progress: Progress) -> None:
        on_progress(
            replace(
                progress,
                seconds=time.monotonic() - started,
                short_hours=short + progress.short_hours,
                surplus_hours=surplus + progress.surplus_hours,
                objective=objective + progress.objective,
                rounds=rounds + progress.rounds,
                bound_short_hours=None,
                required_hours=problem.required_hours,
            )
        )

    return told
