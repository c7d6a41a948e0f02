"""What people at work do, hour by hour of the week, as areas that lie one upon the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SIZE = 1000
KINDS = ("now", "waiting", "other", "free")


@dataclass(frozen=True, slots=True)
class HoursChart:
    """Areas, the lowest first, in a box of 1000 by 1000 whose top is `top_heads`; `edges` are where days begin. `totals` are hours."""

    areas: tuple[tuple[str, str], ...]
    top_heads: float
    edges: tuple[int, ...]
    totals: Mapping[str, float]


def hours_chart(told: Mapping[str, Sequence[float]], *, day_starts: Sequence[float]) -> HoursChart | None:
    """The chart of an outlook's hours; None where nobody is at work. `day_starts` are parts of the week, from 0 to below 1."""
    series = [told[kind] for kind in KINDS]
    top = max((sum(heads) for heads in zip(*series, strict=True)), default=0.0)
    if not top:
        return None
    below = [0.0] * len(series[0])
    areas = []
    for kind, heads in zip(KINDS, series, strict=True):
        above = [low + more for low, more in zip(below, heads, strict=True)]
        areas.append((kind, _area(below, above, top)))
        below = above
    return HoursChart(
        areas=tuple(areas),
        top_heads=top,
        edges=tuple(round(start * SIZE) for start in day_starts),
        totals={kind: sum(heads) for kind, heads in zip(KINDS, series, strict=True)},
    )


def _area(below: Sequence[float], above: Sequence[float], top: float) -> str:
    """Steps along the upper edge to the right, and back along the lower one."""
    width = SIZE / len(above)
    upper = "".join(f"V{_y(heads, top)}H{round((hour + 1) * width, 1)}" for hour, heads in enumerate(above))
    lower = "".join(f"V{_y(heads, top)}H{round(hour * width, 1)}" for hour, heads in reversed(list(enumerate(below))))
    return f"M0 {_y(above[0], top)}{upper}{lower}Z"


def _y(heads: float, top: float) -> int:
    return round(SIZE * (1 - heads / top))
