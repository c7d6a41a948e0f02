"""Every address that names something is tried with what is one's own and with what is not: what is others' is not there, whoever
asks, and trying changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.support.factories import LEAD
from tests.support.pages import WeekPages, a_published_draft, bearer, given, sign_in
from wfm.accounts.models import ApiToken, UserSession
from wfm.agents.models import Agent
from wfm.availability.kinds import AvailabilityKind, WishKind
from wfm.availability.models import AvailabilityException, TimeOff, Wish
from wfm.catalog.models import WorkType
from wfm.core import clock
from wfm.core.access import Role, guard_of
from wfm.core.db import Base
from wfm.core.local_week import WeeklyStretch
from wfm.rosters.company_services import pair_people, require_presence
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.weekly_services import WeeklyActivityDetails, plan_weekly_activity
from wfm.rosters.weeks import group_of, week_holding
from wfm.self_service import services as self_service
from wfm.solves.options import BuildOptions
from wfm.solves.services import request_build

# What names nothing that belongs to one group or person: the administrator's things, and words that choose a form.
NOBODYS = {"user_id", "mail_id", "day_id", "team_id", "file_id", "kind", "ending", "filename", "secret", "number"}
# Looking leaves its own traces, and each trial here signs in anew.
TRACES = {"user_session", "user_account", "role_assignment", "api_token", "audit_line"}
LATER = timedelta(days=30)
DAY = "2026-11-23"
ASKED = {"agent", "first_date", "last_date"}
"""What an address is asked with where it only reads."""


def body_of(rule: Rule, world: World) -> dict[str, object]:
    """What the address would take, where it reads what is sent before it looks at whose the thing is."""
    assessment: dict[str, object] = {"level": 3, "assessed_on": DAY}
    draft: dict[str, object] = {"draft": 1, "expected_version": 1}
    person: dict[str, object] = {"name": "Ana", "email": "ana@example.com", "zone": "Europe/Lisbon", "country": "PT"}
    person |= {"contract_from": DAY, "week_hours_max": "40"}
    weekly: dict[str, object] = {"kind": "growth", "name": "Chat", "valid_from": DAY}
    away = {"agent": world.ids["agent_id"], "first_date": DAY, "last_date": DAY}
    bodies: dict[str, dict[str, object]] = {
        "/board/edits": {"kind": "move", "agent": world.ids["agent_id"], "shift": f"{DAY}T08:00Z", "key": "request-1", "tokens": {}},
        "/api/v1/people/<int:agent_id>/skills": assessment | {"work_type_id": world.ids["work_type_id"]},
        "/api/v1/people/<int:agent_id>": person,
        "/people/<int:agent_id>/weekly-activities": {**weekly, "minutes_per_week": 60},
        "/people/<int:agent_id>/weekly": {**weekly, "minutes": 60},
        "/groups/<int:group_id>/presence": {"work_type_id": world.ids["work_type_id"], "hours": "Mon 09:00-10:00"},
        "/api/v1/groups/<int:group_id>": {"name": "Support"},
        "/people/<int:agent_id>/skills": assessment | {"work_type": world.ids["work_type_id"]},
        "/<week>/build": {"seconds": 15, "threads": 1, "seed": 1},
        "/<week>/copy": {"source": "2026-11-16"},
        "/drafts/<int:number>/absence": {**away, "digest": "0", "key": "request-1"},
        "/absence": away,
        "/absence/replan": {**away, "draft": 1, "digest": "0", "key": "request-1"},
        "/absence/cover": {"agent": world.ids["agent_id"], "shift": f"{DAY}T08:00Z", "draft": 1, "token": 1, "key": "request-1"},
        "/overrides": {"overrides": [{"work_type_id": world.ids["work_type_id"], "starts_at": f"{DAY}T08:00Z", "heads": 1}]},
        "/drafts/<int:number>/edits": {"kind": "move", "agent": world.ids["agent_id"], "key": "request-1", "tokens": {"1": 1}},
        "/answer": {"is_approved": True},
        "/<week>/publish": draft,
    }
    return next((body for ending, body in bodies.items() if rule.rule.endswith(ending)), {})


@dataclass(frozen=True)
class World:
    """A roster group with a published week, and something of everything that an address can name."""

    week: WeekPages
    ids: dict[str, int]
    rows: dict[str, int]

    def row_of(self, rule: Rule) -> int | None:
        return next((row_id for part, row_id in self.rows.items() if part in rule.rule), None)

    def address(self, rule: Rule, **instead: object) -> str:
        told: dict[str, object] = {"week": "2026-11-23", "day": "2026-11-23", "code": self.week.work_codes[0], "number": 1}
        told |= {"kind": "channels", "ending": "csv", "secret": "nothing", **self.ids, "row_id": self.row_of(rule), **instead}
        return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: str(told.get(found[1], 2**31 - 1)), rule.rule)


def a_world(app: Flask) -> World:
    week = a_published_draft(app)
    now = clock.now()

    def make(session: Session) -> World:
        agent = session.get_one(Agent, week.agent_ids[0])
        day = now.date() + LATER
        self_service.add_wish(
            session,
            agent=agent,
            kind=WishKind.OFF,
            first_date=day,
            last_date=day,
            hours="",
            weight="nice",
            note="",
            actor=LEAD,
            now=now,
        )
        self_service.add_exception(
            session, agent=agent, local_date=day, kind=AvailabilityKind.UNAVAILABLE, hours="", note="", actor=LEAD, now=now
        )
        asked = self_service.request_time_off(session, agent=agent, first_date=day, last_date=day, reason="", actor=LEAD, now=now)
        shown = week_holding(group_of(session, week.group_id), date(2026, 11, 23))
        run = request_build(session, week=shown, options=BuildOptions(seconds=15, threads=1, seed=1), actor=LEAD, now=now)
        work_type = session.scalars(select(WorkType).where(WorkType.code == week.work_codes[0])).one()
        details = WeeklyActivityDetails(kind=ActivityKind.TRAINING, name="Chat", minutes_per_week=60, valid_from=day)
        weekly = plan_weekly_activity(session, agent_id=agent.id, details=details, actor=LEAD, now=now)
        said: dict[str, Any] = {"work_type_id": work_type.id, "heads": 1, "stretches": [WeeklyStretch(1, time(9), time(10))]}
        rule = require_presence(session, roster_group_id=week.group_id, **said, actor=LEAD, now=now)
        pair_people(session, agent_id=agent.id, partner_id=week.agent_ids[1], actor=LEAD, now=now)
        ids = {"group_id": week.group_id, "agent_id": agent.id, "run_id": run.id, "work_type_id": work_type.id}
        ids |= {"activity_id": weekly.id, "partner_id": week.agent_ids[1], "rule_id": rule.id}
        rows = {
            "wishes": session.scalars(select(Wish.id).where(Wish.agent_id == agent.id)).one(),
            "dates": session.scalars(select(AvailabilityException.id).where(AvailabilityException.agent_id == agent.id)).one(),
            "time-off": session.scalars(select(TimeOff.id).where(TimeOff.id == asked.id)).one(),
        }
        return World(week, ids, rows)

    return given(app, make)


def signed_in(app: Flask, client: FlaskClient, role: Role, world: World) -> dict[str, str]:
    is_lead = role is Role.LEAD  # only their role can be limited to a roster group
    agent_id, group_id = (None, world.week.group_id) if is_lead else (world.week.agent_ids[0], None)
    return bearer(app, sign_in(app, client, role, agent_id=agent_id, group_id=group_id))


def guarded(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method and address that says who may use it."""
    for rule in app.url_map.iter_rules():
        if guard_of(app.view_functions[rule.endpoint]) not in ("public", None):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def everything(session: Session) -> dict[str, tuple[object, ...]]:
    """The rows of every table."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in TRACES]
    return {table.name: tuple(map(tuple, session.execute(select(table).order_by(*table.primary_key)))) for table in tables}


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_what_belongs_to_others_is_not_there(app: Flask, client: FlaskClient, role: Role) -> None:
    own, other = a_world(app), a_world(app)
    headers = signed_in(app, client, role, own)
    before = given(app, everything)
    names = (*other.week.agent_names, other.week.group_name)

    surprises, tried = [], 0
    for method, rule in guarded(app):
        for argument in sorted(rule.arguments - NOBODYS - {"week", "day", "session_id", "token_id"}):
            foreign: object = other.row_of(rule) if argument == "row_id" else other.ids.get(argument, other.week.work_codes[0])
            address = own.address(rule, **{argument: foreign})
            body = body_of(rule, own)
            asked = {name: body[name] for name in ASKED & set(body)} if method == "GET" else {}
            said = {"json": body} if "/api/" in address or "/edits" in address else {"data": body}
            answer = client.open(address, method=method, headers=headers | {"If-Match": "seen"}, query_string=asked, **said)  # type: ignore[arg-type]
            tried += 1
            if answer.status_code not in (403, 404) or any(name in answer.text for name in names):
                surprises.append((method, address, argument, answer.status_code))

    assert not surprises, "\n".join(map(str, surprises))
    assert tried > 60
    assert given(app, everything) == before


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_lists_hold_nobody_of_another_group(app: Flask, client: FlaskClient, role: Role) -> None:
    own, other = a_world(app), a_world(app)
    headers = signed_in(app, client, role, own)
    told = [own.address(rule) for method, rule in guarded(app) if method == "GET"]

    answers = {address: client.get(address, headers=headers, follow_redirects=True) for address in told}

    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code >= 500} == {}
    names = [name.encode() for name in (*other.week.agent_names, other.week.group_name)]
    assert [address for address, answer in answers.items() if any(name in answer.data for name in names)] == []


def test_a_session_or_token_of_somebody_else_is_not_there_to_revoke(app: Flask, client: FlaskClient) -> None:
    other_id = sign_in(app, client, Role.LEAD)
    bearer(app, other_id)
    theirs = given(app, lambda session: (session.scalars(select(UserSession.id)).one(), session.scalars(select(ApiToken.id)).one()))
    client.delete_cookie("session")
    sign_in(app, client, Role.ADMINISTRATOR)

    assert client.post(f"/account/sessions/{theirs[0]}/revoke").status_code == 404
    assert client.post(f"/account/tokens/{theirs[1]}/revoke").status_code == 404
    left = select(func.count()).select_from(ApiToken).where(ApiToken.revoked_at.is_(None))
    assert given(app, lambda session: session.scalar(left)) == 1
