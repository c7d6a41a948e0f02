"""The demo step by step: a company with people and work, its past contacts, what its weeks take; and a pool for a week of another group."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.demand import Numbers, total_hours
from scheduling.rostering.pool_people import describe_people
from scheduling.timegrid import start_of_day, to_local, week_of
from wfm.accounts.services import RoleGrant, UserDetails, ensure_demo_users
from wfm.agents.models import Agent, RosterGroup
from wfm.agents.queries import agents_in_group, find_roster_group
from wfm.catalog.kinds import TargetKind
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.access import Actor, Role
from wfm.core.checks import check_above, check_between
from wfm.core.errors import Conflict, InvalidInput
from wfm.core.local_week import DateRange
from wfm.demand.csv_import import read_volumes
from wfm.demand.forecast_services import ForecastOrder, make_forecast
from wfm.demand.import_outcome import ImportOutcome, VolumeFile
from wfm.demand.planning import plan_of
from wfm.demand.queries import find_latest_requirement, requirement_curves
from wfm.demand.reading import FileKind, Reading
from wfm.demand.requirement_services import RequirementOutcome, staff_week
from wfm.demand.rows import Known
from wfm.demand.services import store_volumes
from wfm.demo.company import GROUP_NAME, WEEK_STARTS_ON, ZONE, DemoWork, create_company, own_reasons, work_for
from wfm.demo.people import Cast, add_people
from wfm.demo.sizing import PEOPLE_MAX, PEOPLE_MIN, capacity_hours, members_for, members_of_size
from wfm.demo.volumes import COLUMNS, INTERVAL, Flow, heads_within_reach, write_volumes
from wfm.rosters.weeks import RosterWeek, week_holding

TIGHTNESS = 0.9
"""Hours required over hours that people can give: short here and there, as real weeks are."""
HISTORY_WEEKS = 6
SOURCE = "contact-platform"
SLOT_HOURS = 0.25
AGENTS_TO_SIGN_IN_AS = 4
SEED_MAX = 2**31 - 1
TIGHTNESS_MAX = 5.0


class DemoIsThere(Conflict):
    code = "demo_is_there"


class GroupHasPeople(Conflict):
    code = "group_has_people"


class NothingStaffed(InvalidInput):
    code = "nothing_staffed"


@dataclass(frozen=True, kw_only=True)
class DemoSize:
    """How large the company is, and the seed of everything that is drawn for it."""

    people: int = 60
    seed: int = 1

    def __post_init__(self) -> None:
        check_between("people", self.people, PEOPLE_MIN, PEOPLE_MAX)
        check_between("seed", self.seed, 0, SEED_MAX)


@dataclass(frozen=True, kw_only=True)
class Company:
    """The company as it was founded: its week as of now, its people, and the contacts that reach it."""

    week: RosterWeek
    people: int
    zones: int
    flows: tuple[Flow, ...]


def found_company(session: Session, *, size: DemoSize, actor: Actor, now: datetime) -> Company:
    """There is the demo company: work types, people in at least ten zones, and somebody of each role to sign in as.

    Leave and wishes are about the week after the present one. Raises DemoIsThere where it was founded before.
    """
    if find_roster_group(session, name=GROUP_NAME) is not None:
        raise DemoIsThere(_("The demo is there already: roster group %(name)s.", name=GROUP_NAME))
    work = work_for(size.people)
    members = describe_people(people=size.people, work_types=len(work), seed=size.seed, shares=[one.share for one in work])
    today = to_local(now, zone=ZONE).date()
    horizon = week_of(today, zone=ZONE, week_starts_on=WEEK_STARTS_ON)
    heads = heads_within_reach(members, work, horizon=horizon, first_date=to_local(horizon.starts_at, zone=ZONE).date(), seed=size.seed)
    hours = {code: TIGHTNESS * SLOT_HOURS * float(curve.sum()) for code, curve in heads.items()}
    weekly = {one.code: hours[one.code] for one in work if one.target.kind is TargetKind.WEEKLY_HOURS}
    group, rows = create_company(session, work=work, weekly_hours=weekly, actor=actor, now=now)
    week = week_holding(group, today)
    cast = Cast(
        group=group,
        members=members,
        work_type_ids=tuple(row.id for row in rows),
        week_date=week.week_date + timedelta(weeks=1),
        seed=size.seed,
    )
    agents = add_people(session, cast=cast, actor=actor, now=now)
    _offer_sign_ins(session, agents, actor, now)
    flows = tuple(_flow(one, row, heads, hours, week) for one, row in zip(work, rows, strict=True) if one.contacts)
    return Company(week=week, people=len(agents), zones=len({member.zone for member in members}), flows=flows)


def import_history(session: Session, *, company: Company, seed: int, actor: Actor, now: datetime) -> ImportOutcome:
    """What came in over the last weeks, until today began, is stored: written as a file and brought in as any file is."""
    starts_at = company.week.horizon.starts_at - timedelta(weeks=HISTORY_WEEKS)
    ends_at = start_of_day(to_local(now, zone=ZONE).date(), zone=ZONE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"contacts until {ends_at.date()}.csv"
        write_volumes(path, flows=company.flows, starts_at=starts_at, ends_at=ends_at, seed=seed)
        reading = Reading(
            kind=FileKind.INTERVALS,
            zone=ZONE,
            columns={name: name for name in COLUMNS},
            interval_minutes=INTERVAL // timedelta(minutes=1),
        )
        served = {kind.name: flow.work.code for flow in company.flows for kind in flow.work.contacts}
        file = VolumeFile(path=path, reading=reading, source_code=SOURCE, work_types=served, may_create=True)
        found = read_volumes(path, reading=reading, known=Known(), on_progress=_nobody)
        stored = store_volumes(session, file=file, found=found, actor=actor, now=now)
        own_reasons(session, actor=actor, now=now)
        return stored


def plan_week(session: Session, *, week: RosterWeek, actor: Actor, now: datetime) -> RequirementOutcome:
    """The week is forecast from the past weeks and staffed."""
    order = ForecastOrder(roster_group_id=week.roster_group_id, local_date=week.week_date, weeks=HISTORY_WEEKS)
    make_forecast(session, order=order, actor=actor, now=now)
    return staff_week(session, roster_group_id=week.roster_group_id, local_date=week.week_date, actor=actor, now=now)


@dataclass(frozen=True, kw_only=True)
class PoolSize:
    """How many people a pool has: so many, or as many as make the week `tightness` tight."""

    people: int | None = None
    tightness: float = TIGHTNESS
    seed: int = 1

    def __post_init__(self) -> None:
        if self.people is not None:
            check_between("people", self.people, PEOPLE_MIN, PEOPLE_MAX)
        check_above("tightness", self.tightness, 0)
        check_between("tightness", self.tightness, 0, TIGHTNESS_MAX)
        check_between("seed", self.seed, 0, SEED_MAX)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The people who were added, the hours a week they can give at most (speeds counted), and the hours required."""

    people: int
    zones: int
    capacity_hours: float
    required_hours: float


