"""Whole rosters on generated pools: the engine by its own command line, and peers by theirs; one checker and one score for all."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.results import Results, Row
from scheduling.rostering.checker import check
from scheduling.rostering.files import read_roster, write_problem
from scheduling.rostering.pools import PoolSpec, make_pool
from scheduling.rostering.problem import SLOT_HOURS, RosterProblem
from scheduling.rostering.scoring import score

COLUMNS = {
    "solver": "{solver}",
    "people": "{people}",
    "queues": "{queues}",
    "tightness": "{tightness}",
    "seed": "{seed}",
    "limit s": "{seconds:g}",
    "threads": "{threads}",
    "required h": "{required_hours:,.1f}",
    "short %": "{short_percent:.2f}",
    "bound %": "{bound_percent:.2f}",
    "excess %": "{excess_percent:.2f}",
    "surplus %": "{surplus_percent:.2f}",
    "violations": "{violations}",
    "first roster s": "{first_roster_seconds:.2f}",
    "took s": "{took_seconds:.1f}",
    "rounds": "{rounds}",
    "peak MB": "{peak_megabytes}",
    "load before": "{load_before}",
}
"""``excess``: short beyond what the engine has proved unavoidable; all in per cent of the required hours."""


@dataclass(frozen=True, slots=True)
class Solver:
    """A program that takes a problem file and a roster file; its last line of output is one JSON object."""

    name: str
    command: tuple[str, ...]
    out_option: tuple[str, ...] = ()
    progress_option: str = ""


ENGINE = Solver("engine", (sys.executable, "-m", "scheduling", "solve"), ("--out",), "--progress")
CURVE_POINTS = 200


OWN_PEERS = {"greedy": "benchmarks.peers.greedy", "shift-scheduling": "benchmarks.peers.shift_scheduling"}


def peer(name: str) -> Solver:
    """One of our peers, or a program of somebody else, run where it lies."""
    if name in OWN_PEERS:
        return Solver(name, (sys.executable, "-m", OWN_PEERS[name]))
    return Solver(Path(name).stem, (sys.executable, str(Path(name).resolve())))


@dataclass(frozen=True, slots=True)
class Measurement:
    """One solver on one pool. ``tightness`` None: the planted pool's own."""

    solver: Solver
    people: int
    queues: int
    seed: int
    seconds: float
    threads: int
    tightness: float | None = None
    is_planted: bool = False

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {
            "solver": self.solver.name,
            "people": self.people,
            "queues": self.queues,
            "tightness": self.tightness if self.tightness is not None else "own",
            "seed": self.seed,
            "seconds": self.seconds,
            "threads": self.threads,
        }

    def measured(self, *, bound_percent: float | None = None) -> Row:
        """Make the pool, let the solver work, then judge what it wrote; a peer is held against the bound that the engine proved."""
        spec = PoolSpec(people=self.people, queues=self.queues, seed=self.seed, tightness=self.tightness, planted=self.is_planted)
        problem = make_pool(spec)
        with tempfile.TemporaryDirectory() as folder:
            problem_file, roster_file = Path(folder) / "problem.json", Path(folder) / "roster.json"
            write_problem(problem, problem_file)
            told = self._run(problem_file, roster_file, Path(folder))
            return _judged(problem, roster_file, told, bound_percent)

    def _run(self, problem_file: Path, roster_file: Path, folder: Path) -> Row:
        options = ["--seconds", f"{self.seconds:g}", "--threads", str(self.threads), "--seed", str(self.seed)]
        followed = folder / "progress"
        if self.solver.progress_option:
            options += [self.solver.progress_option, str(followed)]
        command = [*self.solver.command, str(problem_file), *self.solver.out_option, str(roster_file), *options]
        output, errors = folder / "output", folder / "errors"
        started = time.perf_counter()
        with output.open("w") as stdout, errors.open("w") as stderr, subprocess.Popen(command, stdout=stdout, stderr=stderr) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {errors.read_text().strip()[-500:]}")
        told: Row = json.loads(output.read_text().splitlines()[-1])
        took = {"took_seconds": round(time.perf_counter() - started, 2), "peak_megabytes": usage.ru_maxrss // 1024}
        return told | took | {"curve": _curve(followed)}


def _curve(followed: Path) -> list[Row]:
    """Seconds, short and bound in % of required, while a solver ran: where something changed, and not more points than can be drawn."""
    points: list[Row] = []
    for line in followed.read_text().splitlines() if followed.exists() else ():
        step = json.loads(line)
        share = 100 / (step["required_hours"] or 1.0)
        bound = step["bound_short_hours"]
        point = {
            "short_percent": round(step["short_hours"] * share, 4),
            "bound_percent": None if bound is None else round(bound * share, 4),
        }
        if not points or point != {name: points[-1][name] for name in point}:
            points.append({"seconds": step["seconds"], **point})
    if points:
        points.append({**points[-1], "seconds": step["seconds"]})
    return points[:: 1 + len(points) // CURVE_POINTS] + points[-1:]


def run(results: Results, measurements: Iterable[Measurement]) -> None:
    """Measure all that is not measured yet, one after the other."""
    for measurement in measurements:
        results.measure(measurement.what(), measurement.measured)


def run_beside(results: Results, measurement: Measurement, *, peer: Solver, peer_seconds: Iterable[float]) -> None:
    """Measure the engine, then a peer on the same pool with each of the time limits."""
    engine = results.measure(measurement.what(), measurement.measured)
    bound = engine["measured"]["bound_percent"]
    for seconds in peer_seconds:
        other = replace(measurement, solver=peer, seconds=seconds)
        results.measure(other.what(), partial(other.measured, bound_percent=bound))


def _judged(problem: RosterProblem, roster_file: Path, told: Row, bound_percent: float | None) -> Row:
    """What our score and our checker say; what a solver says of itself counts only where nobody else can know."""
    known: Row = {
        "required_hours": round(sum(map(sum, problem.required.values())) * SLOT_HOURS, 2),
        "bound_percent": bound_percent,
        **dict.fromkeys(("short_percent", "excess_percent", "surplus_percent", "violations")),
        **{name: told.get(name) for name in ("first_roster_seconds", "rounds", "took_seconds", "peak_megabytes", "curve")},
    }
    if not roster_file.exists():
        return known | {"violations": "no roster"}
    roster = read_roster(roster_file)
    scored = score(problem, roster)
    share = 100 / (scored.required_hours or 1.0)
    if bound_percent is None and told.get("bound_short_hours") is not None:
        known["bound_percent"] = bound_percent = round(told["bound_short_hours"] * share, 4)
    short_percent = round(scored.short_hours * share, 4)
    broken = Counter(violation.rule for violation in check(problem, roster))
    return known | {
        "short_percent": short_percent,
        "excess_percent": None if bound_percent is None else round(short_percent - bound_percent, 4),
        "surplus_percent": round(scored.surplus_hours * share, 4),
        "occupancy_percent": round(100 * scored.occupancy_share, 2),
        "violations": ", ".join(f"{rule} {count}" for rule, count in broken.items()) or "0",
    }
