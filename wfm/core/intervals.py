"""Sets of instants as sorted, disjoint, half-open intervals, and the arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple


class Interval(NamedTuple):
    """The instants from `starts_at` until before `ends_at`, both aware."""

    starts_at: datetime
    ends_at: datetime


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """What any of them holds. They may come in any order, touch and overlap; empty ones are left out."""
    merged: list[Interval] = []
    for interval in sorted(i for i in intervals if i.starts_at < i.ends_at):
        if merged and interval.starts_at <= merged[-1].ends_at:
            merged[-1] = Interval(merged[-1].starts_at, max(merged[-1].ends_at, interval.ends_at))
        else:
            merged.append(interval)
    return tuple(merged)


def subtract(intervals: Iterable[Interval], removed: Iterable[Interval]) -> tuple[Interval, ...]:
    """What the first hold and none of the second does."""
    cuts = union(removed)
    kept: list[Interval] = []
    for interval in union(intervals):
        kept.extend(_without(interval, cuts))
    return tuple(kept)


def _without(interval: Interval, cuts: Sequence[Interval]) -> Iterable[Interval]:
    start = interval.starts_at
    for cut in cuts:
        if cut.ends_at <= start:
            continue
        if cut.starts_at >= interval.ends_at:
            break
        if start < cut.starts_at:
            yield Interval(start, cut.starts_at)
        start = cut.ends_at
    if start < interval.ends_at:
        yield Interval(start, interval.ends_at)


def intersect(intervals: Iterable[Interval], others: Iterable[Interval]) -> tuple[Interval, ...]:
    """What both hold."""
    left, right = union(intervals), union(others)
    common: list[Interval] = []
    at = other = 0
    while at < len(left) and other < len(right):
        starts_at = max(left[at].starts_at, right[other].starts_at)
        ends_at = min(left[at].ends_at, right[other].ends_at)
        if starts_at < ends_at:
            common.append(Interval(starts_at, ends_at))
        if left[at].ends_at <= right[other].ends_at:
            at += 1
        else:
            other += 1
    return tuple(common)
