"""Reads of solve runs and of where the weeks of a roster group stand, each in a fixed number of questions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased, undefer

from scheduling.rostering.result import SolveResult
from wfm.agents.models import Agent, RosterGroup
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Forecast, Requirement, RequirementInterval
from wfm.jobs.runs import FINAL_STATES, RunState
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import is_worked_on
from wfm.rosters.weeks import RosterWeek, following_weeks
from wfm.solves.models import OutlookRun, SolveProgress, SolveRun

Row = TypeVar("Row")


def find_run(session: Session, *, run_id: int) -> SolveRun | None:
    """A run as it stands now, without its problem and result, which are large."""
    return session.get(SolveRun, run_id, populate_existing=True)


def find_latest_run(session: Session, *, week: RosterWeek) -> SolveRun | None:
    """The run of a week that was asked for last, whatever came of it."""
    asked = select(SolveRun).where(SolveRun.roster_group_id == week.roster_group_id, SolveRun.week_date == week.week_date)
    return session.scalars(asked.order_by(SolveRun.id.desc()).limit(1)).one_or_none()


def find_latest_weights(session: Session, *, roster_group_id: int) -> dict[str, Any] | None:
    """What counted how much when the group was built last."""
    asked = select(SolveRun.weights).where(SolveRun.roster_group_id == roster_group_id, SolveRun.weights.is_not(None))
    return session.scalars(asked.order_by(SolveRun.id.desc()).limit(1)).one_or_none()


def is_any_run_running(session: Session) -> bool:
    """Whether a worker has a run of any week in its hands."""
    return bool(session.scalar(select(exists().where(SolveRun.state == RunState.RUNNING))))


def progress_of_run(session: Session, *, run_id: int) -> Sequence[SolveProgress]:
    """The points of a run's two curves, in order."""
    asked = select(SolveProgress).where(SolveProgress.solve_run_id == run_id)
    return session.scalars(asked.order_by(SolveProgress.seconds)).all()


def find_result(session: Session, *, run_id: int) -> SolveResult | None:
    """What a run answered, with its roster and score by line; None before its end."""
    run = session.get(SolveRun, run_id, options=[undefer(SolveRun.result)], populate_existing=True)
    return None if run is None or run.result is None else SolveResult.from_json(json.loads(run.result))


def find_outlook(session: Session, *, run_id: int) -> dict[str, Any] | None:
    """The service that the roster of a run will give; None before its end and where no forecast says what arrives."""
    return session.scalars(select(SolveRun.outlook).where(SolveRun.id == run_id)).one_or_none()


@dataclass(frozen=True, kw_only=True)
class ShownOutlook:
    """An outlook on its way or done, and the draft it is about."""

    run: OutlookRun
    draft: RosterDraft

    @property
    def is_over(self) -> bool:
        return self.run.state in FINAL_STATES


def find_outlook_run(session: Session, *, run_id: int) -> ShownOutlook | None:
    """As it stands now."""
    run = session.get(OutlookRun, run_id, populate_existing=True)
    return ShownOutlook(run=run, draft=session.get_one(RosterDraft, run.draft_id)) if run is not None else None


def names_of_agents(session: Session, *, agent_ids: Collection[int]) -> Mapping[int, str]:
    return dict(session.execute(select(Agent.id, Agent.display_name).where(Agent.id.in_(agent_ids))).all())


def zone_of_agent(session: Session, *, agent_id: int) -> str:
    return session.scalars(select(Agent.zone).where(Agent.id == agent_id)).one()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekState:
    """Where one week stands: each step that was taken, the latest of its kind, and None for those that were not.

    `built` is the newest run that left a roster, `building` one that has not ended. Hours are those of `built`.
    """

    week: RosterWeek
    forecast_made_at: datetime | None
    requirement_number: int | None
    requirement_made_at: datetime | None
    required_hours: float | None
    building: SolveRun | None
    built: SolveRun | None
    draft: RosterDraft | None
    published: RosterVersion | None

    @property
    def short_share(self) -> float | None:
        """Shortage of the built roster as a share of the hours required, 0–1."""
        return _share(self.built.short_hours if self.built else None, self.built)

    @property
    def unavoidable_share(self) -> float | None:
        """The part of it that is proved unavoidable, as a share of the hours required, 0–1."""
        return _share(self.built.bound_short_hours if self.built else None, self.built)

    @property
    def is_requirement_newer(self) -> bool:
        """Whether the week was staffed anew since it was built."""
        return self.built is not None and self.requirement_made_at is not None and self.requirement_made_at > self.built.created_at


def _share(hours: float | None, run: SolveRun | None) -> float | None:
    if hours is None or run is None or run.required_hours is None:
        return None
    return max(0.0, hours) / run.required_hours if run.required_hours else 0.0


