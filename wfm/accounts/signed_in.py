"""The session of a browser: a signed cookie that holds the secret of a row in `user_session`, looked up at every request, so that a
session that is revoked, or an account that is switched off, is out at once."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, request, session
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from wfm.accounts.kinds import SignInWay
from wfm.accounts.queries import actor_of, find_session, find_token, find_user
from wfm.accounts.session_services import SEEN_NOTED_EVERY, close_session, note_seen, open_session
from wfm.accounts.token_services import USE_NOTED_EVERY, note_used
from wfm.core import clock
from wfm.core.access import Actor
from wfm.core.unit_of_work import read_session, unit_of_work

# The order decides: most browsers also claim to be those further down.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))
SECRET = "session"  # noqa: S105  the name of a place, not a secret


def load_actor() -> Actor | None:
    """Whoever is signed in on the browser that asks, or, for the API, whose token the program sends: a cookie opens nothing there."""
    if request.path.startswith("/api/"):
        return _actor_of_token()
    secret = session.get(SECRET)
    if not isinstance(secret, str):
        return None
    now = clock.now()
    found = find_session(read_session(), secret=secret, now=now)
    user = find_user(read_session(), user_id=found.user_account_id) if found else None
    if found is None or user is None:
        return None
    actor = actor_of(user)
    if now - found.last_seen_at > SEEN_NOTED_EVERY:
        _note_seen(secret)
    return actor


def _actor_of_token() -> Actor | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    now = clock.now()
    token = find_token(read_session(), secret=secret.strip(), now=now)
    user = find_user(read_session(), user_id=token.user_account_id) if token else None
    if token is None or user is None:
        return None
    actor = replace(actor_of(user), reads_only=token.reads_only)
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        _note_used(token.id)
    return actor


def _note_used(token_id: int) -> None:
    try:
        with unit_of_work() as work:
            note_used(work, token_id=token_id, now=clock.now())
    except OperationalError:  # reading goes on where nothing can be written
        current_app.logger.warning("when a token was last used could not be noted", exc_info=True)


def start(work: Session, *, user_id: int, way: SignInWay) -> None:
    """This browser is signed in anew: nothing of who used it before is left, so that no session can be foisted on anybody."""
    before = session.get(SECRET)
    if isinstance(before, str):
        close_session(work, secret=before, now=clock.now())
    session.clear()
    browser = name_of_browser(request.headers.get("User-Agent", ""))
    session[SECRET] = open_session(work, user_id=user_id, way=way, browser=browser, now=clock.now())
    session.permanent = True


def end(work: Session) -> None:
    """Nobody is signed in on this browser any more, and its cookie opens nothing even if somebody kept it."""
    secret = session.get(SECRET)
    if isinstance(secret, str):
        close_session(work, secret=secret, now=clock.now())
    session.clear()


def name_of_browser(told: str) -> str:
    """Firefox · Windows: enough for people to know their own; what a program calls itself where it is no browser we know."""
    names = [next((name for mark, name in known if mark in told), None) for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name) or told


def _note_seen(secret: str) -> None:
    try:
        with unit_of_work() as work:
            note_seen(work, secret=secret, now=clock.now())
    except OperationalError:  # reading goes on where nothing can be written, such as on a full disk
        current_app.logger.warning("when a session was last seen could not be noted", exc_info=True)
