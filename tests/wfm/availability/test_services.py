from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, an_agent, employment
from tests.support.statements import counted_questions
from wfm.agents.models import Agent
from wfm.audit.queries import audit_lines_of
from wfm.availability.expansion import KindOfHours, Pattern
from wfm.availability.kinds import AvailabilityKind, TimeOffState, WishKind
from wfm.availability.models import AvailabilityPattern, TimeOff, Wish
from wfm.availability.queries import availability_within, wishes_by_agent
from wfm.availability.services import UsualWeek, add_exception, remove_exception, set_usual_weeks
from wfm.availability.wish_services import (
    TimeOffDecided,
    TimeOffOverlaps,
    add_wish,
    approve_time_off,
    refuse_time_off,
    remove_wish,
    request_time_off,
    withdraw_time_off,
)
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, WeeklyStretch

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = Interval(MONDAY, MONDAY + timedelta(days=7))
MORNINGS = (KindOfHours(WeeklyStretch(1, time(8), time(12))),)
EVENINGS = (KindOfHours(WeeklyStretch(1, time(18), time(22))),)


def hours(first: float, last: float, *, day: int = 0) -> Interval:
    start = MONDAY + timedelta(days=day)
    return Interval(start + timedelta(hours=first), start + timedelta(hours=last))


def set_week(session: Session, agent: Agent, told: tuple[KindOfHours, ...], valid_from: date, valid_until: date | None = None) -> None:
    week = UsualWeek(agent_id=agent.id, pattern=Pattern(DateRange(valid_from, valid_until), told))
    set_usual_weeks(session, weeks=[week], actor=LEAD, now=NOW)


def dates_of_patterns(session: Session, agent: Agent) -> list[tuple[date, date | None]]:
    asked = select(AvailabilityPattern.valid_from, AvailabilityPattern.valid_until).where(AvailabilityPattern.agent_id == agent.id)
    return [(valid_from, valid_until) for valid_from, valid_until in session.execute(asked.order_by(AvailabilityPattern.valid_from))]


def available(session: Session, agent: Agent, window: Interval = WEEK) -> tuple[Interval, ...]:
    return availability_within(session, agents=[agent], window=window)[agent.id].available


@pytest.fixture
def agent(session: Session) -> Agent:
    return a_member(session, a_group(session), zone="Europe/Lisbon")


def test_who_entered_nothing_has_the_default_hours_of_the_contract(session: Session, agent: Agent) -> None:
    assert available(session, agent) == tuple(hours(9, 17, day=day) for day in range(5))


def test_a_usual_week_replaces_the_default_hours(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))

    assert available(session, agent) == (hours(8, 12),)


def test_a_new_usual_week_ends_the_one_before(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))
    set_week(session, agent, EVENINGS, date(2026, 11, 23))

    assert dates_of_patterns(session, agent) == [(date(2026, 1, 1), date(2026, 11, 23)), (date(2026, 11, 23), None)]
    assert available(session, agent) == (hours(18, 22),)


def test_a_usual_week_for_some_dates_leaves_the_rest_on_both_sides(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))
    set_week(session, agent, EVENINGS, date(2026, 11, 23), date(2026, 11, 30))

    assert dates_of_patterns(session, agent) == [
        (date(2026, 1, 1), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 30), None),
    ]
    assert available(session, agent, Interval(MONDAY, MONDAY + timedelta(days=14))) == (hours(18, 22), hours(8, 12, day=7))


def test_a_usual_week_swallows_those_that_lie_within_it(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 3, 2), date(2026, 4, 6))
    set_week(session, agent, EVENINGS, date(2026, 5, 4), date(2026, 6, 1))

    set_week(session, agent, EVENINGS, date(2026, 3, 2))

    assert dates_of_patterns(session, agent) == [(date(2026, 3, 2), None)]


def test_setting_the_same_week_again_from_the_same_date_replaces_it(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))
    set_week(session, agent, EVENINGS, date(2026, 1, 1))

    assert dates_of_patterns(session, agent) == [(date(2026, 1, 1), None)]
    assert available(session, agent) == (hours(18, 22),)


def test_a_changed_week_is_on_the_audit_trail_with_what_it_replaced(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))
    set_week(session, agent, EVENINGS, date(2026, 11, 23))
    session.flush()

    changed = audit_lines_of(session, entity="agent", entity_id=agent.id)[-1]

    mornings = {"weekday": 1, "local_start": "08:00", "local_end": "12:00", "kind": "available"}
    assert changed.action == "set_usual_week"
    assert changed.before == {"usual_weeks": [{"valid_from": "2026-01-01", "valid_until": None, "hours": [mornings]}]}


