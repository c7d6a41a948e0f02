"""Users: who may sign in, and as what. For administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from wfm.accounts import services, session_services
from wfm.accounts.invitations import invite
from wfm.accounts.queries import find_named, live_sessions, scope_names, user_with_roles, users_page
from wfm.accounts.services import RoleGrant, UserDetails
from wfm.core import clock
from wfm.core.access import Permission, Role, current_actor, requires
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work

PAGE = 100
LINK = "password_link"


@requires(Permission.MANAGE_ACCOUNTS)
def users() -> str:
    """Everybody who may sign in, by name."""
    text, page = request.args.get("q", "").strip(), max(request.args.get("page", 1, type=whole_number), 1)
    found, total = users_page(read_session(), text=text, offset=(min(page, 10_000) - 1) * PAGE, limit=PAGE)
    return render_template(
        "accounts/users.html",
        users=found,
        total=total,
        text=text,
        page=page,
        pages=-(-total // PAGE),
        scopes=scope_names(read_session()),
        zone=current_actor().zone or "UTC",
    )


@requires(Permission.MANAGE_ACCOUNTS)
def new_user() -> str:
    """A form for one more."""
    return render_template("accounts/user.html", user=None, scopes=scope_names(read_session()), sessions=(), link=None)


@requires(Permission.MANAGE_ACCOUNTS)
def create_user() -> Response:
    """One more may sign in; how they set their password is mailed or shown to the administrator."""
    with unit_of_work() as work:
        details, grants = _told(work, request.form)
        user_id = services.create_user(work, details=details, grants=grants, actor=current_actor(), now=clock.now()).id
        _invite(work, user_id)
    flash(_("%(name)s may sign in.", name=details.display_name))
    return redirect(url_for("accounts.user", user_id=user_id))


@requires(Permission.MANAGE_ACCOUNTS)
def user(user_id: int) -> str:
    """One user: roles, sessions, a link to set a password."""
    found = user_with_roles(read_session(), user_id=user_id)
    if found is None:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    kept = session.pop(LINK, None)
    return render_template(
        "accounts/user.html",
        user=found,
        agent_email=find_named(read_session(), agent_id=found.agent_id),
        scopes=scope_names(read_session()),
        sessions=live_sessions(read_session(), user_id=user_id, now=clock.now()),
        link=kept[1] if kept and kept[0] == user_id else None,
        zone=current_actor().zone or "UTC",
    )


@requires(Permission.MANAGE_ACCOUNTS)
def save_user(user_id: int) -> Response:
    """The user is as the form says."""
    with unit_of_work() as work:
        details, grants = _told(work, request.form, known_id=user_id)
        services.update_user(work, user_id=user_id, details=details, grants=grants, actor=current_actor(), now=clock.now())
    flash(_("Saved."))
    return redirect(url_for("accounts.user", user_id=user_id))


@requires(Permission.MANAGE_ACCOUNTS)
def invite_user(user_id: int) -> Response:
    """A new link to set a password; older ones work no longer."""
    with unit_of_work() as work:
        _invite(work, user_id)
    return redirect(url_for("accounts.user", user_id=user_id))


@requires(Permission.MANAGE_ACCOUNTS)
def switch_user(user_id: int) -> Response:
    """The user is switched off, or on again."""
    is_on = request.form.get("active") == "1"
    with unit_of_work() as work:
        switch = services.activate_user if is_on else services.deactivate_user
        switch(work, user_id=user_id, actor=current_actor(), now=clock.now())
    flash(_("The account is on again.") if is_on else _("The account is switched off, and signed out everywhere."))
    return redirect(url_for("accounts.user", user_id=user_id))


@requires(Permission.MANAGE_ACCOUNTS)
def revoke_user_sessions(user_id: int) -> Response:
    """The user is signed out everywhere."""
    with unit_of_work() as work:
        session_services.revoke_sessions(work, user_id=user_id, actor=current_actor(), now=clock.now())
    flash(_("Signed out everywhere."))
    return redirect(url_for("accounts.user", user_id=user_id))


def _invite(work: Session, user_id: int) -> None:
    invitation = invite(work, user_id=user_id, actor=current_actor(), now=clock.now())
    if invitation.is_mailed:
        flash(_("A link to set a password is on its way to %(email)s.", email=invitation.email))
    else:
        session[LINK] = (user_id, invitation.address)


def _told(work: Session, form: MultiDict[str, str], known_id: int | None = None) -> tuple[UserDetails, list[RoleGrant]]:
    known = user_with_roles(work, user_id=known_id) if known_id else None
    agent_email = form.get("agent", "").strip()
    details = UserDetails(
        email=form.get("email", "").strip(),
        display_name=form.get("name", "").strip(),
        agent_id=find_named(work, email=agent_email) if agent_email else None,
        locale=known.locale if known else None,
        zone=known.zone if known else None,
        is_demo=known.is_demo if known else False,
    )
    grants = [RoleGrant(role=role) for role in (Role.AGENT, Role.HR, Role.ADMINISTRATOR) if role in form.getlist("role")]
    grants.extend(_lead(scope) for scope in form.getlist("lead"))
    if any(grant == RoleGrant(role=Role.LEAD) for grant in grants):
        grants = [grant for grant in grants if grant.role is not Role.LEAD or grant == RoleGrant(role=Role.LEAD)]
    return details, grants


def _lead(scope: str) -> RoleGrant:
    """`all`, `group-3` or `team-7`."""
    kind, _dash, number = scope.partition("-")
    if scope == "all":
        return RoleGrant(role=Role.LEAD)
    if kind not in ("group", "team") or not number.isdecimal():
        raise InvalidInput(_("lead is %(value)r; choose one of the places offered.", value=scope))
    return RoleGrant(role=Role.LEAD, roster_group_id=int(number)) if kind == "group" else RoleGrant(role=Role.LEAD, team_id=int(number))
