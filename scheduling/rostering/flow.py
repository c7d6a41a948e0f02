"""Presence that serves several work types at once, shared out by a flow: bundles in blend mode, everything in pool mode."""

import numpy as np
import numpy.typing as npt

Heads = npt.NDArray[np.float64]
Options = tuple[tuple[int, float], ...]
"""Work types (by row) that people of a kind may serve, each with their speed there."""


def shared_capacity(*, required: Heads, capacity: Heads, sharing: dict[Options, npt.NDArray[np.int64]]) -> Heads:
    """Add to ``capacity`` (work type × slot, in place) what shared presence gives where it lessens shortage most.

    ``sharing`` counts people by their options in each slot; each gives at most one person in all. Returns, by slot, the heads
    that nobody needs, at each person's best speed. A slot is a linear program: least Σ shortage.
    """
    spare = np.zeros(required.shape[1])
    kinds = list(sharing)
    counts = np.array([sharing[kind] for kind in kinds])
    for slot in np.flatnonzero(counts.sum(axis=0)):
        present = [(kind, int(count)) for kind, count in zip(kinds, counts[:, slot], strict=True) if count]
        missing = np.maximum(0.0, required[:, slot] - capacity[:, slot])
        given, unused = _share_out(present, missing)
        capacity[:, slot] += given
        spare[slot] = unused
    return spare


def _share_out(present: list[tuple[Options, int]], missing: Heads) -> tuple[Heads, float]:
    """Heads given to each work type so that the least is missing, and heads left over."""
    from scipy.optimize import linprog  # heavy, and rosters in focus mode never come here

    routes = [(at, row, speed) for at, (options, _) in enumerate(present) for row, speed in options if missing[row] > 0]
    given = np.zeros_like(missing)
    used = np.zeros(len(present))
    if routes:
        by_row = np.zeros((len(missing), len(routes)))
        by_kind = np.zeros((len(present), len(routes)))
        for column, (at, row, speed) in enumerate(routes):
            by_row[row, column] = speed
            by_kind[at, column] = 1.0
        result = linprog(
            -by_row.sum(axis=0),
            A_ub=np.vstack([by_row, by_kind]),
            b_ub=np.concatenate([missing, [count for _, count in present]]),
            bounds=(0, None),
            method="highs",
        )
        if result.x is None:  # zero is always a solution, so only a failing solver comes here
            raise ArithmeticError(result.message)
        given, used = by_row @ result.x, by_kind @ result.x
    unused = sum(max(0.0, count - used[at]) * max(speed for _, speed in options) for at, (options, count) in enumerate(present))
    return given, float(unused)
