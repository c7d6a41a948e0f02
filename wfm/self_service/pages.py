"""The addresses at which people say what they can and want, and at which leads answer to it."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from wfm.core.access import Permission
from wfm.core.menu import MenuEntry, MenuPart
from wfm.self_service import availability_pages, liking_pages, time_off_pages, wish_pages

blueprint = Blueprint("self_service", __name__)
MENU = (
    MenuEntry(
        endpoint="self_service.availability",
        text=_l("When I can work"),
        permission=Permission.TELL_OWN_WISHES,
        part=MenuPart.MINE,
        place=20,
        needs_agent=True,
    ),
    MenuEntry(
        endpoint="self_service.wishes",
        text=_l("Wishes"),
        permission=Permission.TELL_OWN_WISHES,
        part=MenuPart.MINE,
        place=30,
        needs_agent=True,
    ),
    MenuEntry(
        endpoint="self_service.time_off",
        text=_l("Time off"),
        permission=Permission.TELL_OWN_WISHES,
        part=MenuPart.MINE,
        place=40,
        needs_agent=True,
    ),
    MenuEntry(
        endpoint="self_service.liking",
        text=_l("What I like"),
        permission=Permission.TELL_OWN_WISHES,
        part=MenuPart.MINE,
        place=50,
        needs_agent=True,
    ),
    MenuEntry(endpoint="self_service.requests", text=_l("Time off"), permission=Permission.DECIDE_TIME_OFF, part=MenuPart.PEOPLE, place=30),
)
ID = "<int:row_id>"

for rule, view, methods in (
    ("/my-availability", availability_pages.availability, ["GET"]),
    ("/my-availability", availability_pages.enter, ["POST"]),
    ("/my-availability/dates", availability_pages.add_date, ["POST"]),
    ("/my-availability/dates/copy", availability_pages.copy_dates, ["POST"]),
    (f"/my-availability/dates/{ID}/remove", availability_pages.remove_date, ["POST"]),
    ("/my-wishes", wish_pages.wishes, ["GET"]),
    ("/my-wishes", wish_pages.add_wish, ["POST"]),
    (f"/my-wishes/{ID}/remove", wish_pages.remove_wish, ["POST"]),
    ("/my-time-off", time_off_pages.time_off, ["GET"]),
    ("/my-time-off", time_off_pages.ask, ["POST"]),
    (f"/my-time-off/{ID}/withdraw", time_off_pages.withdraw, ["POST"]),
    ("/time-off", time_off_pages.requests, ["GET"]),
    (f"/time-off/{ID}", time_off_pages.decide, ["POST"]),
    ("/my-liking", liking_pages.liking, ["GET"]),
    ("/my-liking", liking_pages.tell, ["POST"]),
):
    blueprint.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=methods)
