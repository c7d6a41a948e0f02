"""Writes of rosters: drafts, and versions that are published and never change. The law is asked before anything is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scheduling.rostering.checker import Violation, check
from scheduling.rostering.problem import RosterProblem
from wfm.agents.models import Agent, RosterGroup
from wfm.audit.services import record, record_change, record_created, values_of
from wfm.core.access import Actor
from wfm.core.errors import Conflict, NotFound
from wfm.core.events import tell
from wfm.core.saving import save
from wfm.rosters.content import ShiftContent, WeekContent, roster_of
from wfm.rosters.events import VersionPublished
from wfm.rosters.kinds import DraftState
from wfm.rosters.law_texts import Names, rule_text, sentence
from wfm.rosters.models import DraftPersonWeek, PersonWeek, RosterDraft, RosterVersion, Shift, ShiftSegment, VersionPersonWeek
from wfm.rosters.queries import draft_contents, find_published_version, published_digests, work_names
from wfm.rosters.weeks import RosterWeek

VIOLATIONS_TOLD_MAX = 50
OWNERS_AT_ONCE = 1000


class NoSuchDraft(NotFound):
    code = "no_such_draft"


class DraftIsClosed(Conflict):
    code = "draft_is_closed"


class PublishedMeanwhile(Conflict):
    code = "published_meanwhile"


class NothingToPublish(Conflict):
    code = "nothing_to_publish"


class RosterNotLegal(Conflict):
    code = "roster_not_legal"


def create_draft(
    session: Session,
    *,
    week: RosterWeek,
    contents: Sequence[WeekContent],
    requirement_id: int | None,
    solve_run_id: int | None,
    actor: Actor,
    now: datetime,
) -> RosterDraft:
    """There is one more draft of the week, in which everybody does what the contents say. Thousands of people take seconds."""
    hold_group(session, week)
    published = find_published_version(session, week=week)
    draft = RosterDraft(
        roster_group_id=week.roster_group_id,
        week_date=week.week_date,
        number=_next_number(session, RosterDraft, week),
        starts_at=week.horizon.starts_at,
        ends_at=week.horizon.ends_at,
        requirement_id=requirement_id,
        solve_run_id=solve_run_id,
        based_on_version_id=published and published.id,
        created_at=now,
        actor_id=actor.id,
    )
    save(session, draft, duplicate=_("Another draft of this week was made at the same time; please try again."))
    ids = _write_person_weeks(session, week, contents)
    links = [{"draft_id": draft.id, "agent_id": agent_id, "person_week_id": id_, "row_version": 1} for agent_id, id_ in ids.items()]
    _insert(session, DraftPersonWeek, links)
    record_created(session, draft, actor=actor, now=now)
    return draft


def discard_draft(session: Session, *, draft_id: int, actor: Actor, now: datetime) -> RosterDraft:
    """The draft is given up. Raises NoSuchDraft, DraftIsClosed."""
    draft = _open_draft(session, draft_id)
    before = values_of(draft)
    draft.state = DraftState.DISCARDED
    record_change(session, draft, before, action="discard", actor=actor, now=now)
    return draft


def publish_draft(
    session: Session,
    *,
    draft_id: int,
    week: RosterWeek,
    problem: RosterProblem,
    expected_version: int,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> RosterVersion:
    """The draft is what everybody works: version `expected_version` + 1, which stores the person-weeks that changed.

    `problem` states the law of the week as of now; `expected_version` is the published version that the actor saw, 0 for none.
    Raises NoSuchDraft, DraftIsClosed, PublishedMeanwhile, NothingToPublish, and RosterNotLegal, which lists what breaks the law.
    """
    hold_group(session, week)
    draft = _open_draft(session, draft_id)
    _check_expected(session, week, expected_version)
    contents = draft_contents(session, draft_id=draft.id)
    names = work_names(session)
    _check_legal(session, check(problem, roster_of(contents, problem_name=problem.name, horizon=week.horizon, names=names)))
    known = published_digests(session, week=week)
    changed = _changes(session, week, draft, contents, published=known)
    if not changed:
        raise NothingToPublish(_("Nothing differs from version %(number)d, which is published.", number=expected_version))
    version = RosterVersion(
        roster_group_id=week.roster_group_id,
        week_date=week.week_date,
        number=expected_version + 1,
        starts_at=week.horizon.starts_at,
        ends_at=week.horizon.ends_at,
        requirement_id=draft.requirement_id,
        solve_run_id=draft.solve_run_id,
        published_at=now,
        published_by_id=actor.id,
        note=note,
    )
    save(session, version, duplicate=_("Somebody published this week at the same time; please look at it first."))
    _insert(
        session,
        VersionPersonWeek,
        [{"version_id": version.id, "agent_id": agent_id, "person_week_id": id_} for agent_id, id_ in sorted(changed.items())],
    )
    draft.state = DraftState.PUBLISHED
    told = {"number": version.number, "week": week.name, "draft_id": draft.id, "people_changed": len(changed), "note": note}
    record(session, actor=actor, action="publish", entity="roster_version", entity_id=version.id, after=told, now=now)
    event = VersionPublished(
        version_id=version.id,
        number=version.number,
        roster_group_id=week.roster_group_id,
        group_name=week.group_name,
        week_date=week.week_date,
        changed_agent_ids=tuple(sorted(changed)),
        first_agent_ids=tuple(sorted(agent_id for agent_id in changed if agent_id not in known)),
        note=note,
    )
    tell(session, event, now=now)
    return version


def hold_group(session: Session, week: RosterWeek) -> None:
    """Whoever writes about a week of the same group waits until this transaction ends, so numbers and states are its own to decide."""
    session.get_one(RosterGroup, week.roster_group_id, with_for_update=True)


def _open_draft(session: Session, draft_id: int) -> RosterDraft:
    draft = session.get(RosterDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NoSuchDraft(_("There is no draft %(id)s.", id=draft_id))
    if draft.state is not DraftState.OPEN:
        raise DraftIsClosed(_("Draft %(number)d is %(state)s.", number=draft.number, state=draft.state))
    return draft


def _check_expected(session: Session, week: RosterWeek, expected_version: int) -> None:
    published = find_published_version(session, week=week)
    number = published.number if published else 0
    if number == 0 < expected_version:
        raise PublishedMeanwhile(_("Nothing of this week is published, you saw version %(expected)d.", expected=expected_version))
    if number != expected_version:
        raise PublishedMeanwhile(
            _(
                "Version %(number)d is published by now, you saw version %(expected)d; please look at it first.",
                number=number,
                expected=expected_version,
            )
        )


def _check_legal(session: Session, violations: Sequence[Violation]) -> None:
    if violations:
        raise RosterNotLegal(
            _("The roster breaks %(count)d hard rules, so it cannot be published.", count=len(violations)),
            details=violation_lines(session, violations[:VIOLATIONS_TOLD_MAX]),
        )


def violation_lines(session: Session, violations: Iterable[Violation]) -> tuple[str, ...]:
    """One line a violation, with the person's name."""
    found = list(violations)
    if not found:
        return ()
    ids = {int(violation.person) for violation in found if violation.person.isdigit()}
    rows = session.execute(select(Agent.id, Agent.display_name).where(Agent.id.in_(ids))).all()
    names = Names(people={str(id_): name for id_, name in rows}, work=work_names(session).spoken)
    return tuple(
        f"{names.people.get(violation.person, violation.person)}: {rule_text(violation.rule)}: {sentence(violation.said, names=names)}"
        for violation in found
    )


