"""What each line of a file would do: compared with what is known, nothing written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from flask_babel import gettext as _

from scheduling.rostering.contract import Contract as ContractTerms
from wfm.agent_skills.services import Assessment
from wfm.agents.models import Contract
from wfm.agents.people import AgentDetails, Employment
from wfm.availability.expansion import KindOfHours
from wfm.availability.kinds import AvailabilityKind
from wfm.availability.queries import pattern_of
from wfm.availability.services import UsualWeek
from wfm.core.cells import Cells, Fault
from wfm.core.errors import InvalidInput
from wfm.core.hours_text import write_hours
from wfm.people.file_reading import Row
from wfm.people.kinds import LineState, SheetKind
from wfm.people.known import Known, KnownPerson, is_entered
from wfm.people.line_reading import PersonLine, read_availability, read_person, read_skill
from wfm.people.person_cells import Belonging, cells_of_person, details_of, employment_of

NEW_AGENT = 0
"""Stands for the id of somebody who is new in the same file."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would change."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAct:
    """What storing a line about a person does. Without an agent they are new; what is None stays as it is."""

    email: str
    agent_id: int | None
    details: AgentDetails | None
    contract_id: int | None
    employment: Employment | None
    group_id: int | None
    teams_joined: tuple[str, ...]
    teams_left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAct:
    """An assessment to put on record."""

    email: str
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityAct:
    """A usual week to enter."""

    email: str
    week: UsualWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the preview."""

    sheet: SheetKind
    number: int
    who: str
    state: LineState
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    act: PersonAct | SkillAct | AvailabilityAct | None = None


class Comparison:
    """Compares the lines of a file, in order: who a sheet of people brings is known to the sheets after it."""

    def __init__(self, known: Known, *, on: date) -> None:
        self._known = known
        self._on = on
        self._newcomers: set[str] = set()
        self._seen: set[tuple[object, ...]] = set()

    def line(self, kind: SheetKind, row: Row) -> Line:
        """What one line would do."""
        cells = Cells(row.cells)
        compare = {SheetKind.PEOPLE: self._person, SheetKind.SKILLS: self._skill, SheetKind.AVAILABILITY: self._availability}[kind]
        who = row.cells.get("email", "").lower()
        found = compare(cells, who)
        if cells.faults or found is None:
            return Line(sheet=kind, number=row.line, who=who, state=LineState.WRONG, faults=tuple(cells.faults))
        state, changes, act = found
        return Line(sheet=kind, number=row.line, who=who, state=state, changes=changes, act=act)

    def _person(self, cells: Cells, who: str) -> tuple[LineState, tuple[Change, ...], PersonAct] | None:
        self._check_once(cells, "email", who)
        person = self._known.people.get(who)
        if person is not None and not self._may_touch(cells, person):
            return None
        base: dict[str, str] = {} if person is None else _held_cells(person, cells.text("contract_from"))[1]
        told = dict(cells.told)
        merged = Cells(base | told, cells.faults)
        line = read_person(merged)
        group_id = self._group(merged, person)
        if line is None or cells.faults:
            return None
        if person is None:
            self._newcomers.add(who)
            return LineState.NEW, (), _newcomer(line, group_id)
        return self._known_person(cells, person, line, group_id)

    def _known_person(
        self, cells: Cells, person: KnownPerson, line: PersonLine, group_id: int | None
    ) -> tuple[LineState, tuple[Change, ...], PersonAct]:
        contract, base = _held_cells(person, cells.text("contract_from"))
        employment = _merged_employment(contract, line.employment, base)
        belonging = Belonging(group_name=line.group_name or person.belonging.group_name, team_names=line.team_names)
        after = cells_of_person(line.details, employment, belonging)
        held = cells_of_person(details_of(person.agent), employment_of(contract) if contract is not None else None, person.belonging)
        changes = tuple(Change(name, held.get(name, ""), after[name]) for name in after if held.get(name, "") != after[name])
        teams_before, teams_after = set(person.belonging.team_names), set(line.team_names)
        act = PersonAct(
            email=line.details.email,
            agent_id=person.agent.id,
            details=line.details if line.details != details_of(person.agent) else None,
            contract_id=contract.id if contract is not None and contract.valid_from == employment.valid.valid_from else None,
            employment=employment if contract is None or employment != employment_of(contract) else None,
            group_id=group_id if group_id != person.group_id else None,
            teams_joined=tuple(sorted(teams_after - teams_before)),
            teams_left=tuple(sorted(teams_before - teams_after)),
        )
        if act.employment is not None:
            self._check_contract_fits(cells, person, act.contract_id, act.employment)
        return (LineState.CHANGED if changes else LineState.SAME), changes, act

    def _check_contract_fits(self, cells: Cells, person: KnownPerson, contract_id: int | None, employment: Employment) -> None:
        """A later contract ends the one that is open then; anything else that overlaps is a matter for the person's page."""
        for other in person.contracts:
            ends_then = contract_id is None and other.valid_from < employment.valid.valid_from
            if other.id != contract_id and not ends_then and employment.valid.overlaps(employment_of(other).valid):
                cells.faults.append(
                    Fault("contract_from", _("another contract begins on %(first)s; both cannot hold", first=other.valid_from.isoformat()))
                )

    def _skill(self, cells: Cells, who: str) -> tuple[LineState, tuple[Change, ...], SkillAct] | None:
        line = read_skill(cells)
        agent_id = self._agent(cells, who)
        work_type_id = self._work_type(cells)
        if line is None or agent_id is None or work_type_id is None:
            return None
        assessed_on = line.assessed_on or self._on
        self._check_once(cells, "work_type", who, line.work_type, assessed_on)
        try:
            assessment = Assessment(
                agent_id=agent_id,
                work_type_id=work_type_id,
                level=line.level,
                assessed_on=assessed_on,
                enjoyment=line.enjoyment,
                speed=line.speed,
                evidence=line.evidence,
                valid_until=line.valid_until,
            )
        except InvalidInput as error:
            cells.faults.append(Fault("", error.message))
            return None
        if (assessed_on - self._on).days > 0:
            cells.faults.append(Fault("assessed_on", _("is in the future")))
        history = self._known.ratings.get((agent_id, work_type_id), ())
        act = SkillAct(email=who, assessment=assessment)
        told = (assessment.level, assessment.enjoyment, assessment.speed, assessment.valid_until, assessment.evidence)
        for row in history:
            same_date = row.assessed_on == assessed_on or (line.assessed_on is None and row is history[-1])
            if same_date and (row.level, row.enjoyment, row.speed, row.valid_until, row.evidence) == told:
                return LineState.SAME, (), act
        if not history:
            return LineState.NEW, (), act
        last = history[-1]
        return LineState.CHANGED, _different(("level", last.level, line.level), ("enjoyment", last.enjoyment, line.enjoyment)), act

    def _availability(self, cells: Cells, who: str) -> tuple[LineState, tuple[Change, ...], AvailabilityAct] | None:
        line = read_availability(cells)
        agent_id = self._agent(cells, who)
        self._check_once(cells, "email", "availability", who)
        if line is None or agent_id is None:
            return None
        act = AvailabilityAct(email=who, week=UsualWeek(agent_id=agent_id, pattern=line.pattern))
        patterns = self._known.patterns.get(agent_id, ())
        if is_entered(patterns, line.pattern.valid, frozenset(line.pattern.hours)):
            return LineState.SAME, (), act
        if not patterns:
            return LineState.NEW, (), act
        before, after = _available(pattern_of(patterns[-1]).hours), _available(line.pattern.hours)
        return LineState.CHANGED, _different(("available", before, after)), act

    def _check_once(self, cells: Cells, column: str, *key: object) -> None:
        if key in self._seen:
            cells.faults.append(Fault(column, _("is told twice in this file")))
        self._seen.add(key)

    def _may_touch(self, cells: Cells, person: KnownPerson) -> bool:
        if not person.is_looked_after:
            cells.faults.append(Fault("email", _("belongs to somebody outside the roster groups you look after")))
        return person.is_looked_after

    def _agent(self, cells: Cells, who: str) -> int | None:
        person = self._known.people.get(who)
        if person is None:
            if who in self._newcomers:
                return NEW_AGENT
            if who:
                cells.faults.append(Fault("email", _("is nobody's; there is no such person here or in the sheet of people")))
            return None
        return person.agent.id if self._may_touch(cells, person) else None

    def _work_type(self, cells: Cells) -> int | None:
        code = cells.text("work_type")
        found = self._known.work_types.get(code)
        if code and found is None:
            known = ", ".join(sorted(self._known.work_types)) or _("none yet")
            cells.faults.append(Fault("work_type", _("is %(code)s; there are: %(known)s", code=code, known=known)))
        return found

    def _group(self, cells: Cells, person: KnownPerson | None) -> int | None:
        name, groups = cells.text("roster_group"), self._known.groups
        if not name and (person is not None or len(groups) == 1):
            return person.group_id if person is not None else next(iter(groups.values()))
        if name not in groups:
            known = ", ".join(sorted(groups)) or _("none yet")
            cells.faults.append(
                Fault("roster_group", _("is %(name)s; you look after: %(known)s", name=name, known=known))
                if name
                else Fault("roster_group", _("is empty; there are: %(known)s", known=known))
            )
        return groups.get(name)


