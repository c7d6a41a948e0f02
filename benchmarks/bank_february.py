"""A bank's own February through the simulation: its very calls against the agents who were on duty by its log, beside what was recorded.

Reads the bank's log of calls (anonymous, February 1999; by courtesy of Guedj and Mandelbaum). Each call arrives when it did and, where it
was answered, is as long as it was; who gave up has the patience that the log shows, who was answered had at least the wait that it shows
and by chance more. What the log does not say is when agents were on duty and what they did between two calls. An agent counts as on duty
from call to call unless more than ``gap_minutes`` lie between them, and serves the types of at least a tenth of their calls on that day.
That is too much: work after a call and short pauses leave no trace. So two more readings: every call takes as much longer as lies, in the
log, between the end of a call and the agent's next one while that customer waited already; or an agent is away in a gap up to the last
moment at which somebody whom they serve had waited for more than ten seconds, since whoever is free takes a call.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.results import Row
from scheduling.simulation.contacts import Contacts, ContactStream, Floats, contacts_of, terms_of
from scheduling.simulation.duties import Change, Duties, duties_from
from scheduling.simulation.kernel import ABANDONED, ANSWERED, FIGURES, IN_TIME, OFFERED, run
from scheduling.simulation.ticks import TICKS_PER_SECOND

COLUMNS = {
    "gap min": "{gap_minutes:g}",
    "on duty": "{reading}",
    "after call": "{after_call_seconds:.0f} s",
    "calls": "{calls:,}",
    "agent hours": "{agent_hours:,.0f}",
    "occupancy log": "{occupancy_recorded:.1%}",
    "give up log": "{abandoned_recorded:.1%}",
    "simulated": "{abandoned_simulated:.1%}",
    "mean wait log": "{wait_recorded:.0f} s",
    "simulated ": "{wait_simulated:.0f} s",
    "within 20 s log": "{in_time_recorded:.1%}",
    "simulated  ": "{in_time_simulated:.1%}",
    "days within 3 pp of give up": "{days_within:.0%}",
    "half hours: r of waits": "{correlation:.2f}",
    "load before": "{load_before}",
}
THRESHOLD_SECONDS = 20.0
HALF_HOUR_SECONDS = 1800.0
DAY_HALF_HOURS = 48
REPLICATIONS = 20
SEED = 1
NOBODY = "NO_SERVER"
POINTS = 0.03
OWN_SHARE = 0.1
"""Of an agent's calls on a day; a type with fewer came to them by transfer, not by turn."""
AT_ONCE_SECONDS = 10.0
"""A customer who waits for less may be on the way to somebody who is free."""


_AS_LOGGED = [ContactStream("a line", np.zeros(0), np.zeros(0), THRESHOLD_SECONDS)]
"""How each line is served; its contacts are those of the log."""


