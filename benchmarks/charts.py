"""Drawings of what was measured, one SVG file each."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.results import Row

mpl.rcParams.update({"svg.hashsalt": "wfm", "axes.grid": True, "grid.alpha": 0.3, "axes.spines.top": False, "axes.spines.right": False})


def shortage_over_time(rows: Sequence[Row], path: Path) -> None:
    """What is short and what is proved unavoidable while the engine worked, a colour for each size of pool (the longest run of each)."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    drawn, highest = set(), 1.0
    for row in sorted(rows, key=lambda row: -row["what"]["seconds"]):
        what, curve = row["what"], row["measured"].get("curve")
        name = f"{what['people']:,} people, {what['queues']} queues, tightness {what['tightness']}"
        if not curve or name in drawn:
            continue
        seconds = [point["seconds"] for point in curve]
        (line,) = axes.plot(seconds, [point["short_percent"] for point in curve], label=name, drawstyle="steps-post")
        bounds = [float("nan") if point["bound_percent"] is None else point["bound_percent"] for point in curve]
        axes.plot(seconds, bounds, linestyle="--", color=line.get_color(), drawstyle="steps-post")
        drawn.add(name)
        highest = max(highest, curve[0]["short_percent"])
    axes.set(xscale="log", xlabel="seconds since the command", ylabel="% of required hours")
    axes.set_title("Short (solid) and proved unavoidable (dashed)")
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(0, 1.2 * highest)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:g}")
    _save(figure, path, has_legend=bool(drawn))


def gap_over_size(rows: Sequence[Row], path: Path) -> None:
    """Excess over the bound and seconds to the first roster by the number of people, a line for each tightness; means over seeds."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    gap, first = figure.subplots(1, 2)
    by_line: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        what = row["what"]
        if row["measured"].get("excess_percent") is not None and what["solver"] == "engine":
            by_line[f"tightness {what['tightness']}, {what['seconds']:g} s"][what["people"]].append(row["measured"])
    for name, by_people in sorted(by_line.items()):
        people = sorted(by_people)
        gap.plot(people, [mean(one["excess_percent"] for one in by_people[count]) for count in people], marker="o", label=name)
        first.plot(people, [mean(one["first_roster_seconds"] for one in by_people[count]) for count in people], marker="o")
    gap.set(xscale="log", xlabel="people", title="Short beyond the bound, % of required hours")
    first.set(xscale="log", xlabel="people", title="Seconds from the command to the first roster")
    first.set_ylim(bottom=0)
    gap.set_yscale("symlog", linthresh=0.1)
    gap.set_ylim(bottom=0)
    sizes = sorted({count for by_people in by_line.values() for count in by_people})
    for axes in (gap, first):
        axes.set_xticks(sizes, [f"{count:,}" for count in sizes])
        axes.minorticks_off()
    gap.yaxis.set_major_formatter("{x:g}")
    if by_line:
        gap.legend(frameon=False)
    _save(figure, path)


def occupancy(rows: Sequence[Row], path: Path) -> None:
    """Occupancy by hour of the week, a line for each way of placing work that may wait."""
    figure = Figure(figsize=(12, 3.5), layout="constrained")
    axes = figure.subplots()
    for row in rows:
        axes.step(range(168), [100 * share for share in row["measured"]["occupancy_by_hour"]], where="post", label=row["what"]["way"])
    axes.set(ylim=(0, 105), xlim=(0, 168), ylabel="occupancy, %")
    axes.set_xticks(range(0, 168, 24), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    _save(figure, path, has_legend=True)


def _save(figure: Figure, path: Path, *, has_legend: bool = False) -> None:
    if has_legend:
        for axes in figure.axes:
            axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
