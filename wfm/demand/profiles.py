"""Named profiles: how the files of a known source are read, and what has to exist in the catalog to plan its contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from flask_babel import gettext as _

from wfm.catalog.details import Target
from wfm.catalog.kinds import TargetKind
from wfm.core.errors import InvalidInput
from wfm.core.local_week import WeeklyStretch
from wfm.demand.reading import FileKind, Reading, RowEffect, RowRule


@dataclass(frozen=True, kw_only=True)
class PlannedWork:
    """A work type as a profile proposes it, and the contact types it serves."""

    code: str
    name: str
    contact_types: tuple[str, ...]
    target: Target
    opening_hours: tuple[WeeklyStretch, ...]
    shrinkage_share: float


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A source whose files are known: their reading, and the group, channel and work types that plan it."""

    name: str
    reading: Reading
    source_code: str
    source_name: str
    channel_code: str
    channel_name: str
    group_name: str
    week_starts_on: int
    country: str
    work: tuple[PlannedWork, ...]

    @property
    def contact_types(self) -> tuple[str, ...]:
        return tuple(contact_type for work in self.work for contact_type in work.contact_types)


SUNDAY, FRIDAY, SATURDAY = 7, 5, 6
MIDNIGHT = time(0)

# The call centre of a small bank, 1999, one row a call (Guedj and Mandelbaum, Technion, 2000: "Anonymous Bank"). A call
# counts when it enters (`vru_entry`). Why its six types are one planning group: docs/decisions, "bank planning groups".
# The log states no targets: they are a proposal. Patience is measured in January 1999 as time in queue of all callers by
# number of hang-ups, 366 s (exponential, censored by service); absence of 5 % is assumed.
ANONYMOUS_BANK = Profile(
    name="anonymous-bank",
    reading=Reading(
        kind=FileKind.CONTACTS,
        zone="Asia/Jerusalem",
        columns=MappingProxyType({"date": "date", "time": "vru_entry", "contact_type": "type", "handle_time_seconds": "ser_time"}),
        delimiter="\t",
        date_format="%y%m%d",
        time_format="%H:%M:%S",
        rules=(
            RowRule.parse(RowEffect.LEAVE_OUT, "type!=PS|PE|IN|NE|NW|TT", "no type of the documentation: left out"),
            RowRule.parse(RowEffect.LEAVE_OUT, "outcome=PHANTOM", "a virtual call, to be ignored by the documentation: left out"),
            RowRule.parse(RowEffect.LEAVE_OUT, "outcome=HANG,q_start=0:00:00", "hung up before asking for an agent: left out"),
            RowRule.parse(RowEffect.ABANDONED, "outcome=HANG", "gave up in the queue: offered, abandoned"),
            RowRule.parse(
                RowEffect.UNTIMED, "outcome=AGENT,ser_time=0", "served in 0 s, so not timed: offered, not in the mean handle time"
            ),
        ),
        key_columns=("vru+line", "call_id", "date"),
    ),
    source_code="anonymous-bank",
    source_name="Anonymous Bank call log",
    channel_code="phone",
    channel_name="Phone",
    group_name="Anonymous Bank",
    week_starts_on=SUNDAY,
    country="IL",
    work=(
        PlannedWork(
            code="bank-calls",
            name="Bank calls",
            contact_types=("PS", "NW", "NE", "TT", "IN", "PE"),
            target=Target(
                kind=TargetKind.SERVICE_LEVEL,
                service_level_share=0.8,
                service_level_seconds=20,
                abandonment_share_max=0.05,
                patience_seconds=366,
                minimum_headcount=1,
            ),
            opening_hours=(
                *(WeeklyStretch(weekday, time(7), MIDNIGHT) for weekday in (SUNDAY, 1, 2, 3, 4)),
                WeeklyStretch(FRIDAY, time(7), time(14)),
                WeeklyStretch(SATURDAY, time(20), MIDNIGHT),
            ),
            shrinkage_share=0.05,
        ),
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in (ANONYMOUS_BANK,)})


def profile_named(name: str) -> Profile:
    """Raises InvalidInput, listing the profiles there are."""
    if name not in PROFILES:
        raise InvalidInput(_("profile is %(name)r; there are: %(known)s", name=name, known=", ".join(PROFILES)))
    return PROFILES[name]