class Reading(StrEnum):
    """How the log is read for who is on duty when."""

    CALL_TO_CALL = "from call to call"
    AFTER_CALL = "with time after calls"
    NOT_WHILE_WAITING = "not while customers wait"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the log, in seconds of its day: it reached the queue, waited, and was answered by somebody or given up."""

    day: str
    line: str
    arrives: float
    waits: float
    is_answered: bool
    seconds: float
    server: str

    @property
    def begins(self) -> float:
        return self.arrives + self.waits

    @property
    def ends(self) -> float:
        return self.begins + self.seconds


def read_calls(path: Path) -> list[Call]:
    """The calls that reached the queue, by day and arrival. Tests of the line (PHANTOM) and answers by nobody are left out."""
    calls: list[Call] = []
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            told = {name.strip(): value.strip() for name, value in row.items() if name and value is not None}
            is_answered = told["outcome"] == "AGENT"
            if told["outcome"] == "PHANTOM" or (is_answered and told["server"] == NOBODY):
                continue
            queued = told["q_start"] != "0:00:00"
            arrives = _second(told["q_start"] if queued else told["vru_exit"])
            waits, seconds = float(told["q_time"]) if queued else 0.0, float(told["ser_time"]) if is_answered else 0.0
            calls.append(Call(told["date"], told["type"], arrives, waits, is_answered, seconds, told["server"]))
    return sorted(calls, key=lambda call: (call.day, call.arrives))


def _second(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0 + int(seconds)


@dataclass(frozen=True, slots=True)
class FebruaryMeasurement:
    """The month with agents on duty by one reading of the log."""

    path: Path
    gap_minutes: float
    reading: Reading

    def what(self) -> Row:
        return {"file": self.path.name, "gap_minutes": self.gap_minutes, "reading": self.reading.value}

    def measured(self) -> Row:
        """Figures of the month, recorded and simulated."""
        calls = read_calls(self.path)
        lines = sorted({call.line for call in calls})
        by_day: dict[str, list[Call]] = defaultdict(list)
        for call in calls:
            by_day[call.day].append(call)
        patience = _mean_patience(calls)
        after = _after_call_seconds(calls, self.gap_minutes) if self.reading is Reading.AFTER_CALL else 0.0
        means = {
            line: (patience[line], float(np.mean([call.seconds for call in calls if call.line == line and call.is_answered])))
            for line in lines
        }
        recorded, simulated = np.zeros((len(by_day), DAY_HALF_HOURS, FIGURES + 1)), np.zeros((len(by_day), DAY_HALF_HOURS, FIGURES + 1))
        hours, worked = 0.0, 0.0
        for at, found in enumerate(by_day.values()):
            duties, seconds = _duties(found, lines, self.gap_minutes, self.reading)
            hours += seconds / 3600
            worked += sum(call.seconds for call in found)
            recorded[at] = _recorded(found)
            for replication in range(REPLICATIONS):
                random = np.random.default_rng([SEED, at, replication])
                contacts = _contacts(found, lines, means, after, random)
                simulated[at] += _run(contacts, duties, len(lines)) / REPLICATIONS
        told, foretold = _figures(recorded), _figures(simulated)
        busy = recorded[:, :, OFFERED] >= 10
        return {
            "after_call_seconds": after,
            "calls": len(calls),
            "agent_hours": hours,
            "occupancy_recorded": worked / 3600 / hours,
            **{f"{name}_recorded": value for name, value in told.items()},
            **{f"{name}_simulated": value for name, value in foretold.items()},
            "days_within": float(np.mean(np.abs(_abandoned(recorded.sum(1)) - _abandoned(simulated.sum(1))) <= POINTS)),
            "correlation": float(np.corrcoef(_waits(recorded)[busy], _waits(simulated)[busy])[0, 1]) if busy.sum() > 1 else 0.0,
        }


def _mean_patience(calls: Iterable[Call]) -> dict[str, float]:
    """Of an exponential patience that who was answered had more of than the log shows: all seconds waited over those who gave up."""
    waited, gave_up = defaultdict(float), defaultdict(int)
    for call in calls:
        waited[call.line] += call.waits
        gave_up[call.line] += not call.is_answered
    return {line: seconds / max(1, gave_up[line]) for line, seconds in waited.items()}


def _after_call_seconds(calls: Iterable[Call], gap_minutes: float) -> float:
    """The mean time between the end of a call and the agent's next answer, where that next customer was waiting already at the end."""
    served: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in calls:
        if call.is_answered:
            served[call.day, call.server].append(call)
    gaps = [
        later.begins - call.ends
        for found in served.values()
        for call, later in pairwise(sorted(found, key=lambda call: call.begins))
        if later.arrives < call.ends <= later.begins < call.ends + gap_minutes * 60
    ]
    return float(np.mean(gaps))


def _duties(calls: Sequence[Call], lines: Sequence[str], gap_minutes: float, reading: Reading) -> tuple[Duties, float]:
    """Who is on duty when, by the calls they answered, and the seconds of it all together. Everybody works at the usual speed: calls
    are as long as they were."""
    served: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.is_answered:
            served[call.server].append(call)
    changes: list[Change] = []
    stretch, seconds = 0, 0.0
    for person, found in enumerate(served.values()):
        of_line = Counter(call.line for call in found)
        able = tuple(at for at, line in enumerate(lines) if of_line[line] >= OWN_SHARE * len(found))
        waiting = [
            (call.arrives + AT_ONCE_SECONDS, call.begins)
            for call in calls
            if reading is Reading.NOT_WHILE_WAITING and call.waits > AT_ONCE_SECONDS and lines.index(call.line) in able
        ]
        for first, last in _stretches(found, gap_minutes * 60, np.array(waiting).reshape(-1, 2)):
            changes += [Change(_tick(first), stretch, person, able), Change(_tick(last), stretch, person, ())]
            stretch, seconds = stretch + 1, seconds + last - first
    return duties_from(changes, np.ones((len(served), len(lines)))), seconds


