"""Requirement against capacity as lines to draw under a board, on the same axis. Plain data for templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from scheduling.timegrid import SLOT, Horizon
from wfm.core.intervals import Interval
from wfm.rosters.work_marks import WorkMark
from wfm.solves.board import BoardLine

SLOT_HOURS = 0.25
SLOTS_AN_HOUR = 4
# Less than this is missing by the rounding of requirements, and no news to anybody.
HEADS_SHORT_MIN = 0.25
UNITS_A_HEAD = 100

Value = TypeVar("Value")


class Box(NamedTuple):
    """In percent of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """One work type in a window: paths in a box of `width` slots by `height` hundredths of a head, what is missing as boxes in
    percent of it (a pattern fills them, which a path would stretch; `short_drawing` is them drawn), and its numbers in words.

    `worst` is the hour in which most people are missing, and `worst_heads` how many on average; None where hardly anybody is.
    """

    mark: WorkMark
    width: int
    height: int
    required_path: str
    capacity_path: str
    short_boxes: tuple[Box, ...]
    short_drawing: Markup
    required_hours: float
    short_hours: float
    peak_heads: float
    worst: Interval | None
    worst_heads: float

    @property
    def short_share(self) -> float:
        return self.short_hours / self.required_hours if self.required_hours else 0.0


@lru_cache(maxsize=256)
def coverage_line(line: BoardLine, *, mark: WorkMark, horizon: Horizon, window: Interval) -> CoverageLine:
    """The part of a work type's coverage that lies in a window; outside the horizon nothing is required and nothing drawn."""
    offset = (horizon.starts_at - window.starts_at) // SLOT
    width = (window.ends_at - window.starts_at) // SLOT
    first, last = max(0, -offset), max(0, min(horizon.slots, width - offset))
    required, capacity = line.required[first:last], line.capacity[first:last]
    start = first + offset
    peak = max((*required, *capacity, 1.0))
    short = [max(0.0, need - given) for need, given in zip(required, capacity, strict=True)]
    boxes = _boxes(required, capacity, start, width, peak)
    worst, worst_heads = _worst(short, starts_at=window.starts_at + start * SLOT)
    return CoverageLine(
        mark=mark,
        width=width,
        height=round(peak * UNITS_A_HEAD),
        required_path=_steps(required, start, peak),
        capacity_path=_area(capacity, [0.0] * len(capacity), start, peak),
        short_boxes=boxes,
        short_drawing=_drawn(boxes),
        required_hours=sum(required) * SLOT_HOURS,
        short_hours=sum(short) * SLOT_HOURS,
        peak_heads=peak,
        worst=worst,
        worst_heads=worst_heads,
    )


def _drawn(boxes: Sequence[Box]) -> Markup:
    """Nothing but numbers is put in, so there is nothing to escape; a week has hundreds of boxes."""
    drawn = "".join(f'<rect class="short" x="{box.x}%" y="{box.y}%" width="{box.width}%" height="{box.height}%"/>' for box in boxes)
    return Markup(drawn)  # noqa: S704


def short_spans(lines: Sequence[BoardLine], *, horizon: Horizon) -> tuple[Interval, ...]:
    """When at least one work type lacks people."""
    is_short = [any(line.required[slot] - line.capacity[slot] >= HEADS_SHORT_MIN for line in lines) for slot in range(horizon.slots)]
    return tuple(Interval(horizon.instant_of(first), horizon.instant_of(last)) for first, last, short in runs(is_short) if short)


def _worst(short: Sequence[float], *, starts_at: datetime) -> tuple[Interval | None, float]:
    hours = [(sum(short[at : at + SLOTS_AN_HOUR]) / SLOTS_AN_HOUR, at) for at in range(len(short) - SLOTS_AN_HOUR + 1)]
    heads, at = max(hours, key=lambda found: (found[0], -found[1]), default=(0.0, 0))
    if heads < HEADS_SHORT_MIN:
        return None, 0.0
    return Interval(starts_at + at * SLOT, starts_at + (at + SLOTS_AN_HOUR) * SLOT), heads


def runs(values: Sequence[Value]) -> Iterator[tuple[int, int, Value]]:
    """Stretches of equal values as (first, last, value)."""
    first = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[first]:
            yield first, at, values[first]
            first = at


def _height(value: float, peak: float) -> int:
    return round((peak - value) * UNITS_A_HEAD)


def _steps(values: Sequence[float], start: int, peak: float) -> str:
    parts: list[str] = []
    for first, last, value in runs(values):
        parts.append(f"{'V' if parts else f'M{start + first} '}{_height(value, peak)}H{start + last}")
    return "".join(parts)


def _area(upper: Sequence[float], lower: Sequence[float], start: int, peak: float) -> str:
    """Boxes between two step lines, one for each stretch in which both are level and the first lies above."""
    return "".join(
        f"M{start + first} {_height(low, peak)}V{_height(high, peak)}H{start + last}V{_height(low, peak)}z"
        for first, last, (high, low) in runs(list(zip(upper, lower, strict=True)))
        if high > low
    )


def _boxes(required: Sequence[float], capacity: Sequence[float], start: int, width: int, peak: float) -> tuple[Box, ...]:
    """What is missing, a box for each stretch in which both lines are level."""
    return tuple(
        Box(
            x=round((start + first) / width * 100, 2),
            y=round((1 - need / peak) * 100, 2),
            width=round((last - first) / width * 100, 2),
            height=round((need - given) / peak * 100, 2),
        )
        for first, last, (need, given) in runs(list(zip(required, capacity, strict=True)))
        if need > given
    )
