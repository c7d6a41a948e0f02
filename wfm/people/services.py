"""Writes of files of people: kept for the preview, then stored as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wfm.agent_skills.queries import rating_history
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents import services as agents
from wfm.agents.people import Employment, Newcomer
from wfm.agents.queries import agent_ids_by_email, contracts_by_agent, teams
from wfm.audit.services import record
from wfm.availability.services import UsualWeek, set_usual_weeks
from wfm.core.access import Actor
from wfm.core.cells import Cells, Fault, WrongCells
from wfm.core.checks import check_text
from wfm.core.errors import Conflict, InvalidInput, WfmError
from wfm.core.local_week import DateRange
from wfm.people.comparing import AvailabilityAct, Comparison, Line, PersonAct, SkillAct
from wfm.people.file_reading import Row
from wfm.people.kinds import LineState, SheetKind
from wfm.people.known import known_people
from wfm.people.line_reading import read_availability
from wfm.people.models import PeopleFile
from wfm.people.person_cells import details_of
from wfm.people.queries import Preview, find_people_file, find_person, preview_of
from wfm.rosters.company_services import pair_people, part_people
from wfm.rosters.weekly_services import WeeklyActivityDetails, end_weekly_activity, plan_weekly_activity

KEPT_FOR = timedelta(days=1)
FAULTS_TOLD_MAX = 50


class FileStoredAlready(Conflict):
    code = "file_stored_already"


class PeopleChangedSince(Conflict):
    code = "people_changed_since"


def keep_file(session: Session, *, name: str, content: bytes, actor: Actor, now: datetime) -> PeopleFile:
    """The file is kept for a day, to be looked over before it is stored. Raises InvalidInput where it cannot be read at all."""
    told = name.strip().replace("\0", "")[-200:] or _("file")
    check_text("name", told, longest=200)
    preview_of(session, name=told, content=content, actor=actor, on=now.date())
    session.execute(delete(PeopleFile).where(PeopleFile.uploaded_at < now - KEPT_FOR))
    kept = PeopleFile(name=told, content=content, uploaded_by_id=actor.id, uploaded_at=now)
    session.add(kept)
    session.flush()
    record(
        session, actor=actor, action="upload", entity="people_file", entity_id=kept.id, after={"name": told, "bytes": len(content)}, now=now
    )
    return kept


def give_up_file(session: Session, *, file_id: int, actor: Actor, now: datetime) -> None:
    """The file is gone; nothing of it was stored. Raises NotFound."""
    kept = find_people_file(session, file_id=file_id, actor=actor)
    record(session, actor=actor, action="give_up", entity="people_file", entity_id=kept.id, before={"name": kept.name}, now=now)
    session.delete(kept)


def store_file(session: Session, *, file_id: int, fingerprint: str, leave_out_wrong: bool, actor: Actor, now: datetime) -> Preview:
    """Everything the preview of this fingerprint showed has happened; all of it or nothing.

    Raises NotFound, FileStoredAlready, PeopleChangedSince where a new preview would look different, and InvalidInput where lines are
    wrong and they are not to be left out.
    """
    session.scalars(select(PeopleFile.id).where(PeopleFile.id == file_id).with_for_update()).all()
    kept = find_people_file(session, file_id=file_id, actor=actor)
    if kept.content is None:
        raise FileStoredAlready(_("This file was stored already."))
    preview = preview_of(session, name=kept.name, content=kept.content, actor=actor, on=now.date())
    if preview.fingerprint != fingerprint:
        raise PeopleChangedSince(_("People were changed since this preview was made. Nothing was stored; look it over once more."))
    wrong = [line for line in preview.lines if line.state is LineState.WRONG]
    if wrong and not leave_out_wrong:
        raise InvalidInput(_("Nothing was stored: lines are wrong."), details=fault_texts(wrong))
    _store(session, [line for line in preview.lines if line.state in (LineState.NEW, LineState.CHANGED)], actor, now)
    kept.content, kept.stored_at = None, now
    record(
        session,
        actor=actor,
        action="store",
        entity="people_file",
        entity_id=kept.id,
        after={"name": kept.name, **{str(state): count for state, count in preview.counts.items()}},
        now=now,
    )
    return preview


def fault_texts(lines: Iterable[Line]) -> list[str]:
    """What is wrong, a line each, for people who cannot see the preview."""
    told = [
        f"{line.sheet}, {_('line %(number)d', number=line.number)}: {fault.column} {fault.text}".replace("  ", " ")
        for line in lines
        for fault in line.faults
    ]
    return told[:FAULTS_TOLD_MAX]


def save_person(session: Session, *, agent_id: int | None, cells: Mapping[str, str], actor: Actor, now: datetime) -> int:
    """The person is as the cells of their line say, or is new where there is no id; their id.

    Raises WrongCells, which tells each wrong cell, NotFound, EmailTaken.
    """
    on = now.date()
    row = Row(0, dict(cells))
    if agent_id is not None:  # found by who they are: the address may be what changes
        row.cells["email"] = find_person(session, agent_id=agent_id, actor=actor, on=on).email
    known = known_people(session, emails=[row.cells.get("email", "").lower()], actor=actor, on=on)
    line = Comparison(known, on=on).line(SheetKind.PEOPLE, row)
    if agent_id is None and line.act is not None and line.state is not LineState.NEW:
        line = replace(line, faults=(Fault("email", _("belongs to somebody who is there already")),))
    if line.faults or not isinstance(line.act, PersonAct):
        raise WrongCells(line.faults)
    act = line.act
    if agent_id is None:
        _add_newcomers(session, [act], actor, now)
        return agent_ids_by_email(session, emails=[act.email])[act.email]
    email = cells.get("email", "").strip().lower()
    if email != act.email:
        agent = find_person(session, agent_id=agent_id, actor=actor, on=on)
        act = replace(act, details=replace(act.details or details_of(agent), email=email))
    _change_person(session, agent_id, act, actor, now)
    return agent_id


def _change_person(session: Session, agent_id: int, act: PersonAct, actor: Actor, now: datetime) -> None:
    on = now.date()
    if act.details is not None:
        agents.update_agent(session, agent_id=agent_id, details=act.details, actor=actor, now=now)
    if act.employment is not None:
        if act.contract_id is not None:
            agents.correct_contract(session, contract_id=act.contract_id, employment=act.employment, actor=actor, now=now)
        else:
            _employ(session, agent_id, act.employment, actor, now)
    if act.group_id is not None:
        agents.join_roster_group(session, agent_id=agent_id, roster_group_id=act.group_id, valid_from=on, actor=actor, now=now)
    ids = _team_ids(session, act.teams_joined + act.teams_left, actor, now)
    for name in act.teams_joined:
        agents.join_team(session, agent_id=agent_id, team_id=ids[name], valid=DateRange(on), actor=actor, now=now)
    for name in act.teams_left:
        agents.leave_team(session, agent_id=agent_id, team_id=ids[name], valid_until=on, actor=actor, now=now)


def assess(session: Session, *, assessment: Assessment, actor: Actor, now: datetime) -> None:
    """The assessment of a person whom the actor looks after is on record; how gladly they do the work stays as they said.

    Raises NotFound, InvalidInput."""
    find_person(session, agent_id=assessment.agent_id, actor=actor, on=now.date())
    history = rating_history(session, agent_id=assessment.agent_id, work_type_id=assessment.work_type_id)
    enjoyment = history[-1].enjoyment if history else 0
    rate_skills(session, assessments=[replace(assessment, enjoyment=enjoyment)], actor=actor, now=now)


def enter_hours(session: Session, *, agent_id: int, cells: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """The usual week of a person is as told. Raises NotFound, WrongCells."""
    agent = find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    told = Cells({**cells, "email": agent.email})
    line = read_availability(told)
    if line is None:
        raise WrongCells(told.faults)
    set_usual_weeks(session, weeks=[UsualWeek(agent_id=agent_id, pattern=line.pattern)], actor=actor, now=now)


def plan_weekly(session: Session, *, agent_id: int, details: WeeklyActivityDetails, actor: Actor, now: datetime) -> int:
    """A person whom the actor looks after does it every week; its id. Raises NotFound, InvalidInput, Conflict."""
    find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    return plan_weekly_activity(session, agent_id=agent_id, details=details, actor=actor, now=now).id


def end_weekly(session: Session, *, agent_id: int, activity_id: int, actor: Actor, now: datetime) -> None:
    """It is planned no longer from today on. Raises NotFound."""
    find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    end_weekly_activity(session, agent_id=agent_id, activity_id=activity_id, on=now.date(), actor=actor, now=now)


def pair(session: Session, *, agent_id: int, partner_id: int, actor: Actor, now: datetime) -> None:
    """Two people whom the actor looks after should work at the same time. Raises NotFound, InvalidInput, Conflict."""
    for each in (agent_id, partner_id):
        find_person(session, agent_id=each, actor=actor, on=now.date())
    pair_people(session, agent_id=agent_id, partner_id=partner_id, actor=actor, now=now)


def pair_by_email(session: Session, *, agent_id: int, email: str, actor: Actor, now: datetime) -> None:
    """The same with the other named by address. Raises NotFound, InvalidInput, Conflict."""
    find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    found = agent_ids_by_email(session, emails=[email.lower()])
    if not found:
        raise InvalidInput(_("There is nobody with the address %(email)s.", email=email[:254]))
    pair(session, agent_id=agent_id, partner_id=next(iter(found.values())), actor=actor, now=now)


def part(session: Session, *, agent_id: int, partner_id: int, actor: Actor, now: datetime) -> None:
    """They are no pair any more. Raises NotFound."""
    find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    part_people(session, agent_id=agent_id, partner_id=partner_id, actor=actor, now=now)


def switch_person(session: Session, *, agent_id: int, is_active: bool, actor: Actor, now: datetime) -> None:
    """A person whom the actor looks after can be rostered, or cannot. Raises NotFound."""
    find_person(session, agent_id=agent_id, actor=actor, on=now.date())
    agents.activate_agent(session, agent_id=agent_id, is_active=is_active, actor=actor, now=now)


def _store(session: Session, lines: Sequence[Line], actor: Actor, now: datetime) -> None:
    people = [(line, line.act) for line in lines if isinstance(line.act, PersonAct)]
    _add_newcomers(session, [act for _line, act in people if act.agent_id is None], actor, now)
    for line, act in people:
        if act.agent_id is not None:
            try:
                _change_person(session, act.agent_id, act, actor, now)
            except WfmError as error:
                raise InvalidInput(_("Nothing was stored. Line %(number)d: %(fault)s", number=line.number, fault=error.message)) from None
    ids = agent_ids_by_email(session, emails={line.act.email for line in lines if line.act is not None})
    skills = [replace(line.act.assessment, agent_id=ids[line.act.email]) for line in lines if isinstance(line.act, SkillAct)]
    rate_skills(session, assessments=skills, actor=actor, now=now)
    weeks = [replace(line.act.week, agent_id=ids[line.act.email]) for line in lines if isinstance(line.act, AvailabilityAct)]
    set_usual_weeks(session, weeks=weeks, actor=actor, now=now)


def _add_newcomers(session: Session, acts: Sequence[PersonAct], actor: Actor, now: datetime) -> None:
    ids = _team_ids(session, [name for act in acts for name in act.teams_joined], actor, now)
    newcomers = [
        Newcomer(
            details=act.details,
            employment=act.employment,
            roster_group_id=act.group_id,
            team_ids=tuple(ids[name] for name in act.teams_joined),
        )
        for act in acts
        if act.details is not None and act.employment is not None and act.group_id is not None
    ]
    agents.add_newcomers(session, newcomers=newcomers, actor=actor, now=now)


def _employ(session: Session, agent_id: int, employment: Employment, actor: Actor, now: datetime) -> None:
    """A new contract; the one that is open on its first date ends then."""
    begins: date = employment.valid.valid_from
    for other in contracts_by_agent(session, agent_ids=[agent_id], dates=DateRange.of_one_day(begins)).get(agent_id, ()):
        if other.valid_from < begins:
            agents.end_contract(session, contract_id=other.id, valid_until=begins, actor=actor, now=now)
    session.flush()
    agents.hire(session, agent_id=agent_id, employment=employment, actor=actor, now=now)


def _team_ids(session: Session, names: Iterable[str], actor: Actor, now: datetime) -> dict[str, int]:
    """The ids of teams by name; those that are not there yet are made."""
    known = {team.name: team.id for team in teams(session)}
    for name in dict.fromkeys(names):
        if name not in known:
            known[name] = agents.create_team(session, name=name, actor=actor, now=now).id
    return known
