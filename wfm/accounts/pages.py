"""The first page: choose who you are (demo), and from there to where that role begins. The session is a signed cookie that names
the account; the account is looked up at every request, so one that is switched off is out at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.views import MethodView
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.accounts import services
from wfm.accounts.queries import demo_users, find_actor
from wfm.core import clock
from wfm.core.access import Actor, Role, find_current_actor, public, set_actor_loader
from wfm.core.errors import InvalidInput, NotAllowed
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.settings import Settings

USER_ID = "user_id"
# Where each role begins; somebody with several begins where the first of them does.
START_OF_ROLE: Mapping[Role, str] = MappingProxyType(
    {
        Role.LEAD: "solves.weeks",
        Role.AGENT: "calendars.my_week",
        Role.HR: "agent_skills.matrix",
        Role.ADMINISTRATOR: "solves.weeks",
    }
)

blueprint = Blueprint("accounts", __name__)


@blueprint.record
def _find_actors_here(state: BlueprintSetupState) -> None:
    set_actor_loader(cast(Flask, state.app), load_actor)


def load_actor() -> Actor | None:
    user_id = session.get(USER_ID)
    return None if user_id is None else find_actor(read_session(), user_id=user_id)


class SignIn(MethodView):
    """Anyone's first page. With the demo on it offers a list of people to be."""

    def get(self) -> str | Response:
        actor = find_current_actor()
        if actor is not None:
            return redirect(_start_of(actor))
        next_address = _local_address(request.args.get("next"))
        return render_template("accounts/sign_in.html", people=_people_by_role(), demo=_is_demo(), next=next_address)

    def post(self) -> Response:
        if not _is_demo():
            raise NotAllowed(_("The demo sign-in is switched off."))
        user_id = request.form.get("user", type=int)
        if user_id is None:
            raise InvalidInput(_("Choose who you want to be."))
        with unit_of_work() as work:
            actor = services.sign_in_demo_user(work, user_id=user_id, now=clock.now())
        session.clear()
        session[USER_ID] = actor.id
        return redirect(_local_address(request.form.get("next")) or _start_of(actor))


blueprint.add_url_rule("/", view_func=public(SignIn.as_view("sign_in")))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """Nobody is signed in on this browser any more."""
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def _is_demo() -> bool:
    settings: Settings = current_app.config["WFM_SETTINGS"]
    return settings.demo


def _people_by_role() -> dict[Role, list[tuple[int, str, str | None]]]:
    found: dict[Role, list[tuple[int, str, str | None]]] = {role: [] for role in START_OF_ROLE}
    if _is_demo():
        for user in demo_users(read_session()):
            for role in {held.role for held in user.roles}:
                found[role].append((user.id, user.display_name, user.zone))
    return {role: people for role, people in found.items() if people}


def _start_of(actor: Actor) -> str:
    for role, endpoint in START_OF_ROLE.items():
        if role in actor.roles:
            return url_for(endpoint)
    raise NotAllowed(_("Your account has no role yet; an administrator can give it one."))


def _local_address(given: str | None) -> str | None:
    """The address if it leads to this service, so that a forged link cannot send people elsewhere after they signed in."""
    if not given or not given.startswith("/") or given.startswith("//") or "\\" in given or not given.isprintable():
        return None
    parts = urlsplit(given)
    return None if parts.scheme or parts.netloc else given
