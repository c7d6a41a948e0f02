"""The engine on generated pools, one kernel call on its own, and another program on the same pools."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.results import Row
from scheduling.rostering.checker import check
from scheduling.rostering.coverage import build_demand, fill_gains
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.files import read_roster, write_problem
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.scoring import score
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import new_scratch


def free_pool(people: int, queues: int, tightness: float, seed: int) -> RosterProblem:
    """A pool whose requirement is a demand curve."""
    return make_pool(PoolSpec(people=people, queues=queues, tightness=tightness, seed=seed))


def planted_pool(people: int, queues: int, seed: int) -> RosterProblem:
    """A pool whose requirement is what a hidden legal roster covers: nothing need be short."""
    return make_pool(PoolSpec(people=people, queues=queues, seed=seed, planted=True))


def solve_row(problem: RosterProblem, *, seconds: float, threads: int) -> Row:
    """Shortage, bound and excess over it, in % of the required hours."""
    result = solve(problem, limits=Limits(seconds=seconds, threads=threads, seed=1))
    bound = result.bound_short_hours or 0.0
    return {
        **_short(problem, result.short_hours, bound),
        "violations": len(check(problem, result.roster)),
        "seconds": round(result.seconds, 1),
        "first_roster_seconds": round(result.first_roster_seconds, 2),
        "rounds": result.rounds,
    }


def peer_row(problem: RosterProblem, peer: Path, *, seconds: float, threads: int) -> Row:
    """What another program makes of the same problem file, judged by our checker and score; it may plan by fewer rules."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "problem.json", Path(folder) / "roster.json"
        write_problem(problem, asked)
        command = [
            sys.executable,
            str(peer),
            str(asked),
            str(answered),
            "--seconds",
            str(seconds),
            "--threads",
            str(threads),
            "--seed",
            "1",
        ]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        if not answered.exists():
            return {
                "required_hours": round(sum(map(sum, problem.required.values())) / 4, 1),
                "status": told["status"],
                "seconds": told["seconds"],
            }
        roster = read_roster(answered)
    broken = check(problem, roster)
    return {
        **_short(problem, score(problem, roster).short_hours, 0.0),
        "violations": len(broken),
        "rules_broken": " ".join(sorted({violation.rule for violation in broken})),
        "seconds": told["seconds"],
        "status": told["status"],
    }


def _short(problem: RosterProblem, short_hours: float, bound: float) -> Row:
    required = sum(map(sum, problem.required.values())) / 4
    return {
        "required_hours": round(required, 1),
        "short_hours": round(short_hours, 2),
        "short_percent": round(100 * short_hours / required, 3),
        "bound_percent": round(100 * bound / required, 3),
        "excess_percent": round(100 * (short_hours - bound) / required, 3),
    }


def kernel_row(problem: RosterProblem) -> Row:
    """Milliseconds of processor time for one person's best week, gains filled in, while the roster grows person by person."""
    crew, demand = build_crew(problem), build_demand(problem)
    scratch, cover = new_scratch(crew), np.zeros((len(problem.work_types), problem.slots))
    best_week(crew, 0, scratch)
    took = []
    for person in range(len(problem.people)):
        started = time.thread_time()
        fill_gains(crew, demand, cover, person, scratch.value)
        best_week(crew, person, scratch)
        took.append((time.thread_time() - started) * 1000)
    return {"calls": len(took), "median_ms": round(float(np.median(took)), 3), "p95_ms": round(float(np.percentile(took, 95)), 3)}