@pytest.mark.parametrize(
    ("stretch", "message"),
    [
        ((0, time(8), time(12)), "weekday is 0, it lies between 1 and 7"),
        ((8, time(8), time(12)), "weekday is 8"),
        ((1, time(8, 10), time(12)), "local_start is 08:10:00, it must be on a quarter of an hour"),
        ((1, time(8), time(12, 0, 1)), "local_end is 12:00:01"),
    ],
)
def test_hours_off_the_grid_are_refused(session: Session, stretch: tuple[int, time, time], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        WeeklyStretch(*stretch)


def test_two_stretches_that_begin_together_are_refused(session: Session, agent: Agent) -> None:
    with pytest.raises(InvalidInput, match="weekday 1 that begin at 08:00"):
        UsualWeek(agent_id=agent.id, pattern=Pattern(DateRange(date(2026, 1, 1)), MORNINGS * 2))


def test_a_usual_week_of_an_unknown_agent_is_refused(session: Session) -> None:
    unknown = UsualWeek(agent_id=4711, pattern=Pattern(DateRange(date(2026, 1, 1)), MORNINGS))

    with pytest.raises(InvalidInput, match="agent_id is 4711"):
        set_usual_weeks(session, weeks=[unknown], actor=LEAD, now=NOW)


def test_an_exception_cuts_and_can_be_taken_back(session: Session, agent: Agent) -> None:
    exception = add_exception(
        session, agent_id=agent.id, local_date=date(2026, 11, 24), kind=AvailabilityKind.UNAVAILABLE, note="School", actor=LEAD, now=NOW
    )
    session.flush()
    assert hours(9, 17, day=1) not in available(session, agent)

    remove_exception(session, exception_id=exception.id, actor=LEAD, now=NOW)
    session.flush()
    assert hours(9, 17, day=1) in available(session, agent)
    with pytest.raises(NotFound):
        remove_exception(session, exception_id=exception.id, actor=LEAD, now=NOW)


def test_time_off_takes_hours_away_only_once_it_is_approved(session: Session, agent: Agent) -> None:
    time_off = request_time_off(session, agent_id=agent.id, span=hours(0, 24), reason="Holiday", credited_minutes=480, actor=LEAD, now=NOW)
    assert hours(9, 17) in available(session, agent)

    approve_time_off(session, time_off_id=time_off.id, actor=LEAD, now=NOW)
    session.flush()
    assert hours(9, 17) not in available(session, agent)

    withdraw_time_off(session, time_off_id=time_off.id, actor=LEAD, now=NOW)
    session.flush()
    assert hours(9, 17) in available(session, agent)


def test_time_off_is_decided_once(session: Session, agent: Agent) -> None:
    time_off = request_time_off(session, agent_id=agent.id, span=hours(0, 24), actor=LEAD, now=NOW)
    refuse_time_off(session, time_off_id=time_off.id, note="Everybody is off then", actor=LEAD, now=NOW)

    with pytest.raises(TimeOffDecided, match="refused"):
        approve_time_off(session, time_off_id=time_off.id, actor=LEAD, now=NOW)
    with pytest.raises(TimeOffDecided, match="refused"):
        withdraw_time_off(session, time_off_id=time_off.id, actor=LEAD, now=NOW)
    assert (time_off.decided_at, time_off.decision_note) == (NOW, "Everybody is off then")


def test_time_off_does_not_overlap_what_stands_but_may_touch_it(session: Session, agent: Agent) -> None:
    first = request_time_off(session, agent_id=agent.id, span=hours(0, 24), actor=LEAD, now=NOW)

    with pytest.raises(TimeOffOverlaps):
        request_time_off(session, agent_id=agent.id, span=hours(23, 30), actor=LEAD, now=NOW)
    request_time_off(session, agent_id=agent.id, span=hours(24, 48), actor=LEAD, now=NOW)
    withdraw_time_off(session, time_off_id=first.id, actor=LEAD, now=NOW)
    session.flush()
    request_time_off(session, agent_id=agent.id, span=hours(2, 3), actor=LEAD, now=NOW)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"span": Interval(MONDAY, MONDAY)}, "ends_at is .* must be after starts_at"),
        ({"span": Interval(MONDAY.replace(tzinfo=None), MONDAY)}, "needs an offset"),
        ({"credited_minutes": -1}, "credited_minutes is -1"),
        ({"reason": "x" * 61}, "reason .* is 61, it lies between 0 and 60"),
        ({"agent_id": 4711}, "agent_id is 4711"),
    ],
)
def test_time_off_is_refused_by_field_and_limit(session: Session, agent: Agent, said: dict[str, object], message: str) -> None:
    usual: dict[str, object] = {"agent_id": agent.id, "span": hours(0, 24)}

    with pytest.raises(InvalidInput, match=message):
        request_time_off(session, **usual | said, actor=LEAD, now=NOW)  # type: ignore[arg-type]


