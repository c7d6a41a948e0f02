"""What can be run: a feature's `tasks` module lists its kinds of job in `KINDS`, and in `DUTIES` what a worker does again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from wfm.features import feature_modules
from wfm.jobs.runs import Run

if TYPE_CHECKING:
    from wfm.jobs.execution import RunningJob


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """`work` does the job and stores its outcome through `RunningJob.unit_of_work`. It is never retried when it raises.

    Light jobs have a queue of their own: a worker does one of them beside one of the others."""

    name: str
    table: type[Run]
    work: Callable[[RunningJob], None]
    is_light: bool = False


def all_kinds() -> Mapping[str, JobKind]:
    """The kinds of all features, by name."""
    kinds = [kind for module in feature_modules("tasks") for kind in module.KINDS]
    return {kind.name: kind for kind in kinds}


def all_duties() -> tuple[Callable[[Flask], int], ...]:
    """What the features ask of a worker every few seconds. A duty is short, and several workers may do it at once; it tells how much
    it did, so that the next round follows at once where there may be more."""
    return tuple(duty for module in feature_modules("tasks") for duty in getattr(module, "DUTIES", ()))
