"""Makes what a test needs but does not speak about. Everything can be said otherwise by keyword."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from scheduling.rostering.contract import BreakRule, Contract
from wfm.agents.models import Agent, RosterGroup
from wfm.agents.people import AgentDetails, Employment, Newcomer
from wfm.agents.services import add_newcomers, create_agent, create_roster_group
from wfm.catalog.details import Target, WorkTypeDetails
from wfm.catalog.kinds import TargetKind
from wfm.catalog.models import Channel, WorkType
from wfm.catalog.services import create_channel, create_work_type
from wfm.core.access import Actor, Role
from wfm.core.local_week import DateRange, WeeklyStretch

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LEAD = Actor(id=None, name="Ines Lead", roles=frozenset({Role.LEAD}))
_numbers = count(1)


def terms(**said: Any) -> Contract:
    usual: dict[str, Any] = {
        "week_minutes": (1500, 2400),
        "shift_minutes": (240, 540),
        "rest_minutes": 660,
        "days_per_week_max": 5,
        "consecutive_days_max": 6,
        "block_minutes_min": 60,
        "breaks": (BreakRule(shift_minutes_from=360, minutes=30, paid=False, starts_after_minutes=(150, 330)),),
    }
    return Contract(**usual | said)


def office_hours(first: int = 1, last: int = 5) -> tuple[WeeklyStretch, ...]:
    return tuple(WeeklyStretch(weekday, time(9), time(17)) for weekday in range(first, last + 1))


def employment(valid_from: date = date(2026, 1, 1), valid_until: date | None = None, **said: Any) -> Employment:
    usual: dict[str, Any] = {"terms": terms(), "default_hours": office_hours()}
    return Employment(valid=DateRange(valid_from, valid_until), **usual | said)


def agent_details(**said: Any) -> AgentDetails:
    number = next(_numbers)
    usual = {"display_name": f"Agent {number}", "email": f"agent{number}@example.com", "zone": "Europe/Lisbon", "country": "PT"}
    return AgentDetails(**usual | said)


def an_agent(session: Session, **said: Any) -> Agent:
    return create_agent(session, details=agent_details(**said), actor=LEAD, now=NOW)


def a_group(session: Session, **said: Any) -> RosterGroup:
    usual: dict[str, Any] = {"name": f"Group {next(_numbers)}", "zone": "Europe/Lisbon"}
    return create_roster_group(session, **usual | said, actor=LEAD, now=NOW)


def a_member(session: Session, group: RosterGroup, *, employed: Employment | None = None, **said: Any) -> Agent:
    newcomer = Newcomer(details=agent_details(**said), employment=employed or employment(), roster_group_id=group.id)
    return add_newcomers(session, newcomers=[newcomer], actor=LEAD, now=NOW)[0]


def a_channel(session: Session) -> Channel:
    number = next(_numbers)
    return create_channel(session, code=f"channel-{number}", name=f"Channel {number}", actor=LEAD, now=NOW)


def target(**said: Any) -> Target:
    usual: dict[str, Any] = {"service_level_share": 0.8, "service_level_seconds": 20} if "kind" not in said else {}
    return Target(**{"kind": TargetKind.SERVICE_LEVEL} | usual | said)


def work_type_details(session: Session, **said: Any) -> WorkTypeDetails:
    number = next(_numbers)
    usual: dict[str, Any] = {
        "code": f"work-{number:05}",  # in the order they were made, also as text
        "name": f"Work {number}",
        "target": target(),
        "opening_zone": "Europe/Lisbon",
    }
    if "channel_id" not in said:
        usual["channel_id"] = a_channel(session).id
    return WorkTypeDetails(**usual | said)


def a_work_type(session: Session, **said: Any) -> WorkType:
    return create_work_type(session, details=work_type_details(session, **said), actor=LEAD, now=NOW)