def test_wishes_of_a_week_come_by_agent_and_can_be_taken_back(session: Session, agent: Agent) -> None:
    wish = add_wish(session, agent_id=agent.id, kind=WishKind.OFF, span=hours(12, 18), actor=LEAD, now=NOW)
    add_wish(session, agent_id=agent.id, kind=WishKind.WORK, span=hours(12, 18, day=9), actor=LEAD, now=NOW)

    assert wishes_by_agent(session, agent_ids=[agent.id], window=WEEK) == {agent.id: [wish]}
    remove_wish(session, wish_id=wish.id, actor=LEAD, now=NOW)
    session.flush()
    assert wishes_by_agent(session, agent_ids=[agent.id], window=WEEK) == {}


def test_a_wish_weighs_something(session: Session, agent: Agent) -> None:
    with pytest.raises(InvalidInput, match="weight_minutes is 0"):
        add_wish(session, agent_id=agent.id, kind=WishKind.OFF, span=hours(0, 1), weight_minutes=0, actor=LEAD, now=NOW)


def test_the_number_of_questions_does_not_grow_with_the_number_of_agents(session: Session) -> None:
    group = a_group(session)
    agents = [a_member(session, group, zone=zone) for zone in ("Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC")]
    for agent in agents:
        set_week(session, agent, MORNINGS, date(2026, 1, 1))
        add_exception(session, agent_id=agent.id, local_date=date(2026, 11, 24), kind=AvailabilityKind.AVAILABLE, actor=LEAD, now=NOW)
        request_time_off(session, agent_id=agent.id, span=hours(0, 1), actor=LEAD, now=NOW)

    asked = []
    for some in (agents[:1], agents):
        session.expunge_all()
        with counted_questions(session) as questions:
            availability_within(session, agents=some, window=WEEK)
        asked.append(len(questions))

    assert asked == [5, 5]


def test_a_contract_that_ends_within_the_week_ends_the_hours(session: Session) -> None:
    leaving = a_member(session, a_group(session), zone="Europe/Lisbon", employed=employment(date(2026, 1, 1), date(2026, 11, 25)))

    assert available(session, leaving) == (hours(9, 17), hours(9, 17, day=1))


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        (TimeOff, {"ends_at": MONDAY}),
        (TimeOff, {"state": "approved"}),
        (TimeOff, {"credited_minutes": -1}),
        (Wish, {"ends_at": MONDAY}),
        (Wish, {"weight_minutes": 0}),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_the_database_refuses_what_cannot_be(session: Session, kind: type[TimeOff] | type[Wish], broken: dict[str, object]) -> None:
    agent = an_agent(session)
    request_time_off(session, agent_id=agent.id, span=hours(0, 24), actor=LEAD, now=NOW)
    add_wish(session, agent_id=agent.id, kind=WishKind.OFF, span=hours(0, 24), actor=LEAD, now=NOW)

    with pytest.raises(IntegrityError):
        session.execute(update(kind).values(**broken))


def test_the_database_refuses_two_open_patterns(session: Session, agent: Agent) -> None:
    set_week(session, agent, MORNINGS, date(2026, 1, 1))

    session.add(AvailabilityPattern(agent_id=agent.id, valid_from=date(2026, 2, 1), entered_at=NOW))

    with pytest.raises(IntegrityError):
        session.flush()


def test_only_known_states_are_stored(session: Session, agent: Agent) -> None:
    time_off = request_time_off(session, agent_id=agent.id, span=hours(0, 24), actor=LEAD, now=NOW)

    with pytest.raises(IntegrityError):
        session.connection().exec_driver_sql(f"UPDATE time_off SET state = 'maybe' WHERE id = {time_off.id}")
    assert time_off.state is TimeOffState.PENDING
