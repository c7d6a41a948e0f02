"""Reads of skill ratings, for many agents in one question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from skills.profiles import SkillProfile, profile_on
from skills.profiles import SkillRating as Assessment
from skills.scales import enjoyment_of, level_of
from wfm.agent_skills.models import SkillRating
from wfm.agents.models import Agent
from wfm.agents.queries import agents_in_group
from wfm.catalog.models import WorkType
from wfm.core.local_week import DateRange


def profiles_on(session: Session, *, agent_ids: Collection[int], on: date) -> dict[int, SkillProfile]:
    """What each agent can do on a date, by agent; the work types are named by code. Without any rating a profile is empty."""
    rows = session.execute(
        select(
            SkillRating.agent_id,
            WorkType.code,
            SkillRating.level,
            SkillRating.assessed_on,
            SkillRating.enjoyment,
            SkillRating.speed,
            SkillRating.valid_until,
        )
        .join(WorkType, WorkType.id == SkillRating.work_type_id)
        .where(SkillRating.agent_id.in_(agent_ids), SkillRating.assessed_on <= on)
        .order_by(SkillRating.assessed_on, SkillRating.id)
    )
    found: dict[int, list[Assessment]] = {agent_id: [] for agent_id in agent_ids}
    for agent_id, code, level, assessed_on, enjoyment, speed, valid_until in rows:
        found[agent_id].append(Assessment(code, level_of(level), assessed_on, enjoyment_of(enjoyment), speed, valid_until))
    return {agent_id: profile_on(assessments, on=on) for agent_id, assessments in found.items()}


def rating_history(session: Session, *, agent_id: int, work_type_id: int) -> Sequence[SkillRating]:
    """Every assessment of an agent on a work type, oldest first."""
    asked = select(SkillRating).where(SkillRating.agent_id == agent_id, SkillRating.work_type_id == work_type_id)
    return session.scalars(asked.order_by(SkillRating.assessed_on, SkillRating.id)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSkills:
    """A person and the latest rating of each work type of the matrix, None where they were never assessed on it."""

    agent_id: int
    name: str
    zone: str
    ratings: tuple[Assessment | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillMatrix:
    """People × work types as of a date. `work_types` are (code, name), in the order of each person's ratings."""

    on: date
    work_types: tuple[tuple[str, str], ...]
    people: tuple[PersonSkills, ...]

    def qualified_count(self, column: int) -> int:
        """How many people have a rating on a work type that has not lapsed."""
        ratings = (person.ratings[column] for person in self.people)
        return sum(rating is not None and not rating.has_lapsed(self.on) for rating in ratings)


def skill_matrix(session: Session, *, on: date, roster_group_ids: Collection[int] | None = None) -> SkillMatrix:
    """Every active person and work type, by name; where roster groups are told, only who belongs to one of them on the date."""
    if roster_group_ids is None:
        agents = session.scalars(select(Agent).where(Agent.is_active).order_by(Agent.display_name, Agent.id)).all()
    else:
        day = DateRange.of_one_day(on)
        found = [agent for id_ in roster_group_ids for agent in agents_in_group(session, roster_group_id=id_, dates=day)]
        agents = sorted(found, key=lambda agent: (agent.display_name, agent.id))
    rows = session.execute(select(WorkType.code, WorkType.name).where(WorkType.is_active).order_by(WorkType.name, WorkType.code))
    work_types = tuple((code, name) for code, name in rows)
    profiles = profiles_on(session, agent_ids=[agent.id for agent in agents], on=on)
    return SkillMatrix(
        on=on,
        work_types=work_types,
        people=tuple(
            PersonSkills(
                agent_id=agent.id,
                name=agent.display_name,
                zone=agent.zone,
                ratings=tuple(profiles[agent.id].find(code) for code, _name in work_types),
            )
            for agent in agents
        ),
    )
