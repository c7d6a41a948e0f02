"""The law put to the people whom an edit touches, and to nobody else: what it finds now that it did not find before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.rostering.checker import Violation, check
from scheduling.rostering.person import Person
from scheduling.rostering.problem import RosterProblem, WishKind
from scheduling.timegrid import to_local
from wfm.agents.models import Agent
from wfm.core.formats import day, hours_of_minutes
from wfm.core.intervals import Interval
from wfm.core.public_holidays import public_holidays
from wfm.demand.models import Requirement
from wfm.demand.queries import find_latest_requirement
from wfm.editing.edits import EditNotPossible, Hand, Hands
from wfm.rosters.content import WorkNames, roster_of
from wfm.rosters.law_texts import Names, rule_text, sentence
from wfm.rosters.models import RosterDraft
from wfm.rosters.weeks import RosterWeek
from wfm.solves.locked import with_locks
from wfm.solves.problem_builder import build_people


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about one person's week: `rule` names what it is, `title` in plain words, `text` with values and own local times.

    `is_hard` tells the law from what is only good to know. `starts_at` is where to look, `days_off` the person's own first and last
    date to be off on if it is to be mended so.
    """

    agent_id: int
    display_name: str
    rule: str
    title: str
    text: str
    is_hard: bool
    starts_at: datetime
    days_off: tuple[date, date] | None = None

    @property
    def line(self) -> str:
        return f"{self.display_name}: {self.title}: {self.text}"


class LawOfPeople:
    """The law of some people of a week as everything stands now, asked in a fixed number of questions.

    Raises NothingRequired where nobody has said what the week takes.
    """

    def __init__(self, session: Session, *, week: RosterWeek, draft: RosterDraft, agent_ids: Sequence[int], names: WorkNames) -> None:
        self._week, self._names = week, names
        requirement = requirement_of(session, week, draft)
        self._problem = build_people(session, week=week, requirement=requirement, agent_ids=agent_ids)
        self._agents = {agent.id: agent for agent in session.scalars(select(Agent).where(Agent.id.in_(agent_ids)))}
        self.people = {int(person.id): person for person in self._problem.people}

    def name_of(self, agent_id: int) -> str:
        return self._agents[agent_id].display_name

    def zone_of(self, agent_id: int) -> str:
        return self._agents[agent_id].zone

    def span_of(self, slots: tuple[int, int]) -> Interval:
        """A stretch of the problem as instants."""
        return self._week.span_of(slots)

    def broken_by(self, before: Hands, after: Hands) -> tuple[Finding, ...]:
        """What breaks the law after an edit and did not before. What was locked before must stand."""
        return self.judge(before)(after)

    def judge(self, before: Hands) -> Callable[[Hands], tuple[Finding, ...]]:
        """What several possible edits of the same weeks would break, each."""
        problem = self._with_locks(before)
        known = {_key(found) for found in self._check(problem, before)}

        def broken_by(after: Hands) -> tuple[Finding, ...]:
            return tuple(self._finding(found) for found in self._check(problem, after) if _key(found) not in known)

        return broken_by

    def findings(self, hands: Hands) -> tuple[Finding, ...]:
        """Everything worth knowing of these weeks: the law first, then hours below the contract and wishes that are refused."""
        problem = self._with_locks(hands)
        hard = [self._finding(found) for found in self._check(problem, hands)]
        soft = [found for agent_id, hand in hands.items() for found in self._soft(agent_id, hand)]
        return (*hard, *soft)

    def _check(self, problem: RosterProblem, hands: Hands) -> tuple[Violation, ...]:
        contents = [hand.content for hand in hands.values()]
        return check(problem, roster_of(contents, problem_name=problem.name, horizon=self._week.horizon, names=self._names))

    def _with_locks(self, hands: Hands) -> RosterProblem:
        """The problem of the people in these hands."""
        people = tuple(self._locked(person, hands) for person in self._problem.people if int(person.id) in hands)
        return replace(self._problem, people=people)

    def _locked(self, person: Person, hands: Mapping[int, Hand]) -> Person:
        hand = hands.get(int(person.id))
        if hand is None or not hand.locks:
            return person
        return with_locks(person, hand.locks, hand.content, week=self._week, names=self._names)

    def _finding(self, found: Violation) -> Finding:
        agent_id = int(found.person) if found.person.isdigit() else 0
        name = self._agents[agent_id].display_name if agent_id in self._agents else found.person
        return Finding(
            agent_id=agent_id,
            display_name=name,
            rule=found.rule,
            title=rule_text(found.rule),
            text=sentence(found.said, names=Names(people={found.person: name}, work=self._names.spoken)),
            is_hard=True,
            starts_at=self._week.horizon.instant_of(found.slots[0]),
        )

    def _soft(self, agent_id: int, hand: Hand) -> list[Finding]:
        person = self.people.get(agent_id)
        if person is None:
            return []
        found = []
        least = person.contract.week_minutes[0]
        if hand.content.paid_minutes < least and not person.contract.week_minimum_hard:
            text = _(
                "%(hours)s, the contract's least is %(least)s",
                hours=hours_of_minutes(hand.content.paid_minutes),
                least=hours_of_minutes(least),
            )
            found.append(self._said(agent_id, "week_minimum", _("Fewer hours than the contract"), text, self._week.horizon.starts_at))
        found.extend(self._on_holidays(agent_id, hand))
        for wish in person.wishes:
            starts_at, ends_at = self.span_of(wish.slots)
            works = any(shift.starts_at < ends_at and starts_at < shift.ends_at for shift in hand.content.shifts)
            if works and wish.kind is WishKind.OFF:
                said = self._said(agent_id, "wish", _("A wish is refused"), _("works in time wished off"), starts_at)
                found.append(replace(said, days_off=self._own_dates(agent_id, starts_at, ends_at)))
        return found

    def _own_dates(self, agent_id: int, starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
        zone = self.zone_of(agent_id)
        return to_local(starts_at, zone=zone).date(), to_local(ends_at - timedelta(microseconds=1), zone=zone).date()

    def _on_holidays(self, agent_id: int, hand: Hand) -> list[Finding]:
        agent = self._agents[agent_id]
        starts: dict[date, datetime] = {}
        for shift in hand.content.shifts:
            starts.setdefault(to_local(shift.starts_at, zone=agent.zone).date(), shift.starts_at)
        if not starts:
            return []
        holidays = public_holidays(agent.country, agent.subdivision, first=min(starts), last=max(starts))
        return [
            self._said(agent_id, "public_holiday", _("Works on a public holiday"), f"{day(local_date)}: {name}", starts[local_date])
            for local_date, name in holidays.items()
            if local_date in starts
        ]

    def _said(self, agent_id: int, rule: str, title: str, text: str, starts_at: datetime) -> Finding:
        return Finding(
            agent_id=agent_id,
            display_name=self.name_of(agent_id),
            rule=rule,
            title=title,
            text=text,
            is_hard=False,
            starts_at=starts_at,
        )


def _key(found: Violation) -> tuple[object, ...]:
    return found.rule, found.person, found.slots, found.said


def requirement_of(session: Session, week: RosterWeek, draft: RosterDraft) -> Requirement:
    """What the draft was built for, else the newest of its week. Raises EditNotPossible."""
    if draft.requirement_id is not None:
        return session.get_one(Requirement, draft.requirement_id)
    latest = find_latest_requirement(session, roster_group_id=week.roster_group_id, week_date=week.week_date)
    if latest is None:
        raise EditNotPossible(_("Nobody has said yet what this week takes, so the law cannot be asked."))
    return latest
