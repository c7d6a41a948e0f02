"""The addresses of demand: contacts brought in, what a week is expected to bring, and what it takes."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from wfm.core.access import Permission
from wfm.core.menu import MenuEntry, MenuPart
from wfm.demand import contact_pages, plan_pages, reason_pages, special_day_pages, week_pages

blueprint = Blueprint("demand", __name__)
MENU = (
    MenuEntry(
        endpoint="demand.this_week",
        text=_l("Demand"),
        permission=Permission.SEE_DEMAND,
        part=MenuPart.WEEK,
        place=5,
        also=(
            *("demand.demand", "demand.day", "demand.at_once", "demand.plan", "demand.holidays"),
            *("demand.contacts", "demand.reasons", "demand.import_form", "demand.import_run"),
        ),
    ),
)
GROUP = "<int:group_id>"

for rule, view, methods in (
    ("/demand", week_pages.this_week, ["GET"]),
    (f"/demand/{GROUP}", week_pages.demand, ["GET"]),
    (f"/demand/{GROUP}/<week>/forecast", plan_pages.forecast, ["POST"]),
    (f"/demand/{GROUP}/<week>/staff", plan_pages.staff, ["POST"]),
    (f"/demand/{GROUP}/<week>/override", week_pages.override, ["POST"]),
    (f"/demand/{GROUP}/<week>/<code>/at-once", week_pages.at_once, ["GET"]),
    (f"/demand/{GROUP}/<week>/<code>/<day>", week_pages.day, ["GET"]),
    (f"/demand/{GROUP}/<week>/<code>/<day>/why", week_pages.why, ["GET"]),
    ("/demand/special-days", special_day_pages.add_special_day, ["POST"]),
    ("/demand/special-days/<int:day_id>/remove", special_day_pages.remove_special_day, ["POST"]),
    ("/demand/public-holidays", special_day_pages.holidays, ["GET"]),
    ("/demand/public-holidays", special_day_pages.add_holidays, ["POST"]),
    ("/contacts", contact_pages.contacts, ["GET"]),
    ("/contacts/types", contact_pages.map_types, ["POST"]),
    ("/contacts/reasons", reason_pages.reasons, ["GET"]),
    ("/contacts/reasons/<int:reason_id>", reason_pages.save_reason, ["POST"]),
    ("/contacts/import", contact_pages.import_form, ["GET"]),
    ("/contacts/import", contact_pages.upload, ["POST"]),
    ("/contacts/example.csv", contact_pages.example, ["GET"]),
    ("/demand/plans/<int:run_id>", plan_pages.plan, ["GET"]),
    ("/demand/plans/<int:run_id>/progress", plan_pages.plan_progress, ["GET"]),
    ("/demand/plans/<int:run_id>/cancel", plan_pages.cancel, ["POST"]),
    ("/contacts/imports/<int:run_id>", contact_pages.import_run, ["GET"]),
    ("/contacts/imports/<int:run_id>/progress", contact_pages.import_progress, ["GET"]),
    ("/contacts/imports/<int:run_id>/cancel", contact_pages.cancel_import, ["POST"]),
):
    blueprint.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=methods)