def _changes(
    session: Session, week: RosterWeek, draft: RosterDraft, contents: Sequence[WeekContent], *, published: Mapping[int, str]
) -> dict[int, int]:
    """The person-week of each agent whose week differs from the published one. Who is no longer in the draft is off all week."""
    asked = select(DraftPersonWeek.agent_id, DraftPersonWeek.person_week_id).where(DraftPersonWeek.draft_id == draft.id)
    person_weeks = dict(session.execute(asked).all())
    differing = [content.agent_id for content in contents if published.get(content.agent_id) != content.digest]
    changed = {agent_id: person_weeks[agent_id] for agent_id in differing}
    off = {agent_id: WeekContent(agent_id) for agent_id in published if agent_id not in person_weeks}
    gone = [content for agent_id, content in off.items() if content.digest != published[agent_id]]
    return changed | _write_person_weeks(session, week, gone)


def write_contents(session: Session, *, week: RosterWeek, contents: Sequence[WeekContent]) -> dict[int, int]:
    """Keeps what people do in a week, for a draft to point at; the ids of the person-weeks by agent."""
    return _write_person_weeks(session, week, contents)


def _write_person_weeks(session: Session, week: RosterWeek, contents: Sequence[WeekContent]) -> dict[int, int]:
    """Writes what people do, a few statements for any number of them; the ids by agent."""
    rows = [
        {
            "agent_id": content.agent_id,
            "roster_group_id": week.roster_group_id,
            "week_date": week.week_date,
            "digest": content.digest,
            "paid_minutes": content.paid_minutes,
        }
        for content in contents
    ]
    person_week_ids = _insert_with_ids(session, PersonWeek, rows)
    shifts = [(id_, shift) for id_, content in zip(person_week_ids, contents, strict=True) for shift in content.shifts]
    shift_ids = _insert_shifts(session, [_shift_row(id_, shift) for id_, shift in shifts])
    segments = [row for shift_id, (_owner, shift) in zip(shift_ids, shifts, strict=True) for row in _segment_rows(shift_id, shift)]
    _insert(session, ShiftSegment, segments)
    return {content.agent_id: id_ for id_, content in zip(person_week_ids, contents, strict=True)}


