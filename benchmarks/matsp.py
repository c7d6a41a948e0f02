"""The multi-activity tour scheduling instances of Qu and Curtois (2020): read, solved, checked by their own rules, written as they are.

Everybody can do every task. Cover's minimum is hard and equals its maximum, so what counts is the surplus: squared over the cells, and
added up, as the published text does not settle which. The rules are those of the instances; the checker here reads the written
roster back and shares nothing with the engine or its law.
"""

import math
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.results import Row
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.problem import SLOT_MINUTES, Contract, Person, RosterProblem, Skill, Weights, WorkType
from scheduling.rostering.result import SolveResult
from scheduling.rostering.roster import Roster

COLUMNS = {
    "instance": "{instance}",
    "limit s": "{seconds:g}",
    "feasible": "{feasible}",
    "missing": "{missing}",
    "surplus squared": "{squared_surplus}",
    "bound": "{bound}",
    "gap %": "{gap_percent:.1f}",
    "surplus": "{linear_surplus}",
    "least surplus": "{least_surplus}",
    "rules broken": "{broken}",
    "took s": "{took_seconds:.1f}",
    "first roster s": "{first_roster_seconds:.1f}",
    "rounds": "{rounds}",
    "load before": "{load_before}",
}
FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
START_HOUR = 6
DAY = 96
START_WINDOWS = (("00:00", "00:00"), ("06:00", "10:00"), ("14:00", "18:00"), ("20:00", "23:45"))
SHIFT_MINUTES, REST_MINUTES, BLOCK_MINUTES, DAYS_IN_A_ROW = (360, 600), 840, 60, 5
STAGES = ((1.0, 0.7), (0.05, 0.3))
"""What a surplus head costs against a missing one, and for which share of the time: a search that may miss a head for a while, because
surplus weighs as much, finds far closer fits than one for which cover always comes first; the last stage goes on from its roster."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Days, tasks, each member of staff with least and most minutes, and the heads that each task needs in each quarter hour."""

    name: str
    days: int
    tasks: int
    staff: tuple[tuple[str, int, int], ...]
    cover: dict[tuple[int, int], int]
    """By task (from 1) and quarter hour from 06:00 of the first day."""

    @property
    def slots(self) -> int:
        """Quarter hours of the horizon."""
        return self.days * DAY

    @property
    def least_surplus(self) -> int:
        """What the least minutes of all staff together give beyond all cover."""
        return max(0, sum(-(-low // SLOT_MINUTES) for _, low, _ in self.staff) - sum(self.cover.values()))


def read_instance(path: Path) -> Instance:
    """Read one file."""
    sections: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("SECTION_"):
            name = text
        elif text and not text.startswith("#"):
            sections[name].append(text)
    staff = tuple((who, int(low), int(high)) for who, low, high in (line.split(",") for line in sections["SECTION_STAFF"]))
    cover = {}
    for line in sections["SECTION_COVER"]:
        day, time, task, least, _most = (part.strip() for part in line.split(","))
        hours, minutes = (int(part) for part in time.split("-")[0].split(":"))
        cover[int(task), (int(day) - 1) * DAY + (hours - START_HOUR) * 4 + minutes // SLOT_MINUTES] = int(least)
    days, tasks = int(sections["SECTION_HORIZON"][0]), int(sections["SECTION_TASKS"][0])
    return Instance(name=path.stem, days=days, tasks=tasks, staff=staff, cover=cover)


def problem_of(instance: Instance, *, crowding: float) -> RosterProblem:
    """The instance as a roster problem whose one week is the whole horizon; n surplus heads cost n² ``crowding`` missing ones."""
    starts_at = FIRST_DAY + timedelta(hours=START_HOUR)
    first_midnight = -START_HOUR * 4
    midnights = tuple(range(first_midnight, instance.slots + 2 * DAY, DAY))
    tasks = [f"task {number}" for number in range(1, instance.tasks + 1)]
    people = tuple(
        Person(
            id=who,
            zone="UTC",
            midnights=midnights,
            skills=tuple(Skill(task, 3, 1.0) for task in tasks),
            available=((0, instance.slots),),
            contract=Contract(
                week_minutes=(-(-low // SLOT_MINUTES) * SLOT_MINUTES, high // SLOT_MINUTES * SLOT_MINUTES),
                week_minimum_hard=True,
                shift_minutes=SHIFT_MINUTES,
                shift_step_minutes=SLOT_MINUTES,
                start_step_minutes=SLOT_MINUTES,
                rest_minutes=REST_MINUTES,
                days_per_week_max=instance.days + 1,
                consecutive_days_max=DAYS_IN_A_ROW,
                block_minutes_min=BLOCK_MINUTES,
                start_windows=START_WINDOWS,
            ),
        )
        for who, low, high in instance.staff
    )
    return RosterProblem(
        name=instance.name,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=instance.days),
        weeks=((0, instance.slots),),
        work_types=tuple(WorkType(task) for task in tasks),
        required={
            task: tuple(float(instance.cover.get((number, slot), 0)) for slot in range(instance.slots))
            for number, task in enumerate(tasks, start=1)
        },
        people=people,
        weights=Weights(switch=0.0, surplus=0.0, crowding=crowding, deep_shortage=1.0, week_minimum=0.0),
    )


def write_solution(instance: Instance, roster: Roster, path: Path) -> None:
    """Write a roster in the XML form of the published solutions."""
    root = ET.Element("Solution")
    ET.SubElement(root, "ProblemFile").text = f"{instance.name}.ros"
    by_person = roster.by_person()
    for who, _, _ in instance.staff:
        employee = ET.SubElement(root, "Employee", ID=who)
        for shift in by_person.get(who, ()):
            element = ET.SubElement(employee, "Shift")
            minute = shift.slots[0] * SLOT_MINUTES + START_HOUR * 60
            ET.SubElement(element, "Day").text = str(minute // 1440)
            ET.SubElement(element, "Start").text = f"{minute % 1440 // 60:02}:{minute % 60:02}:00"
            for segment in shift.segments:
                length = (segment.slots[1] - segment.slots[0]) * SLOT_MINUTES
                task = ET.SubElement(element, "Task", WorkLength=str(length))
                ET.SubElement(task, "ID").text = (segment.work_type or "").removeprefix("task ")
                ET.SubElement(task, "Length").text = str(length)
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules of the instances say of a written roster: heads missing in cells, surplus both ways, and rules broken."""

    missing: int
    linear_surplus: int
    squared_surplus: int
    broken: tuple[str, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether all cover is met and no rule broken."""
        return self.missing == 0 and not self.broken


def judge(instance: Instance, path: Path) -> Judgement:
    """Read a written roster back and hold it against the rules, one by one."""
    heads: dict[tuple[int, int], int] = defaultdict(int)
    broken: list[str] = []
    limits = {who: (low, high) for who, low, high in instance.staff}
    for employee in ET.parse(path).getroot().iter("Employee"):  # noqa: S314  written by ourselves, or published
        who = employee.get("ID") or ""
        shifts = sorted(_shifts(employee))
        broken.extend(f"{who}: {fault}" for fault in _faults(shifts, limits[who], instance.days))
        for start, tasks in shifts:
            at = start - START_HOUR * 60
            for task, length in tasks:
                for minute in range(at, at + length, SLOT_MINUTES):
                    heads[task, minute // SLOT_MINUTES] += 1
                at += length
    cells = set(heads) | set(instance.cover)
    over = [max(0, heads[cell] - instance.cover.get(cell, 0)) for cell in cells]
    missing = sum(max(0, instance.cover.get(cell, 0) - heads[cell]) for cell in cells)
    return Judgement(missing, sum(over), sum(value**2 for value in over), tuple(broken))


def _shifts(employee: ET.Element) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each shift's start in minutes from midnight before the first day, and its tasks with their minutes."""
    for shift in employee.iter("Shift"):
        hours, minutes, _ = (shift.findtext("Start") or "").split(":")
        start = int(shift.findtext("Day") or "") * 1440 + int(hours) * 60 + int(minutes)
        yield start, [(int(task.findtext("ID") or ""), int(task.findtext("Length") or "")) for task in shift.iter("Task")]


def _faults(shifts: list[tuple[int, list[tuple[int, int]]]], limits: tuple[int, int], days: int) -> Iterator[str]:
    total, day_before, run, free_from = 0, -9, 0, -(10**6)
    for start, tasks in shifts:
        length, day, of_day = sum(minutes for _, minutes in tasks), start // 1440, start % 1440
        total += length
        run = run + 1 if day == day_before + 1 else 1
        if day == day_before:
            yield f"two shifts start on day {day}"
        if run > DAYS_IN_A_ROW:
            yield f"day {day} is the {run}th in a row"
        if not 360 <= length <= 600 or length % SLOT_MINUTES:
            yield f"a shift of {length} minutes"
        if not (of_day == 0 or 360 <= of_day <= 600 or 840 <= of_day <= 1080 or 1200 <= of_day <= 1425) or of_day % SLOT_MINUTES:
            yield f"a shift starts at minute {of_day} of its day"
        if start - free_from < REST_MINUTES:
            yield f"{start - free_from} minutes of rest"
        if start < START_HOUR * 60 or start + length > days * 1440 + START_HOUR * 60:
            yield "a shift outside the horizon"
        if any(minutes < BLOCK_MINUTES for _, minutes in _joined(tasks)):
            yield "less than an hour on one task"
        day_before, free_from = day, start + length
    if not limits[0] <= total <= limits[1]:
        yield f"{total} minutes, {limits[0]} to {limits[1]} are allowed"


def _joined(tasks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for task, minutes in tasks:
        if joined and joined[-1][0] == task:
            joined[-1] = (task, joined[-1][1] + minutes)
        else:
            joined.append((task, minutes))
    return joined


@dataclass(frozen=True, slots=True)
class TourMeasurement:
    """One instance within a time limit; the roster is written beside the results."""

    path: Path
    seconds: float
    threads: int
    out: Path

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"instance": self.path.stem, "seconds": self.seconds, "threads": self.threads}

    def measured(self) -> Row:
        """Solve, write, read back, judge."""
        instance = read_instance(self.path)
        results: list[SolveResult] = []
        bound = instance.least_surplus
        for crowding, share in STAGES:
            limits = Limits(seconds=self.seconds * share, threads=self.threads, seed=1)
            start_from = results[-1].roster if results else None
            results.append(solve(problem_of(instance, crowding=crowding), limits=limits, start_from=start_from))
            # What is proved of the objective, in heads squared: a roster without shortage costs nothing else.
            proved = (results[-1].bound_objective or 0.0) / (SLOT_MINUTES * crowding)
            bound = max(bound, math.ceil(proved - 1e-6))
        self.out.mkdir(parents=True, exist_ok=True)
        written = self.out / f"{instance.name}.solution"
        write_solution(instance, results[-1].roster, written)
        judged = judge(instance, written)
        return {
            "feasible": judged.is_feasible,
            "missing": judged.missing,
            "squared_surplus": judged.squared_surplus,
            "linear_surplus": judged.linear_surplus,
            "least_surplus": instance.least_surplus,
            "bound": bound,
            "gap_percent": 100 * (judged.squared_surplus - bound) / max(1, judged.squared_surplus),
            "broken": len(judged.broken),
            "took_seconds": round(sum(result.seconds for result in results), 2),
            "first_roster_seconds": round(results[0].first_roster_seconds, 2),
            "rounds": sum(result.rounds for result in results),
        }


def instances_in(path: Path) -> list[Path]:
    """The file, or the instances of a folder in the order of their numbers."""
    if path.is_file():
        return [path]
    return sorted((file for file in path.glob("*_*_*_*.txt")), key=lambda file: [int(part) for part in file.stem.split("_")])
