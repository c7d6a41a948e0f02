"""Seconds from typing ``python -m scheduling solve`` to the first legal roster, kernels compiled before."""

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import Row
from scheduling.rostering.files import write_problem
from scheduling.rostering.pools import PoolSpec, make_pool

COLUMNS = {
    "people": "{people}",
    "queues": "{queues}",
    "seed": "{seed}",
    "median s": "{median_seconds:.2f}",
    "worst s": "{worst_seconds:.2f}",
    "load before": "{load_before}",
}
REPEATED = 5


@dataclass(frozen=True, slots=True)
class StartMeasurement:
    """A free pool, solved again and again; each process is ended when it has shown its first roster."""

    people: int
    queues: int
    seed: int

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"people": self.people, "queues": self.queues, "seed": self.seed}

    def measured(self) -> Row:
        """Time several starts."""
        with tempfile.TemporaryDirectory() as folder:
            problem_file = Path(folder) / "problem.json"
            write_problem(make_pool(PoolSpec(people=self.people, queues=self.queues, seed=self.seed, tightness=0.95)), problem_file)
            _seconds_to_first_roster(problem_file)  # compiles what is not compiled yet
            seconds = [_seconds_to_first_roster(problem_file) for _ in range(REPEATED)]
        return {"median_seconds": round(statistics.median(seconds), 3), "worst_seconds": round(max(seconds), 3)}


def _seconds_to_first_roster(problem_file: Path) -> float:
    roster = problem_file.with_name("roster.json")
    command = [sys.executable, "-u", "-m", "scheduling", "solve", str(problem_file), "--out", str(roster), "--seconds", "600"]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        shown = process.stderr.readline() if process.stderr else ""
        seconds = time.perf_counter() - started
        process.kill()
    if "construct" not in shown:
        raise RuntimeError(f"the first line shown is no roster: {shown!r}")
    return seconds
