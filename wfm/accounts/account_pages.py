"""My account: how I read, my password, and where I am signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.accounts import services, session_services, sign_in_services, signed_in, token_services
from wfm.accounts.queries import find_session, live_sessions, tokens_of, user_with_roles
from wfm.accounts.token_services import DAYS_MAX
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput, NotSignedIn
from wfm.core.http import whole_number
from wfm.core.locale import languages
from wfm.core.unit_of_work import read_session, unit_of_work

# Shown once after it was made; only its digest is stored.
NEW_TOKEN = "new_api_token"  # noqa: S105  the name of a place, not a secret


@requires(Permission.USE_OWN_ACCOUNT)
def account() -> str:
    """Everything about the account of whoever is signed in."""
    user_id, now = _own_id(), clock.now()
    here = find_session(read_session(), secret=session.get(signed_in.SECRET, ""), now=now)
    return render_template(
        "accounts/account.html",
        user=user_with_roles(read_session(), user_id=user_id),
        sessions=live_sessions(read_session(), user_id=user_id, now=now),
        here=here.id if here else None,
        languages=languages(),
        tokens=tokens_of(read_session(), user_id=user_id, now=now),
        new_token=session.pop(NEW_TOKEN, None),
        days_max=DAYS_MAX,
        zone=current_actor().zone or "UTC",
    )


@requires(Permission.USE_OWN_ACCOUNT)
def save_settings() -> Response:
    """Language and zone."""
    locale, zone = request.form.get("locale") or None, request.form.get("zone") or None
    if locale is not None and locale not in dict(languages()):
        raise InvalidInput(_("locale is %(value)r; choose one of the languages offered.", value=locale))
    with unit_of_work() as work:
        services.choose_settings(work, user_id=_own_id(), locale=locale, zone=zone, actor=current_actor(), now=clock.now())
    flash(_("Saved."))
    return redirect(url_for("accounts.account"))


@requires(Permission.USE_OWN_ACCOUNT)
def make_token() -> Response:
    """A new token for a program; its secret is shown once."""
    form = request.form
    with unit_of_work() as work:
        session[NEW_TOKEN] = token_services.make_token(
            work,
            user_id=_own_id(),
            name=form.get("name", "").strip(),
            reads_only=form.get("scope") != "write",
            days=form.get("days", 0, type=whole_number),
            actor=current_actor(),
            now=clock.now(),
        )
    return redirect(url_for("accounts.account", _anchor="tokens"))


@requires(Permission.USE_OWN_ACCOUNT)
def revoke_token(token_id: int) -> Response:
    """The token opens nothing any more."""
    with unit_of_work() as work:
        token_services.revoke_token(work, token_id=token_id, user_id=_own_id(), actor=current_actor(), now=clock.now())
    flash(_("The token works no longer."))
    return redirect(url_for("accounts.account", _anchor="tokens"))


@requires(Permission.USE_OWN_ACCOUNT)
def api_document() -> str:
    """What the API offers, to read and to try."""
    return render_template("accounts/api.html")


@requires(Permission.USE_OWN_ACCOUNT)
def change_password() -> Response:
    """A new password; other browsers are signed out."""
    form = request.form
    if form.get("new", "") != form.get("again", ""):
        raise InvalidInput(_("The two passwords differ."))
    with unit_of_work() as work:
        sign_in_services.change_password(
            work,
            user_id=_own_id(),
            old=form.get("old", ""),
            new=form.get("new", ""),
            keep_session=session.get(signed_in.SECRET),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Your password is set. You are signed out everywhere else."))
    return redirect(url_for("accounts.account"))


@requires(Permission.USE_OWN_ACCOUNT)
def revoke_session(session_id: int) -> Response:
    """One other browser is signed out."""
    with unit_of_work() as work:
        session_services.revoke_session(work, session_id=session_id, user_id=_own_id(), actor=current_actor(), now=clock.now())
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.account"))


@requires(Permission.USE_OWN_ACCOUNT)
def revoke_others() -> Response:
    """Every browser but this one is signed out."""
    here = session.get(signed_in.SECRET)
    with unit_of_work() as work:
        session_services.revoke_sessions(work, user_id=_own_id(), keep=here, actor=current_actor(), now=clock.now())
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for("accounts.account"))


def _own_id() -> int:
    user_id = current_actor().id
    if user_id is None:
        raise NotSignedIn(_("Please sign in."))
    return user_id
