"""Several customers at once: what a work type's week would take, and what its customers would get, with one, two or three."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.staffing.at_once import AtOnce, compare_at_once
from scheduling.staffing.targets import ServiceTarget
from scheduling.timegrid import Horizon
from wfm.agents.models import RosterGroup
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.checks import check_between
from wfm.core.errors import InvalidInput, NotFound
from wfm.demand.planning import plan_of
from wfm.demand.queries import find_latest_forecast, forecast_curves, special_days

SLOWDOWN_MAX = 2.0
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnceComparison:
    """`rows` are for one, two and three customers at once; how many there are today is `today`."""

    work_type: WorkType
    today: int
    rows: tuple[AtOnce, ...]


def compare(session: Session, *, group: RosterGroup, week: Horizon, code: str, slowdown_share: float) -> AtOnceComparison:
    """From the newest forecast of the week, whose handle times are those of today's number at once. Raises NotFound, and InvalidInput
    for work that nobody waits for at the other end, or that is not forecast."""
    check_between("slowdown_share", slowdown_share, 0, SLOWDOWN_MAX)
    work_type = next((found for found in work_types_of_group(session, roster_group_id=group.id) if found.code == code), None)
    if work_type is None:
        raise NotFound(_("There is nothing at this address."))
    plan = plan_of(work_type, special_days(session, work_type_id=work_type.id))
    if not isinstance(plan.rules.target, ServiceTarget):
        raise InvalidInput(_("%(work)s has no promise to answer within seconds, so nobody is served beside others.", work=work_type.name))
    forecast = find_latest_forecast(session, roster_group_id=group.id, starts_at=week.starts_at, ends_at=week.ends_at)
    curve = forecast_curves(session, forecast_id=forecast.id, horizon=week).get(work_type.id) if forecast else None
    if curve is None:
        raise InvalidInput(_("Nothing is forecast of %(work)s in this week yet.", work=work_type.name))
    today = plan.rules.concurrency
    alone = replace(curve, handle_time_seconds=curve.handle_time_seconds / (1 + (today - 1) * slowdown_share))
    rows = compare_at_once(
        alone, rules=plan.rules, open_slots=plan.opening.open_slots(week), most=max(MOST, today), slowdown_share=slowdown_share
    )
    return AtOnceComparison(work_type=work_type, today=today, rows=rows)
