"""The company's own sign-in by OpenID Connect: authlib does the protocol (discovery, PKCE, state, nonce, checks of the token)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.accounts import signed_in
from wfm.accounts.kinds import SignInWay
from wfm.accounts.provider_services import Claims, ProviderRefused, ProviderUnreachable, sign_in_from_provider
from wfm.accounts.start_pages import local_address, start_of
from wfm.core import clock
from wfm.core.access import public
from wfm.core.errors import NotFound
from wfm.core.unit_of_work import unit_of_work
from wfm.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.flask_client import FlaskOAuth2App

NEXT = "provider_next"
EXTENSION = "wfm_provider"
TIMEOUT_SECONDS = 10


@public
def to_provider() -> Response:
    """Off to the company's sign-in; it sends the browser back to `back_from_provider`."""
    session[NEXT] = local_address(request.args.get("next"))
    try:
        answer: Response = _client().authorize_redirect(url_for("accounts.back_from_provider", _external=True))
    except _network_faults() as error:
        raise _unreachable(error) from error
    return answer


@public
def back_from_provider() -> Response:
    """Back with a code, which is exchanged for who it is. A state, nonce or token that is not right is refused."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    next_address = local_address(session.pop(NEXT, None))
    try:
        token = _client().authorize_access_token(timeout=TIMEOUT_SECONDS)
        told = _with_user_info(token)
    except (AuthlibBaseError, JoseError, ValueError) as error:
        current_app.logger.warning("a sign-in by the provider was refused: %s", error)
        raise ProviderRefused(_("This sign-in could not be confirmed. Please begin again from the first page.")) from error
    except _network_faults() as error:
        raise _unreachable(error) from error
    settings = _settings()
    with unit_of_work() as work:
        actor = sign_in_from_provider(work, claims=_claims(settings, told), mapping=settings.oidc_roles, now=clock.now())
        if actor.id is not None and actor.roles:
            signed_in.start(work, user_id=actor.id, way=SignInWay.PROVIDER)
    if not actor.roles:
        # Committed all the same: who lost their groups has lost their roles here too.
        raise ProviderRefused(_("You are known, but none of your groups has a role here. Ask an administrator."))
    return redirect(next_address or start_of(actor))


def sign_out_address() -> str | None:
    """Where to leave the provider's own session; None where it offers nothing of the kind or cannot be asked."""
    if not _settings().oidc_issuer:
        return None
    from authlib.common.urls import add_params_to_uri

    try:
        address = _client().load_server_metadata().get("end_session_endpoint")
    except _network_faults():
        return None
    back = url_for("accounts.sign_in", _external=True)
    told = [("client_id", _settings().oidc_client_id), ("post_logout_redirect_uri", back)]
    return str(add_params_to_uri(address, told)) if address else None


def _with_user_info(token: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person. Many put into the signed token only who it is, and tell the rest where they are asked."""
    told = dict(token.get("userinfo") or {})
    if "email" in told and _settings().oidc_groups_claim in told:
        return told
    if not _client().load_server_metadata().get("userinfo_endpoint"):
        return told
    more = _client().userinfo(token=token, timeout=TIMEOUT_SECONDS)
    if more.get("sub") != told.get("sub"):
        raise ProviderRefused(_("The company's sign-in did not say who you are."))
    return dict(more) | told


def _claims(settings: Settings, told: dict[str, Any]) -> Claims:
    subject, issuer, email = (told.get(name) for name in ("sub", "iss", "email"))
    if not subject or not issuer:
        raise ProviderRefused(_("The company's sign-in did not say who you are."))
    groups = told.get(settings.oidc_groups_claim) or ()
    return Claims(
        issuer=str(issuer),
        subject=str(subject),
        email=str(email).lower() if email else None,
        email_verified=told.get("email_verified") is not False,
        name=str(told.get("name") or told.get("preferred_username") or email or subject),
        groups=frozenset(str(group) for group in ([groups] if isinstance(groups, str) else groups)),
    )


def _client() -> FlaskOAuth2App:
    """Made when first needed: authlib and what it brings take a while to import."""
    settings = _settings()
    if not settings.oidc_issuer:
        raise NotFound(_("No company sign-in is set up."))
    found: FlaskOAuth2App | None = current_app.extensions.get(EXTENSION)
    if found is None:
        from authlib.integrations.flask_client import OAuth

        found = OAuth(current_app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret or None,
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": TIMEOUT_SECONDS},
        )
        current_app.extensions[EXTENSION] = found
    return found


def _network_faults() -> tuple[type[Exception], ...]:
    from requests.exceptions import RequestException

    return (RequestException,)


def _unreachable(error: Exception) -> ProviderUnreachable:
    current_app.logger.warning("the identity provider cannot be reached: %s", error)
    return ProviderUnreachable(_("The company's sign-in cannot be reached at the moment. Try again later, or sign in by password."))


def _settings() -> Settings:
    settings: Settings = current_app.config["WFM_SETTINGS"]
    return settings
