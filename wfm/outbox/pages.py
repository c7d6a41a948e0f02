"""The outbox as administrators see it: what waits, what left, what was given up and why."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.outbox.kinds import MailState
from wfm.outbox.queries import latest_mails, mails_by_state
from wfm.outbox.services import send_again

SHOWN_MAX = 200

blueprint = Blueprint("outbox", __name__)
MENU = (MenuEntry(endpoint="outbox.mails", text=_l("Mails"), permission=Permission.MANAGE_ACCOUNTS, part=MenuPart.SETTINGS, place=85),)


@blueprint.get("/mails")
@requires(Permission.MANAGE_ACCOUNTS)
def mails() -> str:
    """The newest mails, of one state if asked."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in tuple(MailState) else None
    return render_template(
        "outbox/mails.html",
        mails=latest_mails(read_session(), state=state, limit=SHOWN_MAX),
        counts=mails_by_state(read_session()),
        state=state,
        server=current_app.config["WFM_SETTINGS"].smtp_host,
        zone=current_actor().zone or "UTC",
    )


@blueprint.post(f"/mails/<int(max={2**31 - 1}):mail_id>/send")
@requires(Permission.MANAGE_ACCOUNTS)
def send(mail_id: int) -> Response:
    """A mail that waits or was given up is tried anew."""
    with unit_of_work() as work:
        send_again(work, mail_id=mail_id, actor=current_actor(), now=clock.now())
    flash(_("The mail is tried again within a few seconds."))
    return redirect(url_for("outbox.mails"))
