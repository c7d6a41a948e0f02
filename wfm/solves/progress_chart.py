"""The two curves of a build as lines to draw: how short the best roster is, and how much of that is proved unavoidable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SIZE = 1000
# The first rosters are far off; the picture shows what is near the end, so the scale is some times the latest value.
TIMES_LATEST = 4
SHARE_SHOWN_MIN = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """Where a run stood after so many seconds; shares of the hours required, the bound None before there was one."""

    seconds: float
    short_share: float
    bound_share: float | None


@dataclass(frozen=True, slots=True)
class ProgressChart:
    """Paths in a box of 1000 by 1000, and what its edges mean. What lies above the top is cut off."""

    short_path: str
    bound_path: str
    gap_path: str
    top_share: float
    seconds: float


def progress_chart(points: Sequence[Point], *, seconds: float) -> ProgressChart:
    """The curves over so many seconds, the last values held until the last point."""
    top = _top(points)
    bounds = [point for point in points if point.bound_share is not None]
    short = [(point.seconds, point.short_share) for point in points]
    bound = [(point.seconds, point.bound_share or 0.0) for point in bounds]
    return ProgressChart(
        short_path=_line(short, top, seconds),
        bound_path=_line(bound, top, seconds),
        gap_path=_between(bounds, top, seconds),
        top_share=top,
        seconds=seconds,
    )


def _top(points: Sequence[Point]) -> float:
    if not points:
        return SHARE_SHOWN_MIN
    highest = max(point.short_share for point in points)
    wanted = max(TIMES_LATEST * points[-1].short_share, 1.5 * (points[-1].bound_share or 0.0), SHARE_SHOWN_MIN)
    return max(min(highest, wanted), SHARE_SHOWN_MIN)


def _x(at: float, seconds: float) -> int:
    return round(at / seconds * SIZE) if seconds else 0


def _y(share: float, top: float) -> int:
    return round((1 - share / top) * SIZE)


def _line(values: Sequence[tuple[float, float]], top: float, seconds: float) -> str:
    """Steps: a value holds until the next."""
    parts: list[str] = []
    for at, share in values:
        x, y = _x(at, seconds), _y(share, top)
        parts.append(f"H{x}V{y}" if parts else f"M{x} {y}")
    return "".join(parts)


def _between(points: Sequence[Point], top: float, seconds: float) -> str:
    """What is still open between the two curves, as boxes."""
    boxes = []
    for point, following in pairwise(points):
        left, right = _x(point.seconds, seconds), _x(following.seconds, seconds)
        upper, lower = _y(point.short_share, top), _y(point.bound_share or 0.0, top)
        boxes.append(f"M{left} {lower}V{upper}H{right}V{lower}z")
    return "".join(boxes)
