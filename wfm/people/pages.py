"""The addresses of people: the list, each person, files brought in."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from wfm.core.access import Permission
from wfm.core.menu import MenuEntry, MenuPart
from wfm.people import import_pages, person_pages

blueprint = Blueprint("people", __name__)
MENU = (
    MenuEntry(
        endpoint="people.people",
        text=_l("People"),
        permission=Permission.SEE_PEOPLE,
        part=MenuPart.PEOPLE,
        place=10,
        also=("people.person", "people.new_person", "people.import_form", "people.preview"),
    ),
)

for rule, view, methods in (
    ("/people", person_pages.people, ["GET"]),
    ("/people", person_pages.add_person, ["POST"]),
    ("/people.csv", person_pages.people_csv, ["GET"]),
    ("/people/new", person_pages.new_person, ["GET"]),
    ("/people/<int:agent_id>", person_pages.person, ["GET"]),
    ("/people/<int:agent_id>", person_pages.save_person, ["POST"]),
    ("/people/<int:agent_id>/skills", person_pages.assess, ["POST"]),
    ("/people/<int:agent_id>/hours", person_pages.enter_hours, ["POST"]),
    ("/people/<int:agent_id>/weekly", person_pages.plan_weekly, ["POST"]),
    ("/people/<int:agent_id>/weekly/<int:activity_id>/end", person_pages.end_weekly, ["POST"]),
    ("/people/<int:agent_id>/partners", person_pages.pair, ["POST"]),
    ("/people/<int:agent_id>/partners/<int:partner_id>/end", person_pages.part, ["POST"]),
    ("/people/<int:agent_id>/switch", person_pages.switch_person, ["POST"]),
    ("/people/import", import_pages.import_form, ["GET"]),
    ("/people/import", import_pages.upload, ["POST"]),
    ("/people/import/<int:file_id>", import_pages.preview, ["GET"]),
    ("/people/import/<int:file_id>/store", import_pages.store, ["POST"]),
    ("/people/import/<int:file_id>/give-up", import_pages.give_up, ["POST"]),
    ("/people/template.xlsx", import_pages.template_workbook, ["GET"]),
    ("/people/template/<kind>.csv", import_pages.template_sheet, ["GET"]),
):
    blueprint.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=methods)
