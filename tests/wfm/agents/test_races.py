"""Two people at once: the laws of dated rows hold although each sees the database as it was before the other."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, an_agent, employment
from wfm.agents.models import Contract, RosterGroupMembership
from wfm.agents.services import hire, join_roster_group
from wfm.availability.expansion import Pattern
from wfm.availability.models import AvailabilityPattern, TimeOff
from wfm.availability.services import UsualWeek, set_usual_weeks
from wfm.availability.wish_services import request_time_off
from wfm.core.errors import Conflict
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange
from wfm.core.unit_of_work import read_session, unit_of_work

START = datetime(2026, 11, 23, tzinfo=UTC)


def sign_contract(session: Session, agent_id: int, _group_id: int, number: int) -> None:
    hire(session, agent_id=agent_id, employment=employment(date(2026, 1, 1) + timedelta(days=number)), actor=LEAD, now=NOW)


def join(session: Session, agent_id: int, group_id: int, number: int) -> None:
    join_roster_group(
        session, agent_id=agent_id, roster_group_id=group_id, valid_from=date(2026, 1, 1) + timedelta(days=number), actor=LEAD, now=NOW
    )


def ask_for_time_off(session: Session, agent_id: int, _group_id: int, number: int) -> None:
    span = Interval(START + timedelta(hours=number), START + timedelta(days=2))
    request_time_off(session, agent_id=agent_id, span=span, actor=LEAD, now=NOW)


def enter_week(session: Session, agent_id: int, _group_id: int, number: int) -> None:
    week = UsualWeek(agent_id=agent_id, pattern=Pattern(DateRange(date(2026, 1, 1) + timedelta(days=number)), ()))
    set_usual_weeks(session, weeks=[week], actor=LEAD, now=NOW)


def at_once(app: Flask, act: Callable[[Session, int, int, int], None], agent_id: int, group_id: int, *, people: int = 4) -> list[str]:
    """What came of the same wish of several people, each in a transaction of their own."""
    outcomes: list[str] = []
    together = threading.Barrier(people)

    def one(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                with unit_of_work() as session:
                    act(session, agent_id, group_id, number)
                outcomes.append("done")
            except Conflict:
                outcomes.append("refused")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def ids(app: Flask) -> tuple[int, int]:
    with app.app_context(), unit_of_work() as session:
        return an_agent(session).id, a_group(session).id


@pytest.mark.parametrize(("act", "table"), [(sign_contract, Contract), (ask_for_time_off, TimeOff)])
def test_of_four_overlapping_wishes_at_once_one_is_granted(
    app: Flask, ids: tuple[int, int], act: Callable[[Session, int, int, int], None], table: type[Contract] | type[TimeOff]
) -> None:
    assert at_once(app, act, *ids) == ["done", "refused", "refused", "refused"]
    with app.app_context():
        assert read_session().scalar(select(func.count()).select_from(table)) == 1


@pytest.mark.parametrize(("act", "table"), [(join, RosterGroupMembership), (enter_week, AvailabilityPattern)])
def test_four_moves_at_once_leave_dated_rows_that_do_not_overlap(
    app: Flask,
    ids: tuple[int, int],
    act: Callable[[Session, int, int, int], None],
    table: type[RosterGroupMembership] | type[AvailabilityPattern],
) -> None:
    outcomes = at_once(app, act, *ids)

    assert "done" in outcomes
    assert len(outcomes) == 4
    with app.app_context():
        rows = read_session().execute(select(table.valid_from, table.valid_until).order_by(table.valid_from)).all()
    assert [last for _, last in rows] == [first for first, _ in rows[1:]] + [None]
