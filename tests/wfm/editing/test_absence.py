"""Somebody is away: what the page offers can be done, and what it counts is so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import HOUR, MONDAY, bearer, given, rows_of, sign_in, told_of
from tests.support.weeks import a_small_week
from wfm.accounts.models import UserAccount
from wfm.availability.kinds import TimeOffState, WishKind
from wfm.availability.models import TimeOff
from wfm.availability.wish_services import add_wish
from wfm.core.access import Role
from wfm.core.intervals import Interval
from wfm.editing.models import DraftEdit
from wfm.notifications.models import Notice
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft
from wfm.rosters.queries import draft_contents
from wfm.rosters.services import create_draft
from wfm.solves.services import publish

EARLY = MONDAY + 8 * HOUR


@dataclass(frozen=True)
class Away:
    url: str
    names: tuple[str, ...]
    ids: tuple[int, ...]


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> Away:
    """A published Monday: the first works early and will be away, the second works early too, the third works late and so would
    break a rule, the fourth is free and wished to be off, the fifth is free."""

    def make(session: Session) -> Away:
        small = a_small_week(session, people=5, heads=2.0, zones=("Europe/Lisbon",))
        starts = (EARLY, EARLY, EARLY + 7 * HOUR, None, None)
        contents = [
            WeekContent(agent.id, () if start is None else (shift(small.work_types[0].id, start),))
            for agent, start in zip(small.agents, starts, strict=True)
        ]
        wish = Interval(EARLY, EARLY + HOUR)
        add_wish(session, agent_id=small.agents[3].id, kind=WishKind.OFF, span=wish, actor=LEAD, now=NOW)
        draft = create_draft(
            session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=LEAD, now=NOW
        )
        publish(session, draft_id=draft.id, expected_version=0, actor=LEAD, now=NOW)
        told = told_of(small)
        return Away(told.url, told.agent_names, told.agent_ids)

    made = given(app, make)
    sign_in(app, client, Role.LEAD)
    return made


def shift(work_type_id: int, starts_at: object) -> ShiftContent:
    begin = MONDAY if starts_at is None else starts_at
    end = begin + 5 * HOUR  # type: ignore[operator]
    return ShiftContent(begin, end, (SegmentContent(SegmentKind.WORK, begin, end, work_type_id=work_type_id),))  # type: ignore[arg-type]


def say_away(client: FlaskClient, week: Away, **said: str) -> str:
    told = {"agent": week.ids[0], "first_date": "2026-11-23", "last_date": "2026-11-23", "reason": "ill"} | said
    return client.post(f"{week.url}/absence", data=told, follow_redirects=True).text


def takers(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', page)


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of the forms that give the shift to somebody, or to nobody."""
    found = re.findall(r'<form method="post" action="[^"]*/absence/cover">(.*?)</form>', page, re.DOTALL)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in found]


def shifts_of(app: Flask, agent_id: int) -> list[object]:
    newest = rows_of(app, RosterDraft)[-1].id
    contents = given(app, lambda session: draft_contents(session, draft_id=newest))
    return [shift.starts_at for content in contents if content.agent_id == agent_id for shift in content.shifts]


def test_those_who_may_are_offered_the_best_first_and_the_others_counted(app: Flask, client: FlaskClient, week: Away) -> None:
    page = say_away(client, week)

    assert takers(page) == [week.names[4], week.names[3]]  # who wished to be off comes last
    assert "wished to be off" in page
    assert "0 cannot do this work, 1 work then already, and for 1 it would break a rule." in page
    (time_off,) = rows_of(app, TimeOff)
    assert (time_off.state, time_off.reason) == (TimeOffState.APPROVED, "ill")
    assert rows_of(app, Notice) == []  # nobody has an account; the roster itself is told of when it is published


def test_the_shift_is_theirs_once_and_the_page_goes_on(app: Flask, client: FlaskClient, week: Away) -> None:
    first = forms(say_away(client, week))[0]

    for _again in range(2):  # a form that is sent twice does nothing more
        done = client.post(f"{week.url}/absence/cover", data=first, follow_redirects=True)
        assert done.status_code == 200
        assert "has no shift in this time" in done.text
    assert (shifts_of(app, week.ids[0]), shifts_of(app, week.ids[4])) == ([], [EARLY])


def test_it_may_be_left_to_nobody(app: Flask, client: FlaskClient, week: Away) -> None:
    last = forms(say_away(client, week))[-1]

    client.post(f"{week.url}/absence/cover", data=last)

    assert [shifts_of(app, agent_id) for agent_id in (week.ids[0], week.ids[3], week.ids[4])] == [[], [], []]


def test_who_changed_meanwhile_is_not_overwritten(app: Flask, client: FlaskClient, week: Away) -> None:
    offers = forms(say_away(client, week))
    client.post(f"{week.url}/absence/cover", data=offers[0])

    stale = client.post(f"{week.url}/absence/cover", data=offers[1])

    assert stale.status_code == 409
    assert shifts_of(app, week.ids[3]) == []


def test_an_absence_is_of_days_that_can_be(app: Flask, client: FlaskClient, week: Away) -> None:
    for said in ({"last_date": "2026-11-22"}, {"last_date": "2027-11-22"}, {"first_date": "soon"}, {"agent": "99"}):
        answer = client.post(
            f"{week.url}/absence", data={"agent": week.ids[0], "first_date": "2026-11-23", "last_date": "2026-11-23"} | said
        )
        assert answer.status_code in (404, 422), said
    assert rows_of(app, TimeOff) == []


