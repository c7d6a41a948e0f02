"""What service a roster will give, with how sure that is: shares over replications and their 95 % confidence intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.simulation.contacts import ContactStream, Floats
from scheduling.simulation.kernel import ABANDONED, ANSWERED, FIGURES, IN_TIME, OFFERED, OPEN
from scheduling.timegrid import SLOT_SECONDS, Span

NORMAL_95 = 1.959964
BAD_QUANTILE = 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications; the truth lies within ``half_width`` of it with 95 % confidence. None: nothing to take a share of."""

    value: float | None
    half_width: float


@dataclass(frozen=True, slots=True)
class Service:
    """Of the contacts that arrive in a span: how many, the share answered in time (of all offered), what that share stays below in one
    replication of ten, the share that gives up, and the mean seconds that those answered had waited."""

    offered: float
    in_time: Estimate
    bad_share: float | None
    abandoned: Estimate
    wait_seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class WorkOutlook:
    """One work type: the whole horizon, each of the spans asked for, and slot by slot the contacts and the share in time (NaN without)."""

    work_type: str
    whole: Service
    spans: tuple[Service, ...]
    offered: Floats
    in_time_share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """All work types; and slot by slot the share of the presence at work that is spent on contacts (NaN where nobody is present), the
    heads busy with each stream's contacts, also of those who finish one after their duty, and the heads on duty to serve any of them."""

    replications: int
    contacts: float
    work_types: tuple[WorkOutlook, ...]
    occupancy_share: Floats
    mean_occupancy_share: float
    busy_heads: Floats
    present_heads: Floats


class Count(NamedTuple):
    """What one replication counted: ``figures[stream, slot, figure]``, and by stream and slot the seconds waited until an answer and those
    that people were busy; by slot the seconds that people were present."""

    figures: npt.NDArray[np.float64]
    waits: Floats
    busy: Floats
    present: Floats


class Tally:
    """Replications summed up one by one: by slot over all of them, by span for each, for only spans get an interval."""

    def __init__(self, streams: Sequence[ContactStream], *, slots: int, spans: Sequence[Span]) -> None:
        self.streams, self.slots = streams, slots
        self.whole_and_spans = np.array([(0, slots), *spans], np.int64)
        self.by_slot = np.zeros((len(streams), slots, FIGURES))
        self.busy, self.present = np.zeros((len(streams), slots)), np.zeros(slots)
        self.contacts = 0.0
        self.by_span: list[tuple[Floats, Floats]] = []

    def add(self, count: Count) -> None:
        """One more. Work that is not done at the end and not due yet either is left out of what was offered."""
        self.contacts += float(count.figures[..., OFFERED].sum())
        for at, stream in enumerate(self.streams):
            due_later = max(0, self.slots - int(stream.threshold_seconds // SLOT_SECONDS))
            count.figures[at, due_later:, OFFERED] -= count.figures[at, due_later:, OPEN]
        self.by_slot += count.figures
        self.busy += count.busy
        self.present += count.present
        self.by_span.append((self._summed(count.figures), self._summed(count.waits)))

    def _summed(self, numbers: Floats) -> Floats:
        """Numbers by stream and slot, by stream and span instead; the first span is the whole."""
        run = np.concatenate([np.zeros_like(numbers[:, :1]), np.cumsum(numbers, axis=1)], axis=1)
        sums: Floats = run[:, self.whole_and_spans[:, 1]] - run[:, self.whole_and_spans[:, 0]]
        return sums

    def outlook(self) -> Outlook:
        """What all replications say."""
        replications = len(self.by_span)
        figures, waits = (np.stack([sums[part] for sums in self.by_span]) for part in (0, 1))
        with np.errstate(invalid="ignore", divide="ignore"):
            in_time_share = self.by_slot[..., IN_TIME] / self.by_slot[..., OFFERED]
            occupancy = np.where(self.present > 0, np.minimum(1.0, self.busy.sum(axis=0) / self.present), np.nan)
        works = []
        for at, stream in enumerate(self.streams):
            whole, *spans = (_service(figures[:, at, span], waits[:, at, span]) for span in range(len(self.whole_and_spans)))
            offered = self.by_slot[at, :, OFFERED] / replications
            works.append(WorkOutlook(stream.work_type, whole, tuple(spans), offered, in_time_share[at]))
        present = float(self.present.sum())
        return Outlook(
            replications=replications,
            contacts=self.contacts / replications,
            work_types=tuple(works),
            occupancy_share=occupancy,
            mean_occupancy_share=min(1.0, float(self.busy.sum()) / present) if present else 0.0,
            busy_heads=self.busy / (replications * SLOT_SECONDS),
            present_heads=self.present / (replications * SLOT_SECONDS),
        )


def _service(figures: Floats, waits: Floats) -> Service:
    """Of one work type in one span, from its figures and the seconds waited in each replication."""
    answered = float(figures[:, ANSWERED].sum())
    return Service(
        offered=float(figures[:, OFFERED].mean()),
        in_time=_share(figures[:, IN_TIME], figures[:, OFFERED]),
        bad_share=_bad_share(figures[:, IN_TIME], figures[:, OFFERED]),
        abandoned=_share(figures[:, ABANDONED], figures[:, OFFERED]),
        wait_seconds=float(waits.sum()) / answered if answered else 0.0,
    )


def _bad_share(parts: Floats, totals: Floats) -> float | None:
    told = totals > 0
    return float(np.quantile(parts[told] / totals[told], BAD_QUANTILE)) if told.any() else None


def _share(parts: Floats, totals: Floats) -> Estimate:
    """A ratio of means, with its interval by linearisation: what a replication's part differs from the ratio times its total."""
    total, replications = float(totals.sum()), len(totals)
    if total <= 0:
        return Estimate(None, 0.0)
    share = float(parts.sum()) / total
    if replications < 2:
        return Estimate(share, 1.0)
    error = float(np.std(parts - share * totals, ddof=1)) / np.sqrt(replications) / (total / replications)
    return Estimate(share, NORMAL_95 * float(error))