def states_of_weeks(session: Session, *, group: RosterGroup, first: date, count: int) -> tuple[WeekState, ...]:
    """Where so many weeks stand, from the one that holds a local date on."""
    weeks = following_weeks(group, first=first, count=count)
    dates = [week.week_date for week in weeks]

    def in_weeks(table: Any) -> ColumnElement[bool]:
        return and_(table.roster_group_id == group.id, table.week_date.in_(dates))

    runs = session.scalars(select(SolveRun).where(in_weeks(SolveRun)).order_by(SolveRun.id)).all()
    kept = [run for run in runs if run.state in (RunState.DONE, RunState.STOPPED)]
    going = [run for run in runs if run.state in (RunState.QUEUED, RunState.RUNNING)]
    requirements = _last_by_date(session.scalars(select(Requirement).where(in_weeks(Requirement)).order_by(Requirement.number)))
    worked_on = select(RosterDraft).where(in_weeks(RosterDraft), is_worked_on())
    drafts = _last_by_date(session.scalars(worked_on.order_by(RosterDraft.number)))
    versions = _last_by_date(session.scalars(select(RosterVersion).where(in_weeks(RosterVersion)).order_by(RosterVersion.number)))
    building, built = _last_by_date(going), _last_by_date(kept)
    hours = _required_hours(session, [row.id for row in requirements.values()])
    forecasts = _forecasts(session, group, weeks)
    return tuple(
        WeekState(
            week=week,
            forecast_made_at=_forecast_made_at(week, forecasts),
            requirement_number=row.number if (row := requirements.get(week.week_date)) else None,
            requirement_made_at=row.made_at if row else None,
            required_hours=hours.get(row.id, 0.0) if row else None,
            building=building.get(week.week_date),
            built=built.get(week.week_date),
            draft=drafts.get(week.week_date),
            published=versions.get(week.week_date),
        )
        for week in weeks
    )


def states_of_weeks_on(session: Session, *, group: RosterGroup, dates: Sequence[date]) -> tuple[WeekState, ...]:
    """Where the weeks that begin on these dates stand, in the order of the dates, which is that of time."""
    found: list[WeekState] = []
    while len(found) < len(dates):
        rest = dates[len(found) :]
        count = next((at for at, day in enumerate(rest) if day != rest[0] + timedelta(days=7 * at)), len(rest))
        found.extend(states_of_weeks(session, group=group, first=rest[0], count=count))
    return tuple(found)


def week_dates_in_use(session: Session, *, roster_group_id: int) -> list[date]:
    """The weeks of a group that were staffed, built or published, in order."""
    asked = [select(table.week_date).where(table.roster_group_id == roster_group_id) for table in (Requirement, SolveRun, RosterVersion)]
    return sorted(session.scalars(union(*asked)).all())


def find_week_with_roster(session: Session, *, roster_group_id: int, on_or_after: date) -> date | None:
    """The first week from this one on that has a draft or a version, else the last one that had."""
    asked = [select(table.week_date).where(table.roster_group_id == roster_group_id) for table in (RosterDraft, RosterVersion)]
    found = sorted(session.scalars(union(*asked)).all())
    return next((day for day in found if day >= on_or_after), found[-1] if found else None)


def _last_by_date(rows: Iterable[Row]) -> dict[date, Row]:
    found: Any = {row.week_date: row for row in rows}  # type: ignore[attr-defined]
    result: dict[date, Row] = found
    return result


def _required_hours(session: Session, requirement_ids: Collection[int]) -> dict[int, float]:
    """Hours at speed 1.0 of requirements; where a lead's override stands beside the computed row, it counts."""
    override = aliased(RequirementInterval)
    overridden = exists().where(
        override.requirement_id == RequirementInterval.requirement_id,
        override.work_type_id == RequirementInterval.work_type_id,
        override.starts_at == RequirementInterval.starts_at,
        override.kind == RequirementKind.OVERRIDE,
    )
    minutes = func.coalesce(RequirementInterval.required_heads, 0.0) * RequirementInterval.minutes + func.coalesce(
        RequirementInterval.backlog_minutes, 0.0
    )
    asked = select(RequirementInterval.requirement_id, func.sum(minutes) / 60.0).where(
        RequirementInterval.requirement_id.in_(requirement_ids),
        or_(RequirementInterval.kind == RequirementKind.OVERRIDE, ~overridden),
    )
    return {id_: float(hours) for id_, hours in session.execute(asked.group_by(RequirementInterval.requirement_id))}


def _forecasts(session: Session, group: RosterGroup, weeks: Sequence[RosterWeek]) -> Sequence[Any]:
    asked = select(Forecast.starts_at, Forecast.ends_at, Forecast.made_at).where(
        Forecast.roster_group_id == group.id,
        Forecast.starts_at < weeks[-1].horizon.ends_at,
        Forecast.ends_at > weeks[0].horizon.starts_at,
    )
    return session.execute(asked.order_by(Forecast.id)).all()


def _forecast_made_at(week: RosterWeek, forecasts: Sequence[Any]) -> datetime | None:
    covering = [row.made_at for row in forecasts if row.starts_at <= week.horizon.starts_at and row.ends_at >= week.horizon.ends_at]
    return covering[-1] if covering else None
