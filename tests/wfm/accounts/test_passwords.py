"""Signing in by password, links to set one, limits at the door, and what a session opens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import given, sign_in
from wfm.accounts import limits
from wfm.accounts.kinds import SignInWay
from wfm.accounts.queries import find_session, find_user
from wfm.accounts.services import LastAdministrator, RoleGrant, UserDetails, create_user, deactivate_user, set_roles
from wfm.accounts.session_services import LASTS, LASTS_UNSEEN, note_seen, open_session
from wfm.accounts.sign_in_services import (
    LinkIsSpent,
    ask_for_reset,
    make_password_link,
    set_password_by_link,
    sign_in_with_password,
)
from wfm.accounts.signed_in import name_of_browser
from wfm.audit.queries import audit_lines_of
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session

PASSWORD = "correct horse battery"
NEW = "seven quiet harbours"


def a_user(session: Session, role: Role = Role.LEAD, *, password: str | None = PASSWORD, email: str = "ana@example.com") -> int:
    details = UserDetails(email=email, display_name="Ana")
    user = create_user(session, details=details, grants=[RoleGrant(role=role)], actor=LEAD, now=NOW)
    if password is not None:
        link = make_password_link(session, user_id=user.id, actor=LEAD, now=NOW)
        set_password_by_link(session, secret=link.secret, password=password, now=NOW)
    return user.id


def enter(client: FlaskClient, password: str = PASSWORD, email: str = "ana@example.com", **more: str) -> int:
    return client.post("/sign-in", data={"email": email, "password": password, **more}).status_code


def test_address_and_password_open_the_pages_of_a_role(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)

    answer = client.post("/sign-in", data={"email": " ANA@example.com ", "password": PASSWORD, "next": "/weeks?group=7"})

    assert answer.headers["Location"] == "/weeks?group=7"
    assert client.get("/weeks").status_code == 200


@pytest.mark.parametrize(("email", "password"), [("ana@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", "")])
def test_what_is_wrong_is_not_told(app: Flask, client: FlaskClient, email: str, password: str) -> None:
    given(app, a_user)

    answer = client.post("/sign-in", data={"email": email, "password": password})

    assert answer.status_code == 422
    assert "The address or the password is not right." in answer.text
    assert client.get("/weeks").status_code == 302


def test_too_many_tries_shut_the_door_even_for_the_right_password(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)

    tries = [enter(client, "wrong wrong wrong") for _ in range(limits.SIGN_IN_FOR_EMAIL.most)]

    assert set(tries) == {422}
    assert enter(client) == 429
    assert enter(client, email="nobody@example.com") == 422, "another address is not shut out"


def test_the_door_opens_again_after_a_while_and_success_forgets_the_tries(session: Session) -> None:
    a_user(session)

    def attempt(password: str, now: object = NOW) -> object:
        return sign_in_with_password(session, email="ana@example.com", password=password, place="192.0.2.1", now=now)  # type: ignore[arg-type]

    for _ in range(limits.SIGN_IN_FOR_EMAIL.most):
        assert attempt("wrong") is None
    with pytest.raises(limits.TooManyTries, match="15 minutes"):
        attempt(PASSWORD)
    later = NOW + limits.SIGN_IN_FOR_EMAIL.within
    assert attempt(PASSWORD, later) is not None
    for _ in range(limits.SIGN_IN_FOR_EMAIL.most - 1):
        assert attempt("wrong", later) is None
    assert attempt(PASSWORD, later) is not None


def test_one_place_cannot_try_all_addresses(session: Session) -> None:
    sign_in_with_password(session, email="one@example.com", password="x", place="192.0.2.1", now=NOW)
    for _others in range(limits.SIGN_IN_FROM_PLACE.most - 2):
        limits.count_try(session, limits.SIGN_IN_FROM_PLACE, "192.0.2.1", now=NOW)
    sign_in_with_password(session, email="last@example.com", password="x", place="192.0.2.1", now=NOW)

    with pytest.raises(limits.TooManyTries):
        sign_in_with_password(session, email="one.more@example.com", password="x", place="192.0.2.1", now=NOW)
    assert sign_in_with_password(session, email="one.more@example.com", password="x", place="192.0.2.2", now=NOW) is None


def test_passwords_are_kept_as_argon2_and_on_no_record(session: Session) -> None:
    user_id = a_user(session)

    user = find_user(session, user_id=user_id)

    assert user is not None
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    lines = audit_lines_of(session, entity="user_account", entity_id=user_id)
    assert "set_password" in [line.action for line in lines]
    assert not any(PASSWORD in str((line.before, line.after)) or "argon2" in str((line.before, line.after)) for line in lines)


@pytest.mark.parametrize("password", ["short", "x" * 300, "aaaaaaaaaaaaaaaa", "this is Anabela 1"])
def test_a_poor_password_is_refused_and_the_link_still_works(session: Session, password: str) -> None:
    user_id = a_user(session, password=None, email="anabela@example.com")
    link = make_password_link(session, user_id=user_id, actor=LEAD, now=NOW)

    with pytest.raises(InvalidInput):
        set_password_by_link(session, secret=link.secret, password=password, now=NOW)

    assert set_password_by_link(session, secret=link.secret, password=PASSWORD, now=NOW).id == user_id


def test_a_password_that_will_not_do_is_asked_for_again_on_the_same_page(app: Flask, client: FlaskClient) -> None:
    user_id = given(app, lambda session: a_user(session, password=None, email="bo@example.com"))
    secret = given(app, lambda session: make_password_link(session, user_id=user_id, actor=LEAD, now=clock.now()).secret)

    answers = [client.post(f"/password/{secret}", data={"password": word, "again": again}) for word, again in (("a", "a"), (NEW, "b"))]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "The password has 1 characters" in answers[0].text
    assert "The two passwords differ." in answers[1].text
    assert all('name="password"' in answer.text for answer in answers)
    assert client.post(f"/password/{secret}", data={"password": NEW, "again": NEW}).status_code == 302, "bo is a part of harbours"


def test_a_link_works_once_not_late_and_not_after_a_newer_one(session: Session) -> None:
    user_id = a_user(session)
    old = make_password_link(session, user_id=user_id, actor=LEAD, now=NOW)
    new = make_password_link(session, user_id=user_id, actor=LEAD, now=NOW)

    for secret, now in ((old.secret, NOW), (new.secret, new.expires_at), ("", NOW), ("x" * 10_000, NOW)):
        with pytest.raises(LinkIsSpent):
            set_password_by_link(session, secret=secret, password=NEW, now=now)
    set_password_by_link(session, secret=new.secret, password=NEW, now=NOW)
    with pytest.raises(LinkIsSpent):
        set_password_by_link(session, secret=new.secret, password=NEW, now=NOW)


def test_asking_for_a_link_tells_nothing_and_is_limited(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)

    known = client.post("/password", data={"email": "ana@example.com"}).text
    unknown = client.post("/password", data={"email": "bob@example.com"}).text

    assert re.sub("csrf-token.*", "", known).replace("ana@", "bob@") == re.sub("csrf-token.*", "", unknown)
    for _ in range(limits.RESET_FOR_EMAIL.most - 1):
        client.post("/password", data={"email": "ana@example.com"})
    assert client.post("/password", data={"email": "ana@example.com"}).status_code == 429


def test_a_demo_person_and_one_switched_off_get_no_link(session: Session) -> None:
    create_user(session, details=UserDetails(email="demo@example.com", display_name="D", is_demo=True), grants=[], actor=LEAD, now=NOW)
    off = a_user(session)
    deactivate_user(session, user_id=off, actor=LEAD, now=NOW)

    assert ask_for_reset(session, email="demo@example.com", place="a", now=NOW) is None
    assert ask_for_reset(session, email="ana@example.com", place="a", now=NOW) is None
    assert ask_for_reset(session, email="nobody@example.com", place="a", now=NOW) is None


def test_a_new_password_signs_out_every_browser_that_had_the_old_one(app: Flask, client: FlaskClient) -> None:
    user_id = given(app, a_user)
    assert enter(client) == 302
    secret = given(app, lambda session: make_password_link(session, user_id=user_id, actor=LEAD, now=NOW + timedelta(days=3650)).secret)

    given(app, lambda session: set_password_by_link(session, secret=secret, password=NEW, now=NOW + timedelta(days=3650)))

    assert client.get("/weeks").status_code == 302
    assert enter(client, PASSWORD) == 422
    assert enter(client, NEW) == 302


def test_changing_it_oneself_needs_the_old_one_and_keeps_this_browser(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)
    enter(client)
    other = app.test_client()
    assert other.post("/sign-in", data={"email": "ana@example.com", "password": PASSWORD}).status_code == 302

    wrong = client.post("/account/password", data={"old": "something else", "new": NEW, "again": NEW})
    differing = client.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": PASSWORD})
    right = client.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})

    assert (wrong.status_code, differing.status_code, right.status_code) == (422, 422, 302)
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_signing_out_ends_the_session_for_a_kept_cookie_too(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)
    enter(client)
    kept = client.get_cookie("wfm_session")
    assert kept is not None

    client.post("/sign-out")
    client.set_cookie("wfm_session", kept.value)

    assert client.get("/weeks").status_code == 302


def test_signing_in_begins_a_new_session(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)
    enter(client)
    foisted = client.get_cookie("wfm_session")
    assert foisted is not None

    enter(client)
    client.set_cookie("wfm_session", foisted.value)

    assert client.get("/weeks").status_code == 302


def test_a_session_ends_unused_after_a_week_and_used_after_a_month(session: Session) -> None:
    secret = open_session(session, user_id=a_user(session), way=SignInWay.PASSWORD, browser="b" * 900, now=NOW)

    assert find_session(session, secret=secret, now=NOW + LASTS_UNSEEN - timedelta(seconds=1)) is not None
    assert find_session(session, secret=secret, now=NOW + LASTS_UNSEEN) is None
    for day in range(6, 30, 6):
        note_seen(session, secret=secret, now=NOW + timedelta(days=day))
    assert find_session(session, secret=secret, now=NOW + LASTS - timedelta(seconds=1)) is not None
    assert find_session(session, secret=secret, now=NOW + LASTS) is None


def test_another_persons_session_cannot_be_ended(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)
    enter(client)
    other = app.test_client()
    sign_in(app, other, Role.HR)

    def id_of_other(session: Session) -> int:
        secret = open_session(session, user_id=a_user(session, email="eve@example.com"), way=SignInWay.PASSWORD, browser="", now=NOW)
        found = find_session(session, secret=secret, now=NOW)
        assert found is not None
        return found.id

    assert client.post(f"/account/sessions/{given(app, id_of_other)}/revoke").status_code == 404


def test_the_last_administrator_stays(session: Session) -> None:
    only = a_user(session, Role.ADMINISTRATOR)

    with pytest.raises(LastAdministrator):
        set_roles(session, user_id=only, grants=[RoleGrant(role=Role.HR)], actor=LEAD, now=NOW)
    with pytest.raises(LastAdministrator):
        deactivate_user(session, user_id=only, actor=LEAD, now=NOW)
    a_user(session, Role.ADMINISTRATOR, email="second@example.com")
    assert not deactivate_user(session, user_id=only, actor=LEAD, now=NOW).is_active


def test_the_language_chosen_wins_over_the_browsers(app: Flask, client: FlaskClient) -> None:
    given(app, a_user)
    enter(client)

    client.post("/account", data={"locale": "de", "zone": "Asia/Kathmandu"})

    assert '<html lang="de">' in client.get("/account", headers={"Accept-Language": "en-GB"}).text
    assert client.post("/account", data={"locale": "tlh"}).status_code == 422
    client.post("/account", data={"locale": ""})
    assert '<html lang="en">' in client.get("/account", headers={"Accept-Language": "en-GB"}).text


def test_an_administrator_makes_a_user_who_sets_a_password_by_the_link(app: Flask, client: FlaskClient) -> None:
    sign_in(app, client, Role.ADMINISTRATOR)
    name = "<script>alert(1)</script> \u202eevil"

    made = client.post("/users", data={"name": name, "email": "New@Example.com", "role": ["hr"], "lead": ["all"]})
    page = client.get(made.headers["Location"]).text
    link = re.search(r'value="http://localhost(/password/[^"]+)"', page)
    assert link is not None
    assert "<script>alert" not in page
    newcomer = app.test_client()

    assert newcomer.post(link[1], data={"password": NEW, "again": NEW}).headers["Location"] == "/weeks"
    assert newcomer.get("/skills").status_code == 200
    assert link[1] not in client.get(made.headers["Location"]).text, "the link is shown once"
    assert newcomer.get(link[1]).status_code == 404


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"name": "x" * 10_000}, "display_name has 10000 characters, the most is 200"),
        ({"email": "nothing"}, "an e-mail address is needed"),
        ({"lead": "group-99"}, "roster_group_id is 99"),
        ({"lead": "everything"}, "lead is &#39;everything&#39;"),
        ({"agent": "nobody@example.com"}, "nobody who is rostered has this e-mail address"),
    ],
)
def test_a_wrong_form_stores_nothing(app: Flask, client: FlaskClient, form: dict[str, str], why: str) -> None:
    sign_in(app, client, Role.ADMINISTRATOR)

    answer = client.post("/users", data={"name": "New", "email": "new@example.com"} | form)

    assert answer.status_code == 422
    assert why in answer.text
    assert "new@example.com" not in client.get("/users?q=new@").text.split("</form>")[-1]


def test_the_audit_page_tells_who_did_what_and_is_filtered(app: Flask, client: FlaskClient) -> None:
    user_id = given(app, a_user)
    sign_in(app, client, Role.ADMINISTRATOR)

    page = client.get(f"/audit?entity=user_account&entity_id={user_id}").text
    file = client.get("/audit.csv?who=ines").text

    assert "set_password" in page
    assert f"user_account {user_id + 1}" not in page
    assert file.splitlines()[0].startswith("id,at,actor_id")
    assert len(file.splitlines()) > 2
    assert client.get("/audit?until=soon").status_code == 422
    assert "Nothing of this kind" in client.get("/audit?until=2001-01-01").text
    with app.app_context():
        assert find_user(read_session(), user_id=user_id) is not None


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604",
            "Safari · iPhone",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_people_know_their_browser_by_its_name(told: str, name: str) -> None:
    assert name_of_browser(told) == name
