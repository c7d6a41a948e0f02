"""The anytime loop: construct a legal roster, answer one another, ruin and recreate, prove a bound; always keep the best.

The story of a solve, in ``solve``: everybody is placed once, then each answers the others; from then on each round gives
every thread either a territory of people to improve or a slice of work on the bound, and adds their results up.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise

import numpy as np

from scheduling.rostering.backlog import backlogs_of
from scheduling.rostering.backlog_plan import BacklogPlan
from scheduling.rostering.bound import BoundSearch, ShortageBound, proved_cost
from scheduling.rostering.checker import check, contradictions
from scheduling.rostering.construct import NoLegalWeekError, conflicts_of_locks, construction_order, find_conflict
from scheduling.rostering.coverage import Floats, build_demand, short_hours, surplus_hours, total_cost, total_cover
from scheduling.rostering.dive import Dive
from scheduling.rostering.improve import count_own_costs, cover_all, place_all, respond
from scheduling.rostering.jobs import CALLS_PER_JOB, JOB_SHARES, Job, do_job, new_backup
from scheduling.rostering.problem import SLOT_HOURS, RosterProblem
from scheduling.rostering.result import Conflict, Limits, Phase, Progress, SolveResult, SolveStatus, problem_digest
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import score
from scheduling.rostering.select import Question, ask, choose, new_pool
from scheduling.rostering.tours.compile import build_crew, crew_for_bound
from scheduling.rostering.tours.crew import Ints
from scheduling.rostering.tours.tables import copy_row, new_scratch, new_week
from scheduling.rostering.tours.weeks import copy_weeks, from_roster, to_roster
from scheduling.rostering.unavoidable import find_unavoidable
from scheduling.rostering.weekly_activities import place_weekly_activities

__all__ = ["Conflict", "Limits", "NoLegalWeekError", "Phase", "Progress", "SolveResult", "SolveStatus", "solve"]

BACKLOG_EVERY = 4
"""Rounds between two plans of the work that may wait."""
HEAT_SHARE = 0.2
"""The search starts at this share of a person's mean cost: so much worse, in minutes of shortage, a group may become at first."""
CALLS_FOR_HEAT, HEAT_LEAST = 3000, 0.25
"""With time for fewer kernel calls a person the search starts cooler, down to this share: heat must have time to cool."""
COOLED_DOWN_AT, HEAT_OF_CYCLE = (0.0, 0.1, 0.35, 1.0), (0.6, 0.8, 1.0)
"""Shares of the time at which the search is cold, and with which share of the heat each span before them starts."""
BOUND_EVERY = 5
COST_BOUND_EVERY = 20
"""One job in this many works on the bounds; on that of the objective alone, once nothing more can be proved of shortage."""
DIVE_EVERY, DIVE_AFTER_PASSES, DIVE_BEFORE = 2, 25, 0.35
"""Until the dive, one job in this many makes ready for it: so many passes of the objective's bound, or until this share of the time."""
POOL_DEPTH = 24
"""Weeks remembered for each person, for CP-SAT to choose among."""
CHOICE_PEOPLE, CHOICE_SECONDS, ROUNDS_BETWEEN_CHOICES = 12, 1.0, 400
"""How many people CP-SAT chooses for at once, how long, and how often."""
CHOICE_WORK = 0.02
"""The same by CP-SAT's own count of work, where a search is to be repeatable: alike on every machine, about a second and a half."""
CALLS_TO_PROVE = 1500
"""Kernel calls at the end for what is short in every roster: about half a second."""
PROGRESS_SECONDS = 0.1
PROVED_SHARE, PROVED_MINUTES = 1e-3, 0.1
"""A roster that costs no more than its bound by this share and these minutes is as good as proved best."""

OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def solve(
    problem: RosterProblem,
    *,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    start_from: Roster | None = None,
) -> SolveResult:
    """Plan the week of ``problem`` and return the best roster found within ``limits``; it breaks no hard rule.

    ``on_progress`` is called at most ten times a second, ``should_stop`` between jobs; a stopped run returns its best.
    ``start_from`` is a roster whose legal weeks are the start. Who has no legal week by their hard rules is in the result's
    ``conflicts`` and not in its roster. Raises ProblemError for what cannot be planned, and NoLegalWeekError when that is everybody.
    """
    locked_out = conflicts_of_locks(contradictions(problem))
    names = {conflict.person for conflict in locked_out}
    plannable = problem.only(person for person in problem.people if person.id not in names) if names else problem
    run = _Run(plannable, limits or Limits(), on_progress, should_stop)
    run.conflicts.extend(locked_out)
    chooser = ThreadPoolExecutor(1)
    try:
        with ThreadPoolExecutor(run.limits.threads) as pool:
            run.construct(start_from)
            run.answer()
            run.set_heat()
            while run.goes_on():
                run.round(pool)
                run.choose(chooser)
    finally:
        chooser.shutdown(wait=False, cancel_futures=True)
    return run.result(problem)


