"""What service a roster will give, with how sure that is: shares over replications and their 95 % confidence intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.simulation.contacts import ContactStream, Floats
from scheduling.simulation.kernel import ABANDONED, ANSWERED, IN_TIME, OFFERED, OPEN
from scheduling.timegrid import SLOT_SECONDS, Span

NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications; the truth lies within ``half_width`` of it with 95 % confidence. None: nothing to take a share of."""

    value: float | None
    half_width: float


@dataclass(frozen=True, slots=True)
class Service:
    """Of the contacts that arrive in a span: how many, the share answered in time (of all offered), the share that gives up, and the
    mean seconds that those answered had waited."""

    offered: float
    in_time: Estimate
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
    heads busy with each stream's contacts (counted where they begin), and the heads present to serve any of them."""

    replications: int
    contacts: float
    work_types: tuple[WorkOutlook, ...]
    occupancy_share: Floats
    mean_occupancy_share: float
    busy_heads: Floats
    present_heads: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What the replications counted: ``figures[replication, stream, slot, figure]``, ``waits[replication, stream, slot]`` in seconds,
    and over all replications the seconds worked for each stream, and present, in each slot."""

    figures: npt.NDArray[np.float64]
    waits: npt.NDArray[np.float64]
    busy: Floats
    present: Floats


def outlook_of(streams: Sequence[ContactStream], counts: Counts, *, spans: Sequence[Span]) -> Outlook:
    """Sum up. Work that is not done at the end and not due yet either is left out."""
    replications, _, slots, _ = counts.figures.shape
    offered = counts.figures[..., OFFERED].copy()
    for at, stream in enumerate(streams):
        due_later = max(0, slots - int(stream.threshold_seconds // SLOT_SECONDS))
        offered[:, at, due_later:] -= counts.figures[:, at, due_later:, OPEN]
    works = []
    for at, stream in enumerate(streams):
        figures, waits = counts.figures[:, at], counts.waits[:, at]
        by_slot = offered[:, at].sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            in_time_share = figures[..., IN_TIME].sum(axis=0) / by_slot
        works.append(
            WorkOutlook(
                work_type=stream.work_type,
                whole=_service(figures, waits, offered[:, at], (0, slots)),
                spans=tuple(_service(figures, waits, offered[:, at], span) for span in spans),
                offered=by_slot / replications,
                in_time_share=in_time_share,
            )
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = counts.busy.sum(axis=0) / counts.present
    present = float(counts.present.sum())
    return Outlook(
        replications=replications,
        contacts=float(counts.figures[..., OFFERED].sum()) / replications,
        work_types=tuple(works),
        occupancy_share=np.minimum(1.0, occupancy),
        mean_occupancy_share=min(1.0, float(counts.busy.sum()) / present) if present else 0.0,
        busy_heads=counts.busy / (replications * SLOT_SECONDS),
        present_heads=counts.present / (replications * SLOT_SECONDS),
    )


def _service(figures: Floats, waits: Floats, offered: Floats, span: Span) -> Service:
    first, last = span
    totals = offered[:, first:last].sum(axis=1)
    answered = float(figures[:, first:last, ANSWERED].sum())
    return Service(
        offered=float(totals.mean()),
        in_time=_share(figures[:, first:last, IN_TIME].sum(axis=1), totals),
        abandoned=_share(figures[:, first:last, ABANDONED].sum(axis=1), totals),
        wait_seconds=float(waits[:, first:last].sum()) / answered if answered else 0.0,
    )


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
