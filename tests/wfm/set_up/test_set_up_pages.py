"""Roster groups, teams and work types by their forms."""

from __future__ import annotations

from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import a_channel, a_group, a_work_type, target
from tests.support.pages import given, rows_of, sign_in
from wfm.agents.models import RosterGroup, Team
from wfm.catalog.kinds import TargetKind
from wfm.catalog.models import Channel, Department, OpeningHours, WorkType
from wfm.core.access import Role
from wfm.rosters.models import PresenceRule


def form_of(channel_id: int, **said: str) -> dict[str, str]:
    usual = {
        "name": "Calls",
        "code": "calls",
        "channel": str(channel_id),
        "target_kind": "service_level",
        "service_level_percent": "80",
        "service_level_seconds": "20",
        "opening_zone": "Europe/Lisbon",
        "opening_hours": "Mon-Fri 08:00-24:00",
        "mode": "focus",
        "stage": "post_sale",
    }
    return usual | said


def test_groups_and_teams_are_added_and_renamed(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)
    client.post("/groups", data={"name": "Support", "zone": "Europe/Lisbon", "week_starts_on": "7", "country": "pt"})
    client.post("/teams", data={"name": "Owls"})

    (group,), (team,) = rows_of(app, RosterGroup), rows_of(app, Team)
    assert (group.zone, group.week_starts_on, group.country) == ("Europe/Lisbon", 7, "PT")
    client.post(f"/groups/{group.id}", data={"name": "Care", "country": ""})
    client.post(f"/teams/{team.id}", data={"name": "Larks", "hours_together": "2.5"})
    (team,) = rows_of(app, Team)
    assert (rows_of(app, RosterGroup)[0].name, team.name, team.hours_together) == ("Care", "Larks", 2.5)
    assert 'value="2.5"' in client.get("/groups").text
    for impossible in ("50", "-1", "many"):
        assert client.post(f"/teams/{team.id}", data={"name": "Larks", "hours_together": impossible}).status_code == 422
    assert client.post("/groups", data={"name": "Care", "zone": "UTC"}).status_code == 409
    assert client.post("/groups", data={"name": "X", "zone": "Nowhere"}).status_code == 422


def test_a_work_type_is_made_changed_and_retired(app: Flask, client: FlaskClient) -> None:
    channel_id = given(app, lambda session: a_channel(session).id)
    sign_in(app, client, Role.LEAD)

    client.post("/work-types", data=form_of(channel_id, abandonment_percent_max="5", shrinkage_percent="12.5", is_public="1"))
    (work_type,) = rows_of(app, WorkType)
    assert (work_type.service_level_share, work_type.abandonment_share_max, work_type.shrinkage_share) == (0.8, 0.05, 0.125)
    assert work_type.is_public
    assert {(row.weekday, row.local_start, row.local_end) for row in rows_of(app, OpeningHours)} == {
        (at, time(8), time(0)) for at in range(1, 6)
    }

    page = client.get(f"/work-types/{work_type.id}").text
    assert 'value="12.5"' in page
    assert 'value="Mon-Fri 08:00-24:00"' in page
    changed = form_of(channel_id, target_kind="backlog_deadline", deadline_minutes="240", opening_hours="")
    client.post(f"/work-types/{work_type.id}", data=changed)
    (work_type,) = rows_of(app, WorkType)
    assert (work_type.target_kind, work_type.deadline_minutes, work_type.service_level_share) == (TargetKind.BACKLOG_DEADLINE, 240, None)
    assert rows_of(app, OpeningHours) == []

    client.post(f"/work-types/{work_type.id}", data=changed | {"deadline_percent": "97.5"})
    assert rows_of(app, WorkType)[0].service_level_share == 0.975
    page = client.get(f"/work-types/{work_type.id}").text
    assert 'value="97.5"' in page
    assert "97.5\N{NO-BREAK SPACE}% done within" in client.get("/work-types").text

    client.post(f"/work-types/{work_type.id}/retire")
    assert not rows_of(app, WorkType)[0].is_active


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"code": "Calls!"}, "Calls!"),
        ({"name": ""}, "is empty"),
        ({"service_level_percent": "many"}, "many"),
        ({"service_level_percent": "180"}, "1.8"),
        ({"target_kind": "backlog_deadline", "deadline_minutes": "60", "deadline_percent": "100"}, "service_level_share"),
        ({"opening_hours": "always"}, "always"),
        ({"opening_zone": "Mars"}, "Mars"),
        ({"concurrency": "0"}, "concurrency"),
        ({"mode": "blend"}, "bundle"),
        ({"channel": ""}, "not chosen"),
        ({"target_kind": "luck"}, "luck"),
    ],
)
def test_what_cannot_be_is_told_and_kept_in_the_form(app: Flask, client: FlaskClient, said: dict[str, str], field: str) -> None:
    channel_id = given(app, lambda session: a_channel(session).id)
    sign_in(app, client, Role.LEAD)

    answer = client.post("/work-types", data=form_of(channel_id, **said))

    assert answer.status_code == 422
    assert field in answer.text
    assert rows_of(app, WorkType) == []


