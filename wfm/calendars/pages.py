"""My week: when do I work, and on what? Each agent sees their own published week, and gives their calendar the address of its feed."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from scheduling.timegrid import start_of_day, to_local
from wfm.agents.queries import find_agent, find_group_of
from wfm.calendars import services
from wfm.calendars.queries import find_live_feed, unseen_versions
from wfm.calendars.why import why_day
from wfm.core import clock
from wfm.core.access import Permission, current_actor, public, requires
from wfm.core.errors import InvalidInput, NotAllowed
from wfm.core.intervals import Interval
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.my_week import MyWeek
from wfm.rosters.my_week import my_week as week_of_agent
from wfm.rosters.work_marks import WorkMark, marks_of_group

YEARS = range(1980, 2100)
# Shown once after it was made; nobody can read it afterwards, for only its digest is stored.
NEW_SECRET = "new_calendar_secret"  # noqa: S105  the name of a place, not a secret

blueprint = Blueprint("calendars", __name__)
MENU = (
    MenuEntry(
        endpoint="calendars.my_week",
        text=_l("My week"),
        permission=Permission.SEE_OWN_WEEK,
        part=MenuPart.MINE,
        place=10,
        also=("calendars.calendar",),
        needs_agent=True,
    ),
)


@blueprint.get("/my-week", defaults={"day": None})
@blueprint.get("/my-week/<day>")
@requires(Permission.SEE_OWN_WEEK)
def my_week(day: str | None) -> str:
    """The agent's published week that holds a date, today's by default."""
    agent_id, zone = _own_agent()
    today = to_local(clock.now(), zone=zone).date()
    shown = week_of_agent(read_session(), agent_id=agent_id, local_date=_date(day) if day else today)
    return render_template(
        "calendars/my_week.html",
        week=shown,
        today=today,
        before=shown.first_date - timedelta(days=7),
        after=shown.first_date + timedelta(days=7),
        marks=_marks_of(agent_id, shown.first_date),
        at=clock.now(),
        unseen=unseen_versions(read_session(), agent_id=agent_id, window=_window(shown)),
    )


@blueprint.get("/my-week/<day>/why")
@requires(Permission.SEE_OWN_WEEK)
def why(day: str) -> str:
    """Why the agent works on a date: what their shifts are needed for, and what other ways would come to."""
    agent_id, _zone = _own_agent()
    local_date = _date(day)
    found = why_day(read_session(), agent_id=agent_id, local_date=local_date)
    return render_template("calendars/why.html", why=found, marks=_marks_of(agent_id, local_date))


@blueprint.post("/my-week/seen")
@requires(Permission.SEE_OWN_WEEK)
def acknowledge() -> BaseResponse:
    """The agent has seen what changed."""
    ids = [int(text) for text in request.form.getlist("version") if text.isdecimal() and len(text) < 10]
    with unit_of_work() as work:
        services.acknowledge(work, agent_id=_own_agent()[0], version_ids=ids, actor=current_actor(), now=clock.now())
    flash(_("Thank you, noted."))
    return redirect(url_for("calendars.my_week", day=_date(request.form["day"]).isoformat() if request.form.get("day") else None))


@blueprint.get("/my-week/calendar")
@requires(Permission.SEE_OWN_WEEK)
def calendar() -> str:
    """Whether the agent's calendar feed is open, and, right after it was opened, its address."""
    agent_id, zone = _own_agent()
    live = find_live_feed(read_session(), agent_id=agent_id)
    secret = session.pop(NEW_SECRET, None)
    address = url_for("calendars.feed", secret=secret, _external=True) if secret and live else None
    return render_template("calendars/calendar.html", feed=live, address=address, zone=zone)


@blueprint.post("/my-week/calendar")
@requires(Permission.SEE_OWN_WEEK)
def open_calendar() -> BaseResponse:
    """The agent's feed has a new address; one they had before works no longer."""
    with unit_of_work() as work:
        session[NEW_SECRET] = services.open_feed(work, agent_id=_own_agent()[0], actor=current_actor(), now=clock.now())
    return redirect(url_for("calendars.calendar"))


@blueprint.post("/my-week/calendar/revoke")
@requires(Permission.SEE_OWN_WEEK)
def revoke_calendar() -> BaseResponse:
    """The address of the agent's feed works no longer."""
    with unit_of_work() as work:
        services.revoke_feed(work, agent_id=_own_agent()[0], actor=current_actor(), now=clock.now())
    flash(_("The calendar address works no longer."))
    return redirect(url_for("calendars.calendar"))


@blueprint.get("/calendar/<secret>.ics")
@public
def feed(secret: str) -> Response:
    """The published shifts of the agent whose secret this is, for a calendar program, which cannot sign in."""
    with unit_of_work() as work:
        content = services.read_feed(work, secret=secret, now=clock.now())
    return Response(content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": "inline; filename=my-shifts.ics"})


def _own_agent() -> tuple[int, str]:
    """Id and zone of the agent who is signed in."""
    agent_id = current_actor().agent_id
    agent = find_agent(read_session(), agent_id=agent_id) if agent_id is not None else None
    if agent is None:
        raise NotAllowed(_("Your account does not belong to anybody who is rostered."))
    return agent.id, agent.zone


def _window(week: MyWeek) -> Interval:
    first, after = (start_of_day(week.first_date + timedelta(days=at), zone=week.zone) for at in (0, 7))
    return Interval(first, after)


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_("%(value)r is no date; a date such as 2026-11-23 is needed.", value=text)) from None
    if found.year not in YEARS:
        raise InvalidInput(
            _("%(value)s lies too far away; %(first)d to %(last)d can be shown.", value=found, first=YEARS[0], last=YEARS[-1])
        )
    return found


def _marks_of(agent_id: int, on: date) -> dict[str, WorkMark]:
    group = find_group_of(read_session(), agent_id=agent_id, on=on)
    return dict(marks_of_group(read_session(), roster_group_id=group.id)) if group else {}
