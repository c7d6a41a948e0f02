"""Somebody is away: who could take over each of their shifts. Everybody else of the draft is put to the law with the shift in hand,
so that what is offered can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.rostering.person import Person
from scheduling.rostering.problem import WishKind
from wfm.agents.models import Agent
from wfm.core.errors import InvalidInput
from wfm.core.intervals import Interval
from wfm.core.local_week import whole_days
from wfm.editing.edits import EditNotPossible, Hand, ReassignShift
from wfm.editing.holding import NotOnTheBoard, hands_of
from wfm.editing.law import LawOfPeople
from wfm.rosters.content import ShiftContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft
from wfm.rosters.queries import find_published_version, rows_of_draft, version_contents, work_names
from wfm.rosters.weeks import RosterWeek

TAKERS_MAX = 6
DAYS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Somebody who may work the shift: how well and how gladly they do the work (of several kinds the least), their paid time with
    it, and the contract's least and most. `wished_off` tells that they wish not to work then."""

    agent_id: int
    display_name: str
    zone: str
    level: int
    enjoyment: int
    paid_minutes: int
    week_minutes: tuple[int, int]
    wished_off: bool
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShift:
    """A shift of somebody who is away; the best takers first. Of all others it is counted why they cannot."""

    shift: ShiftContent
    takers: tuple[Taker, ...]
    may: int
    cannot_serve: int
    work_then: int
    against_law: int


def people_of_week(session: Session, *, week: RosterWeek, draft: RosterDraft | None) -> list[Agent]:
    """Everybody of the draft, or of what is published, by name."""
    if draft is not None:
        ids = set(rows_of_draft(session, draft_id=draft.id))
    else:
        published = find_published_version(session, week=week)
        ids = {content.agent_id for content in version_contents(session, version=published)} if published else set()
    return list(session.scalars(select(Agent).where(Agent.id.in_(ids)).order_by(Agent.display_name, Agent.id)))


def person_of_week(session: Session, *, week: RosterWeek, draft: RosterDraft | None, agent_id: int) -> Agent:
    """One of them. Raises NotOnTheBoard."""
    found = next((agent for agent in people_of_week(session, week=week, draft=draft) if agent.id == agent_id), None)
    if found is None:
        raise NotOnTheBoard(_("This person is not on the board of this week."))
    return found


def days_away(first: date, last: date, *, zone: str) -> Interval:
    """Whole local days of somebody. Raises InvalidInput for days that cannot be."""
    if not 0 <= (last - first).days < DAYS_MAX:
        raise InvalidInput(_("The last day lies before the first, or more than %(most)d days after it.", most=DAYS_MAX))
    return whole_days(first, last, zone=zone)


def shifts_to_cover(session: Session, *, week: RosterWeek, draft: RosterDraft, agent_id: int, away: Interval) -> tuple[OpenShift, ...]:
    """The shifts that somebody would work while they are away. Raises EditNotPossible where the law cannot be asked."""
    rows = rows_of_draft(session, draft_id=draft.id)
    if agent_id not in rows:
        return ()
    names = work_names(session)
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=sorted(rows), names=names)
    hands = hands_of(session, rows, law)
    codes = {id_: code for code, id_ in names.work_type_ids.items()}
    tokens = {other: row.row_version for other, row in rows.items()}
    shifts = [shift for shift in hands[agent_id].content.shifts if shift.starts_at < away.ends_at and away.starts_at < shift.ends_at]
    return tuple(_Search(law, hands, codes, tokens, agent_id).takers_of(shift) for shift in shifts)


@dataclass(frozen=True, slots=True)
class _Search:
    law: LawOfPeople
    hands: Mapping[int, Hand]
    codes: Mapping[int, str]
    tokens: Mapping[int, int]
    agent_id: int

    def takers_of(self, shift: ShiftContent) -> OpenShift:
        works = {self.codes[part.work_type_id] for part in shift.segments if part.kind is SegmentKind.WORK and part.work_type_id}
        takers: list[Taker] = []
        cannot_serve = work_then = against_law = 0
        for other, hand in self.hands.items():
            person = self.law.people.get(other)
            if other == self.agent_id:
                continue
            if person is None or not works <= {skill.work_type for skill in person.skills}:
                cannot_serve += 1
            elif any(own.starts_at < shift.ends_at and shift.starts_at < own.ends_at for own in hand.content.shifts):
                work_then += 1
            elif (after := self._after(other, shift)) is None:
                against_law += 1
            else:
                takers.append(self._taker(person, after, works, shift))
        takers.sort(key=_worth)
        return OpenShift(
            shift=shift,
            takers=tuple(takers[:TAKERS_MAX]),
            may=len(takers),
            cannot_serve=cannot_serve,
            work_then=work_then,
            against_law=against_law,
        )

    def _after(self, other: int, shift: ShiftContent) -> Hand | None:
        """The other's week with the shift in it, unless that breaks what was kept before."""
        before = {self.agent_id: self.hands[self.agent_id], other: self.hands[other]}
        try:
            after = ReassignShift(agent_id=self.agent_id, shift=shift.starts_at, to_agent_id=other).apply(before)
        except EditNotPossible:
            return None
        return None if self.law.broken_by({other: before[other]}, {other: after[other]}) else after[other]

    def _taker(self, person: Person, after: Hand, works: set[str], shift: ShiftContent) -> Taker:
        other = int(person.id)
        skills = [skill for skill in person.skills if skill.work_type in works]
        return Taker(
            agent_id=other,
            display_name=self.law.name_of(other),
            zone=self.law.zone_of(other),
            level=min((skill.level for skill in skills), default=0),
            enjoyment=min((skill.enjoyment for skill in skills), default=0),
            paid_minutes=after.content.paid_minutes,
            week_minutes=person.contract.week_minutes,
            wished_off=self._wished_off(person, shift.starts_at, shift.ends_at),
            token=self.tokens[other],
        )

    def _wished_off(self, person: Person, starts_at: datetime, ends_at: datetime) -> bool:
        spans = [self.law.span_of(wish.slots) for wish in person.wishes if wish.kind is WishKind.OFF]
        return any(span.starts_at < ends_at and starts_at < span.ends_at for span in spans)


def _worth(taker: Taker) -> tuple[bool, int, int, int, str]:
    """Who has no wish against it comes first, then who has fewer hours than the contract's least, then who does the work gladly and
    well."""
    missing = max(taker.week_minutes[0] - taker.paid_minutes, 0)
    return taker.wished_off, -missing, -taker.enjoyment, -taker.level, taker.display_name