def test_channels_departments_and_bundles_are_added_where_they_are_needed(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)

    client.post("/catalog/channels", data={"name": "Chat", "code": "chat"})
    client.post("/catalog/departments", data={"name": "Finance"})
    client.post("/catalog/bundles", data={"name": "Written", "code": "written"})

    assert ([row.name for row in rows_of(app, Channel)], [row.name for row in rows_of(app, Department)]) == (["Chat"], ["Finance"])
    assert "Written" in client.get("/work-types").text
    assert client.post("/catalog/planets", data={"name": "Mars"}).status_code == 404


def test_a_lead_of_one_group_changes_no_work_of_another(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, int, int, int]:
        own, other = a_group(session), a_group(session)
        theirs = a_work_type(session, roster_group_id=other.id, name="Theirs", target=target())
        return own.id, other.id, theirs.id, theirs.channel_id

    own, other, theirs, channel_id = given(app, make)
    sign_in(app, client, Role.LEAD, group_id=own)

    assert "Theirs" not in client.get("/work-types").text
    assert client.get(f"/work-types/{theirs}").status_code == 404
    assert client.post(f"/work-types/{theirs}", data=form_of(channel_id, roster_group=str(own))).status_code == 404
    assert client.post(f"/work-types/{theirs}/retire").status_code == 404
    assert client.post("/work-types", data=form_of(channel_id, roster_group=str(other))).status_code == 403
    assert client.post("/work-types", data=form_of(channel_id, roster_group="")).status_code == 403
    assert client.post("/groups", data={"name": "Mine", "zone": "UTC"}).status_code == 403
    assert client.post("/work-types", data=form_of(channel_id, roster_group=str(own))).status_code == 302


def test_getting_started_tells_what_is_done(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.LEAD)
    assert "step done" not in client.get("/getting-started").text

    given(app, a_group)

    assert client.get("/getting-started").text.count('class="done"') == 1


def test_somebody_must_always_be_there_until_it_is_wanted_no_longer(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> tuple[int, int]:
        group = a_group(session, name="Support")
        return group.id, a_work_type(session, code="chat", name="Chat", roster_group_id=group.id).id

    group_id, work_type_id = given(app, make)
    sign_in(app, client, Role.LEAD, group_id=group_id)
    form = {"heads": "2", "work_type": str(work_type_id), "hours": "Mon-Fri 08:00-20:00"}

    client.post(f"/groups/{group_id}/presence", data=form)

    assert "at least 2 people who can do Chat, Mon-Fri 08:00-20:00" in client.get("/groups").text
    for said, fault in (
        ({"heads": "0"}, "heads is 0"),
        ({"hours": ""}, "hours is empty"),
        ({"hours": "always"}, "always"),
        ({"work_type": "4711"}, "no work type 4711"),
    ):
        answer = client.post(f"/groups/{group_id}/presence", data=form | said)
        assert answer.status_code == 422
        assert fault in answer.text
    (rule,) = rows_of(app, PresenceRule)
    elsewhere = given(app, lambda session: a_group(session, name="Other").id)
    assert client.post(f"/groups/{elsewhere}/presence", data=form).status_code == 403
    assert client.post(f"/groups/{group_id}/presence/{rule.id}/remove").status_code == 302
    assert client.post(f"/groups/{group_id}/presence/{rule.id}/remove").status_code == 404
    assert rows_of(app, PresenceRule) == []
