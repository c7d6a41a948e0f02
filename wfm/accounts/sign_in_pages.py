"""The first page: by address and password, by the company's own sign-in, or, in a demonstration, as one of its people."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.views import MethodView
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.accounts import provider, services, sign_in_services, signed_in
from wfm.accounts.kinds import SignInWay
from wfm.accounts.mails import mail_reset
from wfm.accounts.queries import demo_users, find_password_link, user_with_roles
from wfm.accounts.start_pages import START_OF_ROLE, local_address, start_of
from wfm.core import clock
from wfm.core.access import Role, find_current_actor, public
from wfm.core.errors import InvalidInput, NotAllowed
from wfm.core.http import whole_number
from wfm.core.links import public_link
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.settings import Settings


class SignIn(MethodView):
    """Anyone's first page. With the demo on it offers a list of people to be."""

    def get(self) -> str | Response:
        actor = find_current_actor()
        if actor is not None:
            return redirect(start_of(actor))
        return sign_in_page(next_address=local_address(request.args.get("next")))

    def post(self) -> Response:
        if not _settings().demo:
            raise NotAllowed(_("The demo sign-in is switched off."))
        user_id = request.form.get("user", type=whole_number)
        if user_id is None:
            raise InvalidInput(_("Choose who you want to be."))
        with unit_of_work() as work:
            actor = services.sign_in_demo_user(work, user_id=user_id, now=clock.now())
            signed_in.start(work, user_id=user_id, way=SignInWay.DEMO)
        return redirect(local_address(request.form.get("next")) or start_of(actor))


def sign_in_page(*, next_address: str | None, email: str = "", fault: str | None = None) -> str:
    settings = _settings()
    people = _people_by_role() if settings.demo else {}
    return render_template(
        "accounts/sign_in.html",
        people=people,
        demo=settings.demo,
        next=next_address,
        email=email,
        fault=fault,
        provider=settings.oidc_name if settings.oidc_issuer else None,
    )


@public
def sign_in_by_password() -> Response | tuple[str, int]:
    """Address and password. What is wrong is said without telling whether the address has an account."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    next_address = local_address(request.form.get("next"))
    with unit_of_work() as work:
        actor = sign_in_services.sign_in_with_password(work, email=email, password=password, place=_place(), now=clock.now())
        if actor is not None and actor.id is not None:
            signed_in.start(work, user_id=actor.id, way=SignInWay.PASSWORD)
    if actor is None:
        fault = _("The address or the password is not right.")
        return sign_in_page(next_address=next_address, email=email[:254], fault=fault), 422
    return redirect(next_address or start_of(actor))


@public
def sign_out() -> Response | str:
    """Nobody is signed in on this browser any more. Who came by the company's sign-in is shown how to leave that too."""
    with unit_of_work() as work:
        signed_in.end(work)
    return redirect(url_for("accounts.signed_out") if _settings().oidc_issuer else url_for("accounts.sign_in"))


@public
def signed_out() -> str:
    """After signing out of here: the company's sign-in may still be open in this browser."""
    return render_template("accounts/signed_out.html", provider=_settings().oidc_name, address=provider.sign_out_address())


@public
def forgotten() -> str:
    """Ask for a link to set a new password."""
    return render_template("accounts/forgotten.html", can_mail=bool(_settings().smtp_host))


@public
def ask_for_reset() -> str:
    """The same answer whether or not the address has an account."""
    with unit_of_work() as work:
        link = sign_in_services.ask_for_reset(work, email=request.form.get("email", ""), place=_place(), now=clock.now())
        if link is not None:
            mail_reset(work, link=link, address=public_link(current_app, "accounts.password", secret=link.secret), now=clock.now())
    return render_template("accounts/reset_sent.html", email=request.form.get("email", "")[:254])


@public
def password(secret: str) -> str | tuple[str, int]:
    """Set a password by the link that was sent or handed over."""
    return _password_page(secret)


@public
def set_password(secret: str) -> Response | str | tuple[str, int]:
    """The password is set, and whoever set it is signed in. One that will not do is asked for again on the same page."""
    given, again = request.form.get("password", ""), request.form.get("again", "")
    if given != again:
        return _password_page(secret, fault=_("The two passwords differ."))
    try:
        with unit_of_work() as work:
            actor = sign_in_services.set_password_by_link(work, secret=secret, password=given, now=clock.now())
            if actor.id is not None:
                signed_in.start(work, user_id=actor.id, way=SignInWay.PASSWORD)
    except InvalidInput as error:
        return _password_page(secret, fault=error.message)
    flash(_("Your password is set."))
    return redirect(start_of(actor))


def _password_page(secret: str, *, fault: str | None = None) -> str | tuple[str, int]:
    link = find_password_link(read_session(), secret=secret, now=clock.now())
    user = user_with_roles(read_session(), user_id=link.user_account_id) if link else None
    if user is None:
        return render_template("accounts/link_spent.html"), 404
    page = render_template("accounts/password.html", user=user, fault=fault)
    return (page, 422) if fault else page


def _settings() -> Settings:
    settings: Settings = current_app.config["WFM_SETTINGS"]
    return settings


def _place() -> str:
    return request.remote_addr or ""


def _people_by_role() -> dict[Role, list[tuple[int, str, str | None]]]:
    found: dict[Role, list[tuple[int, str, str | None]]] = {role: [] for role in START_OF_ROLE}
    for user in demo_users(read_session()):
        for role in {held.role for held in user.roles}:
            found[role].append((user.id, user.display_name, user.zone))
    return {role: people for role, people in found.items() if people}
