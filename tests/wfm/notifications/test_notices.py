"""People are told once, in the transaction of the cause, on the page and by mail as they chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member
from tests.support.pages import ZONES, a_draft_of, given, rows_of, sign_in
from tests.support.weeks import a_small_week
from wfm.accounts.models import UserAccount
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.availability.wish_services import approve_time_off, refuse_time_off, request_time_off
from wfm.core.access import Role
from wfm.core.intervals import Interval
from wfm.notifications.kinds import NoticeKind
from wfm.notifications.models import Notice
from wfm.notifications.services import choose, notify
from wfm.outbox.models import OutgoingMail
from wfm.solves.services import publish

HOUR = timedelta(hours=1)


def a_user(session: Session, name: str, role: Role = Role.AGENT, **said: int | None) -> UserAccount:
    agent_id, group_id = said.get("agent_id"), said.get("group_id")
    details = UserDetails(
        email=f"{name.replace(' ', '.').lower()}@example.com", display_name=name, agent_id=agent_id, zone="Asia/Kathmandu"
    )
    return create_user(session, details=details, grants=[RoleGrant(role=role, roster_group_id=group_id)], actor=LEAD, now=NOW)


def told(session: Session) -> list[tuple[str, NoticeKind]]:
    asked = select(UserAccount.display_name, Notice.kind).join(Notice, Notice.user_account_id == UserAccount.id)
    return sorted((name, kind) for name, kind in session.execute(asked))


@pytest.fixture
def _mails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mails = {"smtp_host": "localhost", "public_url": "https://wfm.example.com", "mail_from": "wfm@example.com"}
    monkeypatch.setitem(app.config, "WFM_SETTINGS", replace(app.config["WFM_SETTINGS"], **with_mails))


def test_publishing_tells_those_whose_week_is_new_or_changed_and_nobody_else(session: Session) -> None:
    small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
    for agent in small.agents:
        a_user(session, agent.display_name, agent_id=agent.id)
    publish(session, draft_id=a_draft_of(session, small).id, expected_version=0, actor=LEAD, now=NOW)
    assert [kind for _name, kind in told(session)] == [NoticeKind.WEEK_PUBLISHED] * 2

    publish(session, draft_id=a_draft_of(session, small, later=HOUR).id, expected_version=1, note="Sorry", actor=LEAD, now=NOW)
    assert sorted(kind for _name, kind in told(session)) == [NoticeKind.WEEK_CHANGED] * 2 + [NoticeKind.WEEK_PUBLISHED] * 2
    notice = session.scalars(select(Notice).where(Notice.kind == NoticeKind.WEEK_CHANGED)).first()
    assert notice is not None
    assert notice.about["note"] == "Sorry"


def test_leads_of_the_group_are_asked_and_the_agent_is_answered(session: Session) -> None:
    own, other = a_group(session), a_group(session)
    agent = a_member(session, own)
    a_user(session, "agent", agent_id=agent.id)
    a_user(session, "lead", Role.LEAD, group_id=own.id)
    a_user(session, "stranger", Role.LEAD, group_id=other.id)
    a_user(session, "of all", Role.LEAD)

    span = Interval(NOW + 24 * HOUR, NOW + 48 * HOUR)
    first = request_time_off(session, agent_id=agent.id, span=span, actor=LEAD, now=NOW)
    assert told(session) == [("lead", NoticeKind.TIME_OFF_REQUESTED)]
    refuse_time_off(session, time_off_id=first.id, note="Too many are away", actor=LEAD, now=NOW)
    second = request_time_off(session, agent_id=agent.id, span=span, actor=LEAD, now=NOW)
    approve_time_off(session, time_off_id=second.id, actor=LEAD, now=NOW)

    assert [kind for name, kind in told(session) if name == "agent"] == [NoticeKind.TIME_OFF_APPROVED, NoticeKind.TIME_OFF_REFUSED]


def test_where_no_lead_is_named_those_of_everybody_are_asked(session: Session) -> None:
    agent = a_member(session, a_group(session))
    a_user(session, "of all", Role.LEAD)

    request_time_off(session, agent_id=agent.id, span=Interval(NOW, NOW + HOUR), actor=LEAD, now=NOW)

    assert told(session) == [("of all", NoticeKind.TIME_OFF_REQUESTED)]


def test_what_is_undone_was_never_told(app: Flask, session: Session) -> None:
    agent = a_member(session, a_group(session))
    a_user(session, "lead", Role.LEAD)
    undone = session.begin_nested()
    request_time_off(session, agent_id=agent.id, span=Interval(NOW, NOW + HOUR), actor=LEAD, now=NOW)
    assert told(session)
    undone.rollback()

    assert told(session) == []


@pytest.mark.parametrize(
    ("kinds", "quiet", "hour", "sent"),
    [
        (None, None, 3, 3),
        (set(), None, 3, None),
        (set(NoticeKind), (time(22), time(7)), 18, 25.25),  # 18:00 UTC is 23:45 in Kathmandu; quiet until 07:00 there, 01:15 UTC
        (set(NoticeKind), (time(22), time(7)), 0, 1.25),
        (set(NoticeKind), (time(22), time(7)), 3, 3),
        (set(NoticeKind), (time(12), time(14)), 7, 8.25),
    ],
)
@pytest.mark.usefixtures("_mails")
def test_mails_follow_the_choice_and_wait_in_quiet_hours(
    session: Session, kinds: set[NoticeKind] | None, quiet: tuple[time, time] | None, hour: float, sent: float | None
) -> None:
    user = a_user(session, "agent")
    if kinds is not None:
        choose(session, user_id=user.id, mailed_kinds=kinds, quiet=quiet, actor=LEAD, now=NOW)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    about = {"week_date": "2026-11-23", "note": "<b>Bring cake</b>"}
    for _again in range(2):
        notify(session, users=[user], kind=NoticeKind.WEEK_CHANGED, subject_id=7, about=about, now=midnight + hour * HOUR)

    mails = session.scalars(select(OutgoingMail)).all()
    assert [mail.send_after for mail in mails] == ([] if sent is None else [midnight + sent * HOUR])
    for mail in mails:
        assert mail.subject == "Your week Nov 23 – 29, 2026 has changed"
        assert "/my-week/2026-11-23" in mail.text
        assert "&lt;b&gt;Bring cake" in (mail.html or "")
    assert len(session.scalars(select(Notice)).all()) == 1


def test_notices_are_read_on_their_page_and_open_what_they_are_about(app: Flask, client: FlaskClient) -> None:
    user_id = sign_in(app, client, Role.AGENT, agent_id=given(app, lambda session: a_member(session, a_group(session)).id))

    def make(session: Session) -> None:
        users = [session.get_one(UserAccount, user_id)]
        about = {"week_date": "2026-11-23", "note": ""}
        notify(session, users=users, kind=NoticeKind.WEEK_PUBLISHED, subject_id=1, about=about, now=NOW)
        notify(session, users=users, kind=NoticeKind.WEEK_CHANGED, subject_id=2, about=about, now=NOW)

    given(app, make)
    assert "2 new notices" in client.get("/my-week").text
    notice = rows_of(app, Notice)[0]
    assert client.post("/notices/read", data={"notice": str(notice.id)}).headers["Location"] == "/my-week/2026-11-23"
    assert "1 new notice" in client.get("/my-week").text
    client.post("/notices/read")
    assert "new notice" not in client.get("/my-week").text


def test_choices_are_kept_and_wrong_quiet_hours_refused(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.AGENT)

    client.post("/notices/choice", data={"mail": ["week_changed"], "quiet": "22:00-07:00"})

    page = client.get("/notices").text
    assert page.count("checked") == 1
    assert 'value="22:00-07:00"' in page
    assert client.post("/notices/choice", data={"quiet": "late"}).status_code == 422
    assert client.post("/notices/choice", data={"quiet": "22:00-23:00, 01:00-02:00"}).status_code == 422


def test_nobody_reads_the_notices_of_another(app: Flask, client: FlaskClient) -> None:
    given(
        app,
        lambda session: notify(
            session,
            users=[a_user(session, "other")],
            kind=NoticeKind.WEEK_CHANGED,
            subject_id=1,
            about={"week_date": "2026-11-23", "note": ""},
            now=NOW,
        ),
    )
    sign_in(app, client, Role.AGENT)
    (notice,) = rows_of(app, Notice)

    assert "Your week" not in client.get("/notices").text
    client.post("/notices/read", data={"notice": str(notice.id)})
    assert rows_of(app, Notice)[0].read_at is None