def _tick(second: float) -> int:
    return round(second * TICKS_PER_SECOND)


def _stretches(calls: Sequence[Call], gap_seconds: float, waiting: Floats) -> list[tuple[float, float]]:
    """From call to call, unless a longer gap lies between them, and in a gap only after the last moment at which somebody waited."""
    found: list[tuple[float, float]] = []
    for call in sorted(calls, key=lambda call: call.begins):
        if not found or call.begins - found[-1][1] > gap_seconds:
            found.append((call.begins, call.ends))
            continue
        first, last = found[-1]
        in_gap = waiting[(waiting[:, 0] < call.begins) & (waiting[:, 1] > last)]
        back = min(float(in_gap[:, 1].max()), call.begins) if len(in_gap) else last
        if back > last:
            found.append((back, call.ends))
        else:
            found[-1] = (first, max(last, call.ends))
    return found


def _contacts(
    calls: Sequence[Call],
    lines: Sequence[str],
    means: Mapping[str, tuple[float, float]],
    after: float,
    random: np.random.Generator,
) -> Contacts:
    """The calls of a day as the simulation takes them; by chance, how long those would have been that were given up, and how much longer
    than they did those would have waited who were answered. `means` are patience and seconds of a call by line."""
    rows: list[list[tuple[float, float, float]]] = [[] for _ in lines]
    for call in calls:
        patience, seconds = means[call.line]
        work = (call.seconds if call.is_answered else random.exponential(seconds)) + after
        more = random.exponential(patience) if call.is_answered else 0.0
        rows[lines.index(call.line)].append((call.arrives, work, call.begins + more))
    parts = [np.array(of_line).reshape(-1, 3).T * TICKS_PER_SECOND for of_line in rows]
    return contacts_of([(arrives.astype(np.int64), work, gives_up.astype(np.int64)) for arrives, work, gives_up in parts])


def _run(contacts: Contacts, duties: Duties, lines: int) -> Floats:
    """Figures of each half hour of arrival over all lines, and last the seconds waited until an answer."""
    shape = (lines, DAY_HALF_HOURS)
    figures, waits, busy = np.zeros((*shape, FIGURES)), np.zeros(shape), np.zeros(shape)
    present, half_hour = np.ones(len(duties.shift_person), np.int64), _tick(HALF_HOUR_SECONDS)
    run(contacts, duties, present, terms_of(_AS_LOGGED * lines), half_hour, figures, waits, busy)
    return np.concatenate([figures.sum(0), waits.sum(0)[:, None] / TICKS_PER_SECOND], axis=1)


def _recorded(calls: Iterable[Call]) -> Floats:
    found = np.zeros((DAY_HALF_HOURS, FIGURES + 1))
    for call in calls:
        row = found[min(DAY_HALF_HOURS - 1, int(call.arrives // HALF_HOUR_SECONDS))]
        row[OFFERED] += 1
        row[ANSWERED if call.is_answered else ABANDONED] += 1
        row[IN_TIME] += call.is_answered and call.waits <= THRESHOLD_SECONDS
        row[-1] += call.waits if call.is_answered else 0.0
    return found


def _figures(found: Floats) -> dict[str, float]:
    total = found.sum(axis=(0, 1))
    return {
        "abandoned": float(_abandoned(total)),
        "wait": float(total[-1] / total[ANSWERED]),
        "in_time": float(total[IN_TIME] / total[OFFERED]),
    }


def _abandoned(found: Floats) -> Floats:
    return np.asarray(found[..., ABANDONED] / np.maximum(found[..., OFFERED], 1.0))


def _waits(found: Floats) -> Floats:
    return np.asarray(found[..., -1] / np.maximum(found[..., ANSWERED], 1.0))
