"""``python -m scheduling solve``: plan the week of a problem file; the last line of output is one JSON object."""

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

from scheduling.commands.check import violation_lines
from scheduling.commands.command import LEGAL, NOT_LEGAL, BadInputError, Command, positive_number, whole_number, writable_file
from scheduling.commands.progress import ProgressFile, ProgressLine
from scheduling.rostering.checker import check
from scheduling.rostering.files import read_problem, write_roster
from scheduling.rostering.problem import RosterProblem

if TYPE_CHECKING:
    from scheduling.rostering.engine import Progress, SolveResult


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem file (roster-problem/1)")
    parser.add_argument("--out", type=Path, required=True, help="the roster file to write")
    parser.add_argument("--progress", type=Path, help="a file for the progress, one JSON object a line")
    parser.add_argument("--seconds", type=positive_number(high=7 * 86400), default=60.0, help="how long to plan (60)")
    parser.add_argument("--threads", type=whole_number(low=1, high=256), default=2, help="how many threads to use (2)")
    parser.add_argument("--seed", type=whole_number(low=0, high=2**31), default=1, help="seed of the random choices (1)")


class _StopOnInterrupt:
    """While it is entered, the first Ctrl-C (or SIGTERM) asks the engine to stop and keep its best roster; a second one ends at once."""

    def __init__(self) -> None:
        self.stopped = False

    def __enter__(self) -> Self:
        self.before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.stopped = True
        signal.signal(number, signal.SIG_DFL)

    def __call__(self) -> bool:
        return self.stopped


def _run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    out = writable_file(options.out, option="--out")
    written = {"--out": out}
    if options.progress:
        written["--progress"] = writable_file(options.progress, option="--progress")
    for option, path in written.items():
        if path.exists() and options.problem.exists() and path.samefile(options.problem):
            raise BadInputError(f"{option}: {path} is the problem itself")
    problem = read_problem(options.problem)
    with _StopOnInterrupt() as should_stop:
        result, engine_started = _solve(problem, options, started, should_stop)
    violations = check(problem, result.roster)
    write_roster(result.roster, out)
    summary = {
        "people": len(problem.people),
        "required_hours": round(result.required_hours, 3),
        "short_hours": round(result.short_hours, 3),
        "bound_short_hours": None if result.bound_short_hours is None else round(result.bound_short_hours, 3),
        "surplus_hours": round(result.surplus_hours, 3),
        "violations": len(violations),
        "not_rostered": [conflict.person for conflict in result.conflicts],
        "seconds": round(time.monotonic() - started, 2),
        "first_roster_seconds": round(engine_started + result.first_roster_seconds, 2),
        "rounds": result.rounds,
        "mode": _mode(problem),
    }
    if should_stop():
        sys.stderr.write("stopped; this is the best roster so far\n")
    for conflict in result.conflicts:
        sys.stderr.write(f"person {conflict.person} is not in the roster: {conflict.text}\n")
    for line in violation_lines(violations) if violations else ():
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(json.dumps(summary) + "\n")
    return NOT_LEGAL if violations else LEGAL


def _solve(
    problem: RosterProblem, options: argparse.Namespace, started: float, should_stop: _StopOnInterrupt
) -> tuple["SolveResult", float]:
    """The engine's answer, and how many seconds after the command the engine began."""
    from scheduling.rostering.engine import Limits
    from scheduling.rostering.sequence import solve_weeks  # compiled kernels load with it: after everything that can refuse

    followers: list[ProgressLine | ProgressFile] = [ProgressLine(started=started)]
    if options.progress:
        followers.append(ProgressFile(options.progress, started=started))

    def on_progress(progress: "Progress") -> None:
        for follower in followers:
            follower.show(progress)

    engine_started = time.monotonic() - started
    limits = Limits(seconds=options.seconds, threads=options.threads, seed=options.seed)
    result = solve_weeks(problem, limits=limits, on_progress=on_progress, should_stop=should_stop)
    for follower in followers:
        follower.end()
    return result, engine_started


def _mode(problem: RosterProblem) -> str:
    modes = {work_type.mode.value for work_type in problem.work_types}
    return modes.pop() if len(modes) == 1 else "mixed"


COMMAND = Command("solve", "plan the week of a problem, or several in order; Ctrl-C keeps the best roster so far", _add_options, _run)
