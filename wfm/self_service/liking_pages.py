"""What I like: how gladly somebody does each kind of work, in their own word."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from skills.scales import Enjoyment
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.self_service import services
from wfm.self_service.queries import own_agent, own_ratings

FIELD = "liking-"


@requires(Permission.TELL_OWN_WISHES)
def liking() -> str:
    """Every kind of work the person can do, with level, evidence and how gladly."""
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    today = to_local(clock.now(), zone=agent.zone).date()
    ratings = own_ratings(session, agent_id=agent.id, on=today)
    return render_template(
        "self_service/liking.html",
        known=[found for found in ratings if found[2] is not None],
        other=[work_type for work_type, _channel, rating in ratings if rating is None],
        scale=[int(value) for value in Enjoyment],
        today=today,
        field=FIELD,
    )


@requires(Permission.TELL_OWN_WISHES)
def tell() -> Response:
    """How gladly is as told."""
    told = {name.removeprefix(FIELD): value for name, value in request.form.items() if name.startswith(FIELD)}
    try:
        enjoyment = {int(id_): int(Enjoyment(int(value))) for id_, value in told.items()}
    except ValueError:
        raise InvalidInput(_("Enjoyment goes from -2 to 2.")) from None
    with unit_of_work() as work:
        agent = own_agent(work, actor=current_actor())
        count = services.tell_enjoyment(work, agent=agent, enjoyment=enjoyment, actor=current_actor(), now=clock.now())
    flash(ngettext("Saved: %(num)s change.", "Saved: %(num)s changes.", count))
    return redirect(url_for("self_service.liking"))