def add_pool(session: Session, *, group: RosterGroup, week: RosterWeek, size: PoolSize, actor: Actor, now: datetime) -> Pool:
    """The group has people who fit what the week takes, in at least ten zones.

    Raises NothingStaffed, GroupHasPeople, and InvalidInput where more people than the most are needed.
    """
    requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=week.week_date)
    if requirement is None:
        raise NothingStaffed(
            _("Nobody has said yet what the week of %(date)s takes for %(group)s.", date=week.week_date, group=group.name),
            details=[_("Say it with: flask staff --group %(group)r --week %(date)s", group=group.name, date=week.week_date)],
        )
    dates = DateRange(week.week_date, week.last_date + timedelta(days=1))
    there = len(agents_in_group(session, roster_group_id=group.id, dates=dates))
    if there:
        raise GroupHasPeople(_("%(group)s has %(people)d people already.", group=group.name, people=there))
    curves = requirement_curves(session, requirement=requirement)
    rows = {row.code: row for row in work_types_of_group(session, roster_group_id=group.id) if row.code in curves}
    needs = {code: curves[code] for code in rows}
    try:
        if size.people is None:
            members = members_for(needs, week=week.horizon, tightness=size.tightness, seed=size.seed)
        else:
            members = members_of_size(needs, week=week.horizon, people=size.people, seed=size.seed)
    except ValueError as error:
        raise InvalidInput(_("No pool fits this week: %(why)s", why=error)) from error
    cast = Cast(
        group=group, members=members, work_type_ids=tuple(row.id for row in rows.values()), week_date=week.week_date, seed=size.seed
    )
    add_people(session, cast=cast, actor=actor, now=now)
    return Pool(
        people=len(members),
        zones=len({member.zone for member in members}),
        capacity_hours=capacity_hours(members),
        required_hours=total_hours(needs.values()),
    )


def _flow(work: DemoWork, row: WorkType, heads: Mapping[str, Numbers], hours: Mapping[str, float], week: RosterWeek) -> Flow:
    rules = plan_of(row, []).rules
    return Flow.that_takes(hours[work.code], work=work, heads=heads[work.code], horizon=week.horizon, rules=rules)


def _offer_sign_ins(session: Session, agents: Sequence[Agent], actor: Actor, now: datetime) -> None:
    """One of each role, and a few agents who live far apart."""
    staff = (
        ("Inês Moreira", "lead@demo.example", Role.LEAD),
        ("Wanjiru Kamau", "hr@demo.example", Role.HR),
        ("Kenji Watanabe", "admin@demo.example", Role.ADMINISTRATOR),
    )
    users = [(UserDetails(email=email, display_name=name, zone=ZONE, is_demo=True), RoleGrant(role=role)) for name, email, role in staff]
    far_apart = list({agent.zone: agent for agent in reversed(agents)}.values())
    users += [
        (
            UserDetails(email=agent.email, display_name=agent.display_name, zone=agent.zone, agent_id=agent.id, is_demo=True),
            RoleGrant(role=Role.AGENT),
        )
        for agent in far_apart[:AGENTS_TO_SIGN_IN_AS]
    ]
    ensure_demo_users(session, users=users, actor=actor, now=now)


def _nobody(_done: int) -> None:
    return
