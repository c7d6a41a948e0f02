"""The formulation of the shift scheduling example that comes with OR-Tools, on our problems.

As there: a Boolean for each employee, day and kind of shift with exactly one a day, one of the kinds being off; forbidden transitions
between the shifts of two days; limits on sums over the week and on runs of working days; cover by kind of work, here of each slot, with
what is short as the objective. A kind of shift is a start (each second hour, local), one of three lengths and one work type for all of
it, which keeps the model at a size that CP-SAT can load.
"""

from collections import defaultdict
from itertools import product

from ortools.sat.python import cp_model

from benchmarks.peers.shifts import Candidate, Request, answer, candidates, days_worked
from scheduling.rostering.problem import SLOT_MINUTES, Person
from scheduling.rostering.roster import Shift

SCALE = 20
START_STEP_MINUTES = 120
LENGTHS = 3
Choice = tuple[Candidate, str, cp_model.IntVar]


class Model:
    """The model as it grows, person by person."""

    def __init__(self, request: Request) -> None:
        self.problem = request.problem
        self.model = cp_model.CpModel()
        self.choices: dict[str, list[Choice]] = {}
        self.cover: dict[tuple[str, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)

    def add_person(self, person: Person) -> None:
        """Exactly one kind of shift a day, transitions, sums and runs; what each choice adds to the cover."""
        model, contract = self.model, person.contract
        by_day: dict[int, list[Candidate]] = defaultdict(list)
        for one in candidates(self.problem, person, start_step_minutes=START_STEP_MINUTES, lengths=LENGTHS):
            by_day[one.day].append(one)
        present: dict[int, list[tuple[Candidate, cp_model.IntVar]]] = {}
        off: dict[int, cp_model.IntVar] = {}
        chosen = self.choices[person.id] = []
        for day, shifts in by_day.items():
            off[day] = model.new_bool_var("")
            present[day] = [(one, model.new_bool_var("")) for one in shifts]
            model.add_exactly_one([off[day], *(var for _, var in present[day])])
            for one, var in present[day]:
                kinds = [(skill, model.new_bool_var("")) for skill in person.skills]
                model.add(sum(kind for _, kind in kinds) == var)
                for skill, kind in kinds:
                    chosen.append((one, skill.work_type, kind))
                    for slot in (slot for part in one.work_parts() for slot in range(*part)):
                        self.cover[skill.work_type, slot].append((kind, round(skill.speed * SCALE)))
        rest = contract.rest_minutes // SLOT_MINUTES
        for day, choices in present.items():
            for (one, this), (other, following) in product(choices, present.get(day + 1, [])):
                if other.slots[0] < one.slots[1] + rest:
                    model.add_bool_or([~this, ~following])
        everything = [pair for pairs in present.values() for pair in pairs]
        model.add(sum(var for _, var in everything) <= contract.days_per_week_max)
        paid = cp_model.LinearExpr.weighted_sum([var for _, var in everything], [one.paid_minutes for one, _ in everything])
        model.add(paid <= contract.week_minutes[1])
        self._limit_runs(person, off)

    def _limit_runs(self, person: Person, off: dict[int, cp_model.IntVar]) -> None:
        """In every row of one day more than may follow each other, one is off."""
        past, longest = days_worked(person), person.contract.consecutive_days_max
        for last in off:
            window = range(last - longest, last + 1)
            if all(day in off or day in past for day in window):
                self.model.add_bool_or([off[day] for day in window if day in off])

    def solve(self, request: Request) -> list[Shift] | None:
        """The best roster within the time, None where there is none."""
        short = []
        for name, heads in self.problem.required.items():
            for slot, need in enumerate(heads):
                if need > 0:
                    missing = self.model.new_int_var(0, round(need * SCALE), "")
                    terms = self.cover.get((name, slot), [])
                    self.model.add(missing + sum(var * speed for var, speed in terms) >= round(need * SCALE))
                    short.append(missing)
        self.model.minimize(sum(short))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = request.seconds_left
        solver.parameters.num_workers = request.threads
        solver.parameters.random_seed = request.seed
        if solver.solve(self.model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        return [
            one.shift(person, [(part, work_type) for part in one.work_parts()])
            for person in self.problem.people
            for one, work_type, kind in self.choices.get(person.id, [])
            if solver.value(kind)
        ]


def solve(request: Request) -> list[Shift] | None:
    """Builds the model, then lets CP-SAT work for what is left of the time."""
    model = Model(request)
    for person in request.problem.people:
        model.add_person(person)
    return model.solve(request)


if __name__ == "__main__":
    answer(solve, __doc__)
