"""Writes of skill ratings. An assessment is added, never changed: the history of a person's skills stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from skills.scales import SPEED_MAX
from wfm.agent_skills.models import SkillRating
from wfm.audit.services import record_created
from wfm.core.access import Actor
from wfm.core.checks import check_above, check_between, check_dates
from wfm.core.errors import InvalidInput
from wfm.core.saving import save

EVIDENCE_LENGTH_MAX = 2000


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What somebody found out about an agent and a work type on a date."""

    agent_id: int
    work_type_id: int
    level: int
    assessed_on: date
    enjoyment: int = 0
    speed: float | None = None
    evidence: str = ""
    valid_until: date | None = None

    def __post_init__(self) -> None:
        check_between("level", self.level, 1, 5)
        check_between("enjoyment", self.enjoyment, -2, 2)
        if self.speed is not None:
            check_above("speed", self.speed, 0)
            check_between("speed", self.speed, 0, SPEED_MAX)
        check_between("evidence (characters)", len(self.evidence), 0, EVIDENCE_LENGTH_MAX)
        check_dates(self.assessed_on, self.valid_until, fields=("assessed_on", "valid_until"))


def rate_skills(session: Session, *, assessments: Sequence[Assessment], actor: Actor, now: datetime) -> tuple[SkillRating, ...]:
    """The assessments are on record; for each agent and work type the latest counts. Raises InvalidInput.

    An assessment cannot be dated later than tomorrow, which somewhere is today.
    """
    ratings = tuple(SkillRating(**vars(assessment), recorded_by_id=actor.id, recorded_at=now) for assessment in assessments)
    for rating in ratings:
        if (rating.assessed_on - now.date()).days > 1:
            raise InvalidInput(_("assessed_on is %(value)s, which is in the future", value=rating.assessed_on))
    save(session, *ratings, duplicate=_("This assessment is on record already."))
    record_created(session, *ratings, actor=actor, now=now)
    return ratings
