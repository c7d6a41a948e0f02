"""Reads about when people can and want to work, for many agents in a handful of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from wfm.agents.models import Agent, Contract
from wfm.agents.queries import contracts_by_agent
from wfm.availability.expansion import Availability, ContractHours, DatedException, Entered, KindOfHours, Pattern, expand
from wfm.availability.kinds import TimeOffState
from wfm.availability.models import AvailabilityException, AvailabilityPattern, TimeOff, Wish
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, WeeklyStretch

Row = TypeVar("Row", AvailabilityPattern, AvailabilityException, TimeOff, Wish)


def availability_within(
    session: Session,
    *,
    agents: Sequence[Agent],
    window: Interval,
    contracts: Mapping[int, Sequence[Contract]] | None = None,
    leave: Mapping[int, Sequence[TimeOff]] | None = None,
) -> dict[int, Availability]:
    """When each agent can work within a window. Who knows already the contracts that hold on `dates_around` it, or the approved
    time off within it, brings them along."""
    if contracts is None:
        contracts = contracts_by_agent(session, agent_ids=[agent.id for agent in agents], dates=dates_around(window))
    if leave is None:
        leave = time_off_by_agent(session, agent_ids=[agent.id for agent in agents], window=window, states=[TimeOffState.APPROVED])
    entered = _entered_within(session, agents, window, contracts, leave)
    return {agent_id: expand(told, window=window) for agent_id, told in entered.items()}


def _entered_within(
    session: Session,
    agents: Sequence[Agent],
    window: Interval,
    contracts: Mapping[int, Sequence[Contract]],
    leave: Mapping[int, Sequence[TimeOff]],
) -> dict[int, Entered]:
    """What each agent entered, and their contracts, as far as it bears on a window."""
    ids, dates = [agent.id for agent in agents], dates_around(window)
    patterns = patterns_by_agent(session, agent_ids=ids, dates=dates)
    exceptions = _exceptions_by_agent(session, ids, dates)
    return {
        agent.id: Entered(
            zone=agent.zone,
            contracts=tuple(_contract_hours(contract) for contract in contracts.get(agent.id, ())),
            patterns=tuple(pattern_of(row) for row in patterns.get(agent.id, ())),
            exceptions=tuple(
                DatedException(row.local_date, row.kind, row.local_start, row.local_end) for row in exceptions.get(agent.id, ())
            ),
            time_off=tuple(Interval(row.starts_at, row.ends_at) for row in leave.get(agent.id, ())),
        )
        for agent in agents
    }


def patterns_by_agent(session: Session, *, agent_ids: Collection[int], dates: DateRange) -> Mapping[int, Sequence[AvailabilityPattern]]:
    """Each agent's weekly patterns that are valid on at least one of the dates, with their windows, oldest first."""
    asked = select(AvailabilityPattern).where(AvailabilityPattern.agent_id.in_(agent_ids), *_holding_on(dates))
    return _by_agent(session.scalars(asked.options(selectinload(AvailabilityPattern.windows)).order_by(AvailabilityPattern.valid_from)))


def agents_with_pattern(session: Session, *, dates: DateRange, agent_ids: Collection[int] | None = None) -> frozenset[int]:
    """Who has entered a usual week that holds on at least one of the dates; where ids are told, who of these."""
    asked = select(AvailabilityPattern.agent_id).where(*_holding_on(dates))
    return frozenset(session.scalars(asked if agent_ids is None else asked.where(AvailabilityPattern.agent_id.in_(agent_ids))))


def _holding_on(dates: DateRange) -> Iterator[ColumnElement[bool]]:
    """Patterns that hold on at least one of the dates."""
    yield or_(AvailabilityPattern.valid_until.is_(None), AvailabilityPattern.valid_until > dates.valid_from)
    if dates.valid_until is not None:
        yield AvailabilityPattern.valid_from < dates.valid_until


def pattern_of(row: AvailabilityPattern) -> Pattern:
    """What a row of `availability_pattern` and its windows say."""
    hours = tuple(KindOfHours(WeeklyStretch(told.weekday, told.local_start, told.local_end), told.kind) for told in row.windows)
    return Pattern(DateRange(row.valid_from, row.valid_until), hours)


def time_off_by_agent(
    session: Session, *, agent_ids: Collection[int], window: Interval, states: Collection[TimeOffState]
) -> Mapping[int, Sequence[TimeOff]]:
    """Each agent's time off in these states that touches the window, by its start."""
    asked = select(TimeOff).where(
        TimeOff.agent_id.in_(agent_ids), TimeOff.state.in_(states), TimeOff.starts_at < window.ends_at, TimeOff.ends_at > window.starts_at
    )
    return _by_agent(session.scalars(asked.order_by(TimeOff.starts_at, TimeOff.id)))


def wishes_by_agent(session: Session, *, agent_ids: Collection[int], window: Interval) -> Mapping[int, Sequence[Wish]]:
    """Each agent's wishes that touch the window, by their start."""
    asked = select(Wish).where(Wish.agent_id.in_(agent_ids), Wish.starts_at < window.ends_at, Wish.ends_at > window.starts_at)
    return _by_agent(session.scalars(asked.order_by(Wish.starts_at, Wish.id)))


def _exceptions_by_agent(session: Session, agent_ids: Collection[int], dates: DateRange) -> Mapping[int, Sequence[AvailabilityException]]:
    asked = select(AvailabilityException).where(
        AvailabilityException.agent_id.in_(agent_ids),
        AvailabilityException.local_date >= dates.valid_from,
        AvailabilityException.local_date < dates.valid_until,
    )
    return _by_agent(session.scalars(asked.order_by(AvailabilityException.local_date, AvailabilityException.id)))


def _by_agent(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.agent_id].append(row)
    return found


def dates_around(window: Interval) -> DateRange:
    """Every date that bears on the window in whatever zone: a zone is at most a day away from UTC, and a stretch begins up to
    a day before it ends."""
    return DateRange(window.starts_at.date() - timedelta(days=2), window.ends_at.date() + timedelta(days=2))


def _contract_hours(contract: Contract) -> ContractHours:
    hours = tuple(WeeklyStretch.from_json(value) for value in contract.default_hours)
    return ContractHours(DateRange(contract.valid_from, contract.valid_until), hours)


def _exception(row: AvailabilityException) -> DatedException:
    return DatedException(row.local_date, row.kind, row.local_start, row.local_end)