def _shift_row(person_week_id: int, shift: ShiftContent) -> dict[str, Any]:
    return {
        "person_week_id": person_week_id,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "paid_minutes": shift.paid_minutes,
    }


def _segment_rows(shift_id: int, shift: ShiftContent) -> Iterable[dict[str, Any]]:
    for position, segment in enumerate(shift.segments):
        yield {
            "shift_id": shift_id,
            "position": position,
            "kind": segment.kind,
            "starts_at": segment.starts_at,
            "ends_at": segment.ends_at,
            "work_type_id": segment.work_type_id,
            "bundle_id": segment.bundle_id,
            "activity_id": segment.activity_id,
            "is_paid": segment.is_paid,
        }


def _insert(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        # Without it a row with nothing in a column is a statement apart from its neighbours.
        session.execute(insert(table).execution_options(render_nulls=True), rows)


def _insert_with_ids(session: Session, table: type[PersonWeek], rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Writes rows; their ids in the same order."""
    if not rows:
        return []
    return session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows).all()


def _insert_shifts(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Writes shifts; their ids in the same order. They are told apart by whose they are and when they start, so that one statement writes
    all of them and one reads the ids; SQLite would otherwise give each id by a statement of its own."""
    _insert(session, Shift, rows)
    owners = sorted({row["person_week_id"] for row in rows})
    ids: dict[tuple[int, datetime], int] = {}
    for first in range(0, len(owners), OWNERS_AT_ONCE):
        asked = select(Shift.person_week_id, Shift.starts_at, Shift.id).where(
            Shift.person_week_id.in_(owners[first : first + OWNERS_AT_ONCE])
        )
        ids |= {(owner, starts_at): id_ for owner, starts_at, id_ in session.execute(asked)}
    return [ids[row["person_week_id"], row["starts_at"]] for row in rows]


def _next_number(session: Session, table: type[RosterDraft], week: RosterWeek) -> int:
    asked = select(func.max(table.number)).where(table.roster_group_id == week.roster_group_id, table.week_date == week.week_date)
    return (session.scalar(asked) or 0) + 1