def test_time_off_that_is_there_already_is_kept(app: Flask, client: FlaskClient, week: Away) -> None:
    say_away(client, week)

    again = say_away(client, week, last_date="2026-11-24")

    assert "It overlaps time off" in again
    assert takers(again)
    assert len(rows_of(app, TimeOff)) == 1


def test_a_day_of_the_person_is_a_day_of_their_zone(app: Flask, client: FlaskClient, week: Away) -> None:
    say_away(client, week)

    (time_off,) = rows_of(app, TimeOff)
    assert (time_off.starts_at, time_off.ends_at) == (MONDAY, MONDAY + timedelta(days=1))  # Lisbon keeps UTC in winter


def proposal(client: FlaskClient, week: Away, **said: str) -> tuple[str, dict[str, str]]:
    """What the page shows as the engine's proposal, and the hidden fields of its form."""
    asked = {"draft": "2", "agent": str(week.ids[0]), "first_date": "2026-11-23", "last_date": "2026-11-23"} | said
    page = client.get(f"{week.url}/absence/proposal", query_string=asked).text
    form = re.search(r'<form method="post" action="[^"]*/absence/replan".*?>(.*?)</form>', page, re.DOTALL)
    return page, dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1])) if form else {}


def test_the_engine_proposes_few_changes_that_are_one_edit(app: Flask, client: FlaskClient, week: Away) -> None:
    say_away(client, week)
    before = {agent_id: shifts_of(app, agent_id) for agent_id in week.ids}

    page, fields = proposal(client, week)
    changed = [name for name in week.names if f"<bdi>{name}</bdi>" in page]
    done = client.post(f"{week.url}/absence/replan", data=fields, follow_redirects=True)
    again = client.post(f"{week.url}/absence/replan", data=fields, follow_redirects=True)

    assert "5 h of required work become short" in page.replace("\xa0", " ")
    assert 1 <= len(changed) <= 3
    assert (done.status_code, again.status_code) == (200, 200)
    after = {agent_id: shifts_of(app, agent_id) for agent_id in week.ids}
    assert after[week.ids[0]] == []
    differing = [name for name, agent_id in zip(week.names[1:], week.ids[1:], strict=True) if after[agent_id] != before[agent_id]]
    assert differing == changed
    assert len(rows_of(app, DraftEdit)) == 1
    client.post(f"{week.url}/board/undo?draft=2")
    assert {agent_id: shifts_of(app, agent_id) for agent_id in week.ids} == before


def test_a_proposal_that_is_no_longer_made_is_not_done(app: Flask, client: FlaskClient, week: Away) -> None:
    say_away(client, week)
    _page, fields = proposal(client, week)
    client.post(f"{week.url}/absence/cover", data=forms(say_away(client, week))[0])

    stale = client.post(f"{week.url}/absence/replan", data=fields)

    assert stale.status_code == 409
    assert "no shift in this time" in proposal(client, week)[0]


def test_a_program_may_ask_and_do_the_same(app: Flask, client: FlaskClient, week: Away) -> None:
    say_away(client, week)
    headers = bearer(app, rows_of(app, UserAccount)[0].id)
    address = f"/api/v1{week.url.replace('/weeks', '/groups', 1).replace('/2026', '/weeks/2026')}/drafts/2/absence"
    asked = {"agent": week.ids[0], "first_date": "2026-11-23", "last_date": "2026-11-23"}

    found = client.get(address, query_string=asked, headers=headers).json
    other = client.post(address, json=asked | {"digest": "0", "key": "k1"}, headers=headers)
    done = client.post(address, json=asked | {"digest": found["digest"], "key": "k2"}, headers=headers)
    none = client.get(address, query_string=asked, headers=headers)

    assert (found["lost_hours"], found["won_back_hours"]) == (5.0, 5.0)
    assert (other.status_code, other.json["code"]) == (409, "stale_edit")
    assert done.status_code == 201
    assert sorted(done.json["agent_ids"]) == sorted([week.ids[0], *(change["agent_id"] for change in found["changes"])])
    assert none.status_code == 404


def test_where_nothing_becomes_short_nobody_changes(client: FlaskClient, week: Away) -> None:
    page, fields = proposal(client, week, draft="1", agent=str(week.ids[2]), first_date="2026-11-28", last_date="2026-11-28")

    assert "has no shift in this time" in page
    assert fields == {}


def test_a_refused_wish_leads_to_who_could_take_over_without_any_time_off(app: Flask, client: FlaskClient, week: Away) -> None:
    evening = Interval(EARLY + HOUR, EARLY + 24 * HOUR)  # ends at seven on Tuesday morning in Lisbon
    given(app, lambda session: add_wish(session, agent_id=week.ids[0], kind=WishKind.OFF, span=evening, actor=LEAD, now=NOW))
    client.post(f"{week.url}/board/draft")

    told = client.get(f"{week.url}/board/warnings?draft={rows_of(app, RosterDraft)[-1].number}").text
    (address,) = re.findall(r'href="([^"]*/absence\?[^"]*)"', told)
    page = client.get(address.replace("&amp;", "&")).text

    assert (f"agent={week.ids[0]}" in address, "first_date=2026-11-23" in address, "last_date=2026-11-24" in address) == (True,) * 3
    assert takers(page) == [week.names[4], week.names[3]]
    assert rows_of(app, TimeOff) == []
