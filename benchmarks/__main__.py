"""``python -m benchmarks [free | planted | kernel | peer]``: measure the engine; without a name, the standard set."""

import argparse
from collections.abc import Callable
from itertools import product
from pathlib import Path

from benchmarks.engine import free_pool, kernel_row, peer_row, planted_pool, solve_row
from benchmarks.results import Results, Row
from scheduling.rostering.tours.warm import warm

KINDS = ("free", "planted", "kernel", "peer")


def main() -> None:
    """Measure what was asked for; rows that are there already are not measured again."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the engine on generated pools.")
    parser.add_argument("kinds", nargs="*", metavar="kind", help=f"any of {', '.join(KINDS)}; without one: free, planted and kernel")
    parser.add_argument("--people", type=int, nargs="+", default=[40, 100, 300])
    parser.add_argument("--queues", type=int, default=8)
    parser.add_argument("--tightness", type=float, default=0.95)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer", type=Path, help="a program that reads a problem file and writes a roster file, for kind peer")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="where the rows are kept (%(default)s)")
    options = parser.parse_args()
    unknown = set(options.kinds) - set(KINDS)
    if unknown:
        parser.error(f"{unknown.pop()} is not one of {', '.join(KINDS)}")
    if "peer" in options.kinds and options.peer is None:
        parser.error("kind peer needs --peer PROGRAM")
    warm()
    for kind in options.kinds or KINDS[:3]:
        results = Results(options.out, kind)
        for people, seed in product(options.people, options.seeds):
            key, run = _task(kind, people, seed, options)
            results.measure(key, run)
        print(results.table())


def _task(kind: str, people: int, seed: int, options: argparse.Namespace) -> tuple[str, Callable[[], Row]]:
    """The name of a row, which tells all it depends on, and what measures it."""
    size = f"{people} people × {options.queues}"
    if kind == "planted":
        problem, name = planted_pool(people, options.queues, seed), f"{size}, planted, seed {seed}"
    else:
        problem, name = free_pool(people, options.queues, options.tightness, seed), f"{size}, {options.tightness}, seed {seed}"
    limits = {"seconds": options.seconds, "threads": options.threads}
    if kind == "kernel":
        return name, lambda: kernel_row(problem)
    name = f"{name}, {options.seconds:g} s, {options.threads} threads"
    if kind == "peer":
        return name, lambda: peer_row(problem, options.peer, **limits)
    return name, lambda: solve_row(problem, **limits)


if __name__ == "__main__":
    main()