def _newcomer(line: PersonLine, group_id: int | None) -> PersonAct:
    return PersonAct(
        email=line.details.email,
        agent_id=None,
        details=line.details,
        contract_id=None,
        employment=line.employment,
        group_id=group_id,
        teams_joined=line.team_names,
        teams_left=(),
    )


def _held_cells(person: KnownPerson, contract_from: str) -> tuple[Contract | None, dict[str, str]]:
    """The contract a line is about, and what the person's line would be now: the contract of that first date, else the latest."""
    contracts = person.contracts
    same = next((contract for contract in contracts if contract.valid_from.isoformat() == contract_from), None)
    contract = same or (contracts[-1] if contracts else None)
    cells = cells_of_person(details_of(person.agent), employment_of(contract) if contract is not None else None, person.belonging)
    if contract is not None and same is None and contract_from:
        cells["contract_until"] = ""  # a contract of another date does not inherit the end of the one before
    return contract, cells


def _merged_employment(contract: Contract | None, told: Employment, base: dict[str, str]) -> Employment:
    """The contract as the line tells it; what its columns cannot say, such as shift templates, stays as it is."""
    if contract is None:
        return told
    held = employment_of(contract)
    as_told = read_person(Cells(base | {"contract_until": ""}))
    shown = as_told.employment.terms if as_told is not None else held.terms
    changed = {
        field.name: getattr(told.terms, field.name)
        for field in fields(ContractTerms)
        if getattr(told.terms, field.name) != getattr(shown, field.name)
    }
    return replace(
        held,
        valid=told.valid,
        terms=replace(held.terms, **changed),
        default_hours=told.default_hours,
        leave_days_per_year=told.leave_days_per_year,
    )


def _available(hours: Iterable[KindOfHours]) -> str:
    return write_hours(told.stretch for told in hours if told.kind is AvailabilityKind.AVAILABLE)


def _different(*told: tuple[str, object, object]) -> tuple[Change, ...]:
    return tuple(Change(name, str(before), str(after)) for name, before, after in told if before != after)