class _Run:
    """The state of one solve: everybody's weeks, what they cover, the best so far and the bound."""

    def __init__(self, problem: RosterProblem, limits: Limits, on_progress: OnProgress | None, should_stop: ShouldStop | None) -> None:
        self.started = time.monotonic()
        self.problem, self.limits = problem, limits
        self.on_progress, self.should_stop = on_progress, should_stop
        self.crew, self.demand = build_crew(problem), build_demand(problem)
        self.people = len(problem.people)
        self.required_hours = float(self.demand.need[: self.demand.work_types].sum()) * SLOT_HOURS
        backlogs = backlogs_of(problem)
        self.backlog_plan = BacklogPlan(self.crew, self.demand, backlogs)  # it moves between rounds, while no thread looks at the need
        self.week = new_week(self.crew, self.people)
        self.cover = np.zeros_like(self.demand.need)
        self.scratch = [new_scratch(self.crew) for _ in range(limits.threads)]
        self.backup = [new_backup(self.crew) for _ in range(limits.threads)]
        depth = POOL_DEPTH if self.people <= 400 else POOL_DEPTH // 3
        self.pool = new_pool(self.crew, depth)
        self.asked: Question | None = None
        self.answer_due: Future[Ints] | None = None
        self.random = np.random.default_rng(limits.seed)
        bound_crew = crew_for_bound(problem, self.crew)
        self.bound = ShortageBound(bound_crew, self.demand, seed=limits.seed, backlogs=backlogs)
        self.cost_bound = BoundSearch(bound_crew, self.demand, seed=limits.seed, backlogs=backlogs)
        self.dive: Dive | None = None
        self.has_dived = False
        self.rounds, self.jobs, self.proofs, self.ask_at = 0, 0, 0, 0
        self.phase, self.cancelled = Phase.CONSTRUCT, False
        self.best_week, self.best_cost = new_week(self.crew, self.people), np.inf
        self.best_short, self.best_surplus = self.required_hours, 0.0
        self.first_roster_seconds, self.told_at = 0.0, -np.inf
        self.conflicts: list[Conflict] = []
        self.heat, self.seconds_per_call = 0.0, 1e-3

    # ---- the steps of the story

    def construct(self, start_from: Roster | None) -> None:
        """Place everybody once, the least flexible first."""
        placed = self._start_from(start_from) if start_from is not None else set()
        order = [person for person in construction_order(self.crew) if person not in placed]
        for first in range(0, len(order), CALLS_PER_JOB):
            part = np.array(order[first : first + CALLS_PER_JOB], np.int64)
            while len(part):
                stuck = place_all(self.crew, self.demand, self.cover, self.week, part, self.scratch[0])
                if stuck < 0:
                    break
                self.conflicts.append(find_conflict(self.problem, int(stuck)))
                part = part[np.flatnonzero(part == stuck)[0] + 1 :]
            self.backlog_plan.move(self.cover, self.random)
        if self.conflicts and {person.id for person in self.problem.people} <= {conflict.person for conflict in self.conflicts}:
            raise NoLegalWeekError(self.conflicts)
        self._keep_if_best()
        self.first_roster_seconds = time.monotonic() - self.started
        self._tell(force=True)

    def _start_from(self, roster: Roster) -> set[int]:
        """Take over everybody's week that breaks no rule."""
        flawed = {violation.person for violation in check(self.problem, roster)}
        legal = Roster(problem=roster.problem, shifts=tuple(shift for shift in roster.shifts if shift.person not in flawed))
        placed = from_roster(self.problem, self.crew, legal, self.week)
        people = np.array(placed, np.int64)
        count_own_costs(self.crew, self.week, people)
        cover_all(self.crew, self.demand, self.cover, self.week, people)
        return set(placed)

    def answer(self) -> None:
        """Let everybody answer the others until nobody gains, in slices that can be stopped."""
        self.phase = Phase.IMPROVE
        for _ in range(3):
            started, gained = time.monotonic(), 0.0
            order = self.random.permutation(self.people)
            for first in range(0, self.people, CALLS_PER_JOB):
                if self._out_of_time():
                    return
                part = order[first : first + CALLS_PER_JOB]
                gained += respond(self.crew, self.demand, self.cover, self.week, part, self.scratch[0])
                self._tell()
            self.backlog_plan.move(self.cover, self.random)
            self._keep_if_best()
            self.seconds_per_call = max(1e-6, (time.monotonic() - started) / max(1, self.people))
            if gained <= 1.0:
                return

    def set_heat(self) -> None:
        """The worse the roster still is for each person, and the more time there is, the freer the search starts."""
        people = max(1, self.people)
        if self.limits.rounds is not None:
            calls = float(self.limits.rounds * self.limits.threads * CALLS_PER_JOB)
        else:
            seconds_left = max(0.0, self.limits.seconds - (time.monotonic() - self.started))
            calls = self.limits.threads * seconds_left / self.seconds_per_call
        self.heat = HEAT_SHARE * self.best_cost / people * min(1.0, max(HEAT_LEAST, calls / people / CALLS_FOR_HEAT))

    def round(self, pool: ThreadPoolExecutor) -> None:
        """One round: each thread improves its own territory or works on the bound."""
        territories = np.array_split(self.random.permutation(self.people), self.limits.threads)
        seeds = self.random.integers(2**31, size=self.limits.threads)
        kinds = self.random.choice(len(Job), self.limits.threads, p=JOB_SHARES)
        before = self.cover.copy()
        jobs: list[Future[Floats] | Future[None]] = []
        proves = False  # the bound is the work of one thread at a time
        for thread, territory in enumerate(territories):
            self.jobs += 1
            if self._is_turn_of_bound() and not proves:
                proves = True
                jobs.append(pool.submit(self._prove))
            elif len(territory):
                jobs.append(pool.submit(self._improve, Job(kinds[thread]), thread, territory, int(seeds[thread]), before.copy()))
        for job in jobs:
            changed = job.result()
            if changed is not None:
                self.cover += changed - before
        self.rounds += 1
        self._take_dive()
        if self.rounds % 64 == 0:
            self._recount()
        if self.rounds % BACKLOG_EVERY == 0:
            self.backlog_plan.move(self.cover, self.random)
        self._keep_if_best()
        self._tell()

    def choose(self, chooser: ThreadPoolExecutor) -> None:
        """In the second half, from time to time, let CP-SAT choose weeks for a group; the rounds go on beside it."""
        if self.asked is not None and self.answer_due is not None and self.answer_due.done():
            self._take(self.asked, self.answer_due.result())
            self.asked = self.answer_due = None
        if self.asked is not None or self.rounds < self.ask_at or self._share_done() < 0.5:
            return
        self.ask_at = self.rounds + ROUNDS_BETWEEN_CHOICES
        group = self.random.permutation(self.people)[:CHOICE_PEOPLE]
        self.asked = ask(self.crew, self.demand, self.cover, self.week, self.pool, group=group)
        is_reproducible = self.limits.rounds is not None
        seconds, work = (self.limits.seconds, CHOICE_WORK) if is_reproducible else (CHOICE_SECONDS, np.inf)
        self.answer_due = chooser.submit(choose, self.asked, seconds=seconds, work=work, seed=int(self.random.integers(2**31)))
        if is_reproducible:
            wait([self.answer_due])  # the answer is taken at a fixed round

    def _take(self, asked: Question, rows: Ints) -> None:
        """Keep CP-SAT's weeks if they still make the roster better; the search may have moved on meanwhile."""
        before = new_week(self.crew, len(rows))
        cost = self._cost()
        for i, (person, row) in enumerate(zip(asked.group, rows, strict=True)):
            copy_row(before, i, self.week, person)
            copy_row(self.week, person, asked.weeks, row)
        self._recount()
        if self._cost() > cost:
            for i, person in enumerate(asked.group):
                copy_row(self.week, person, before, i)
            self._recount()

    def goes_on(self) -> bool:
        """Whether another round is wanted."""
        if not self.people or self._is_proved():
            return False
        if self.limits.rounds is not None and self.rounds >= self.limits.rounds:
            return False
        return not self._out_of_time()

    def result(self, problem: RosterProblem) -> SolveResult:
        """The best roster with its score, counted again from the roster itself and the whole problem."""
        self.phase = Phase.DONE
        self._tell(force=True)
        calls, cover = 0 if self.cancelled else CALLS_TO_PROVE, total_cover(self.crew, self.best_week, *self.demand.need.shape)
        shifts = to_roster(self.problem, self.best_week)
        roster = place_weekly_activities(problem, shifts)
        counted = score(problem, roster)
        proved = self._is_proved() and roster is shifts  # of weekly activities nothing is proved
        status = SolveStatus.OPTIMAL if proved else SolveStatus.CANCELLED if self.cancelled else SolveStatus.FEASIBLE
        return SolveResult(
            status=status,
            roster=roster,
            digest=problem_digest(problem),
            required_hours=counted.required_hours,
            short_hours=counted.short_hours,
            surplus_hours=counted.surplus_hours,
            bound_short_hours=self.bound.hours,
            bound_objective=proved_cost(self.cost_bound, self.bound),
            score_lines=counted.lines,
            seconds=time.monotonic() - self.started,
            first_roster_seconds=self.first_roster_seconds,
            rounds=self.rounds,
            limits=self.limits,
            conflicts=tuple(self.conflicts),
            unavoidable=find_unavoidable(self.bound, self.demand, cover, calls=calls),
        )

    # ---- jobs, run by threads without the interpreter's lock

    def _improve(self, kind: Job, thread: int, territory: Ints, seed: int, cover: Floats) -> Floats:
        room = (self.pool, self.scratch[thread], self.backup[thread])
        do_job(kind, (self.crew, self.demand, cover, self.week), territory, room, temperature=self._temperature(), seed=seed)
        return cover

    def _is_turn_of_bound(self) -> bool:
        """One job of DIVE_EVERY until the dive, then one of BOUND_EVERY while something may be proved of shortage, fewer after that."""
        if not self.has_dived:
            return self.jobs % DIVE_EVERY == 0
        if not self.bound.is_settled:
            return self.jobs % BOUND_EVERY == 0
        return self.jobs % COST_BOUND_EVERY == 0 and not self.cost_bound.is_settled

    def _prove(self) -> None:
        """After one pass for shortage what the dive needs, and the dive itself; then two turns of three for shortage."""
        if self.dive is not None:
            self.dive.work(CALLS_PER_JOB)
            return
        self.proofs += 1
        is_shortage_next = not self.bound.passes or (self.has_dived and not self.bound.is_settled and self.proofs % 3 != 0)
        search = self.bound if is_shortage_next else self.cost_bound
        search.work(CALLS_PER_JOB)

    def _take_dive(self) -> None:
        """Begin the dive when its time has come; keep its roster if it is the best so far."""
        if self.has_dived:
            return
        if self.dive is None:
            is_ready = self.cost_bound.is_settled or self.cost_bound.passes >= DIVE_AFTER_PASSES
            if is_ready or (self.cost_bound.passes and self._share_done() > DIVE_BEFORE):
                search = self.cost_bound
                self.dive = Dive(self.crew, self.demand, search.fraction, spring=search.spring, seed=self.limits.seed)
        elif self.dive.is_done:
            if self.dive.cost < self.best_cost:
                copy_weeks(self.week, self.dive.week)
                self._recount()
            self.dive, self.has_dived = None, True

    # ---- bookkeeping

    def _temperature(self) -> float:
        """Cool down once in each span of time, whoever stops early gets a finished roster too."""
        done = self._share_done()
        for cycle, (first, last) in enumerate(pairwise(COOLED_DOWN_AT)):
            if done < last:
                return self.heat * HEAT_OF_CYCLE[cycle] * (last - done) / (last - first)
        return 0.0

    def _share_done(self) -> float:
        by_clock = (time.monotonic() - self.started) / self.limits.seconds
        if self.limits.rounds is None:
            return min(1.0, by_clock)
        return min(1.0, self.rounds / max(1, self.limits.rounds))

    def _is_proved(self) -> bool:
        """Whether no roster is less short, and none costs less by more than a trifle."""
        if self.best_short > self.bound.hours + 1e-3:
            return False
        return self.best_cost <= proved_cost(self.cost_bound, self.bound) + PROVED_SHARE * self.best_cost + PROVED_MINUTES

    def _out_of_time(self) -> bool:
        if self.should_stop is not None and self.should_stop():
            self.cancelled = True
            return True
        return time.monotonic() - self.started >= self.limits.seconds

    def _recount(self) -> None:
        """Add the cover up afresh, so that rounding cannot creep in."""
        self.cover = total_cover(self.crew, self.week, *self.demand.need.shape)

    def _cost(self) -> float:
        return float(total_cost(self.demand, self.cover)) + float(self.week.own_cost.sum())

    def _keep_if_best(self) -> None:
        cost = self._cost()
        if cost < self.best_cost - 1e-6:
            self.best_cost = cost
            self.best_short, self.best_surplus = short_hours(self.demand, self.cover), surplus_hours(self.demand, self.cover)
            copy_weeks(self.best_week, self.week)

    def _tell(self, *, force: bool = False) -> None:
        now = time.monotonic() - self.started
        if self.on_progress is None or (not force and now - self.told_at < PROGRESS_SECONDS):
            return
        self.told_at = now
        self.on_progress(
            Progress(
                seconds=now,
                phase=self.phase,
                short_hours=self.best_short,
                bound_short_hours=self.bound.hours if self.bound.passes else None,
                surplus_hours=self.best_surplus,
                objective=float(self.best_cost),
                rounds=self.rounds,
                required_hours=self.required_hours,
            )
        )
