"""Reads of skill ratings, for many agents in one question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from skills.profiles import SkillProfile, profile_on
from skills.profiles import SkillRating as Assessment
from skills.scales import enjoyment_of, level_of
from wfm.agent_skills.models import SkillRating
from wfm.catalog.models import WorkType


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
