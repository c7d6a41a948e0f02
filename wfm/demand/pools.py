"""Which work types share people, and how far: those of a bundle, or of the pool, whose people serve whichever has a customer waiting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.staffing.pooling import can_pool, pooling_share, require_pool
from skills.profiles import SkillProfile
from skills.qualification import qualification
from skills.scales import level_of
from wfm.agent_skills.queries import profiles_on
from wfm.agents.queries import agents_in_group
from wfm.catalog.kinds import CoverageMode
from wfm.catalog.models import WorkType
from wfm.core.local_week import DateRange
from wfm.demand.planning import WorkPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Work types that are staffed together, by code; `share` is 0 where nobody serves more than one, 1 where everybody serves all."""

    codes: tuple[str, ...]
    share: float

    def to_json(self) -> dict[str, Any]:
        return {"work_types": list(self.codes), "share": self.share}


def find_pools(
    session: Session, *, work_types: Sequence[WorkType], plans: Mapping[int, WorkPlan], roster_group_id: int, on: date
) -> tuple[Pool, ...]:
    """The pools of a roster group on a date. A work type is in one at most."""
    together: dict[int | None, list[WorkType]] = defaultdict(list)
    for row in work_types:
        if can_pool(plans[row.id].rules) and row.mode is not CoverageMode.FOCUS:
            together[row.bundle_id if row.mode is CoverageMode.BLEND else None].append(row)
    if not together:
        return ()
    agents = agents_in_group(session, roster_group_id=roster_group_id, dates=DateRange.of_one_day(on))
    profiles = profiles_on(session, agent_ids=[agent.id for agent in agents], on=on)
    found = []
    for rows in together.values():
        counts = [_served(profile, rows, on) for profile in profiles.values()]
        share = pooling_share([count for count in counts if count], members=len(rows))
        if share:
            found.append(Pool(codes=tuple(row.code for row in rows), share=share))
    return tuple(found)


def _served(profile: SkillProfile, rows: Sequence[WorkType], on: date) -> int:
    """How many of some work types somebody may serve on a date."""
    asked = (qualification(profile, work_type=row.code, required_level=level_of(row.required_level), on=on) for row in rows)
    return sum(found.may_serve for found in asked)


def needs_of_pools(
    pools: Iterable[Pool], *, work_types: Sequence[WorkType], plans: Mapping[int, WorkPlan], expected: Mapping[int, demand.Forecast]
) -> dict[int, demand.Requirement]:
    """What each work type of a pool takes, by id."""
    ids = {row.code: row.id for row in work_types}
    needs: dict[int, demand.Requirement] = {}
    for pool in pools:
        members = [ids[code] for code in pool.codes]
        curves = [expected[id_] for id_ in members]
        found = require_pool(
            curves,
            rules=[plans[id_].rules for id_ in members],
            open_slots=[plans[id_].opening.open_slots(curve.horizon) for id_, curve in zip(members, curves, strict=True)],
            pooling_share=pool.share,
        )
        needs |= dict(zip(members, found, strict=True))
    return needs
