"""Which of many comes first: a tournament of times, compiled.

An item and its time are one whole number, the time above and the item in the lowest bits, so that a round of the tournament is the
smaller of two numbers: no branch to guess. With times and items apart the same tree took six times as long, and a heap no less.
"""

import numpy as np
import numpy.typing as npt

from scheduling.compiled import compiled_within
from scheduling.simulation.ticks import ITEM_BITS, ITEMS_MAX, NEVER

_ITEM = ITEMS_MAX - 1


@compiled_within
def new_tournament(items: int) -> npt.NDArray[np.int64]:
    """Nothing comes, for so many items. The tree lies in an array: the first at 1, the children of i at 2 i and 2 i + 1."""
    leaves = 1
    while leaves < items:
        leaves *= 2
    return np.full(2 * leaves, NEVER << ITEM_BITS)


@compiled_within
def set_time(tree: npt.NDArray[np.int64], item: int, time: int) -> None:
    """Tell when an item comes."""
    node = len(tree) // 2 + item
    key = (time << ITEM_BITS) | item
    tree[node] = key
    while node > 1:
        key = min(key, tree[node ^ 1])
        node >>= 1
        tree[node] = key


@compiled_within
def first_time(tree: npt.NDArray[np.int64]) -> int:
    """When the first comes."""
    return int(tree[1] >> ITEM_BITS)


@compiled_within
def first_item(tree: npt.NDArray[np.int64]) -> int:
    """Which one comes first."""
    return int(tree[1] & _ITEM)
