"""The addresses of signing in, of one's own account, and of users. What each one does stands in the module it names."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext as _l

from wfm.accounts import account_pages, provider, sign_in_pages, user_pages
from wfm.accounts.signed_in import load_actor
from wfm.core.access import Permission, public, set_actor_loader
from wfm.core.menu import MenuEntry, MenuPart

blueprint = Blueprint("accounts", __name__)
ID = f"<int(max={2**31 - 1}):{{}}>"
USER = f"/users/{ID.format('user_id')}"


@blueprint.record
def _find_actors_here(state: BlueprintSetupState) -> None:
    set_actor_loader(cast(Flask, state.app), load_actor)


blueprint.add_url_rule("/", view_func=public(sign_in_pages.SignIn.as_view("sign_in")))
blueprint.add_url_rule("/sign-in", view_func=sign_in_pages.sign_in_by_password, methods=["POST"])
blueprint.add_url_rule("/sign-in/company", view_func=provider.to_provider)
blueprint.add_url_rule("/sign-in/company/back", view_func=provider.back_from_provider)
blueprint.add_url_rule("/sign-out", view_func=sign_in_pages.sign_out, methods=["POST"])
blueprint.add_url_rule("/signed-out", view_func=sign_in_pages.signed_out)
blueprint.add_url_rule("/password", view_func=sign_in_pages.forgotten)
blueprint.add_url_rule("/password", view_func=sign_in_pages.ask_for_reset, methods=["POST"])
blueprint.add_url_rule("/password/<secret>", view_func=sign_in_pages.password)
blueprint.add_url_rule("/password/<secret>", view_func=sign_in_pages.set_password, methods=["POST"])

blueprint.add_url_rule("/account", view_func=account_pages.account)
blueprint.add_url_rule("/account", view_func=account_pages.save_settings, methods=["POST"])
blueprint.add_url_rule("/account/password", view_func=account_pages.change_password, methods=["POST"])
blueprint.add_url_rule("/account/tokens", view_func=account_pages.make_token, methods=["POST"])
blueprint.add_url_rule("/account/tokens/<int:token_id>/revoke", view_func=account_pages.revoke_token, methods=["POST"])
blueprint.add_url_rule("/api-document", view_func=account_pages.api_document)
blueprint.add_url_rule(f"/account/sessions/{ID.format('session_id')}/revoke", view_func=account_pages.revoke_session, methods=["POST"])
blueprint.add_url_rule("/account/sessions/revoke", view_func=account_pages.revoke_others, methods=["POST"])

blueprint.add_url_rule("/users", view_func=user_pages.users)
blueprint.add_url_rule("/users", view_func=user_pages.create_user, methods=["POST"])
blueprint.add_url_rule("/users/new", view_func=user_pages.new_user)
blueprint.add_url_rule(USER, view_func=user_pages.user)
blueprint.add_url_rule(USER, view_func=user_pages.save_user, methods=["POST"])
blueprint.add_url_rule(f"{USER}/link", view_func=user_pages.invite_user, methods=["POST"])
blueprint.add_url_rule(f"{USER}/switch", view_func=user_pages.switch_user, methods=["POST"])
blueprint.add_url_rule(f"{USER}/sessions/revoke", view_func=user_pages.revoke_user_sessions, methods=["POST"])

MENU = (
    MenuEntry(endpoint="accounts.account", text=_l("My account"), permission=Permission.USE_OWN_ACCOUNT, part=MenuPart.ACCOUNT, place=10),
    MenuEntry(
        endpoint="accounts.users",
        text=_l("Users"),
        permission=Permission.MANAGE_ACCOUNTS,
        part=MenuPart.SETTINGS,
        place=80,
        also=("accounts.user", "accounts.new_user"),
    ),
)
