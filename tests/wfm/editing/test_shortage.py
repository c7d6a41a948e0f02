"""Where a roster is short: the worst stretches first, and in each where everybody stands who could serve it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.pages import WeekPages, a_draft_of, a_drafted_week, given, sign_in
from tests.support.weeks import a_small_week
from wfm.core.access import Role


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    """Two people are needed ten hours on workdays; both work five hours of Monday, a quarter of an hour apart, and no more."""
    week = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)
    return week


def test_the_worst_stretches_come_first(client: FlaskClient, week: WeekPages) -> None:
    page = client.get(f"{week.url}/shortage").text

    hours = [float(told) for told in re.findall(r'class="text-end is-short">([\d.]+)', page)]
    assert hours[0] == 20.0
    assert hours == sorted(hours, reverse=True)
    assert week.work_names[0] in page


def test_a_row_tells_where_everybody_stands(client: FlaskClient, week: WeekPages) -> None:
    # Monday 9:00: both are there. Tuesday 9:00: both are free, at home and rested.
    monday = client.get(f"{week.url}/shortage/why?work={week.work_codes[0]}&slot=36").text
    tuesday = client.get(f"{week.url}/shortage/why?work={week.work_codes[0]}&slot=132").text

    assert "Serving it (2)" in monday
    assert "Could come</strong> (2)" in tuesday
    for name in week.agent_names:
        assert name in monday
        assert name in tuesday


def test_the_board_leads_there(client: FlaskClient, week: WeekPages) -> None:
    assert re.search(rf'href="{week.url}/shortage[^"]*">90.0', client.get(f"{week.url}/board").text)


@pytest.mark.parametrize("arguments", ["", "work=nothing&slot=3", "work={code}&slot=9999", "work={code}&slot=-1", "work={code}&slot=x"])
def test_a_quarter_hour_that_the_board_has_not_is_not_found(client: FlaskClient, week: WeekPages, arguments: str) -> None:
    assert client.get(f"{week.url}/shortage/why?{arguments.format(code=week.work_codes[0])}").status_code == 404


def test_without_a_roster_there_is_nothing_to_explain(app: Flask, client: FlaskClient) -> None:
    group_id = given(app, lambda session: a_small_week(session).group.id)
    sign_in(app, client, Role.LEAD)

    assert "There is no roster of this week yet." in client.get(f"/weeks/{group_id}/2026-11-23/shortage").text
    assert client.get(f"/weeks/{group_id}/2026-11-23/shortage/why?work=x&slot=3").status_code == 404


def test_a_covered_week_says_so(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> int:
        small = a_small_week(session, people=2, heads=0.0, zones=("Europe/Lisbon",))
        a_draft_of(session, small, later=timedelta(hours=1))
        return small.group.id

    group_id = given(app, make)
    sign_in(app, client, Role.LEAD)

    assert "Nothing is short in this roster." in client.get(f"/weeks/{group_id}/2026-11-23/shortage").text
