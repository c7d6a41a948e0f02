"""The addresses of what has to be there first."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from wfm.core.access import Permission
from wfm.core.menu import MenuEntry, MenuPart
from wfm.set_up import catalog_pages, group_pages

blueprint = Blueprint("set_up", __name__)
MENU = (
    MenuEntry(
        endpoint="set_up.work_types",
        text=_l("Work types"),
        permission=Permission.MANAGE_CATALOG,
        part=MenuPart.SETTINGS,
        place=20,
        also=("set_up.work_type", "set_up.new_work_type"),
    ),
    MenuEntry(
        endpoint="set_up.groups", text=_l("Roster groups and teams"), permission=Permission.MANAGE_CATALOG, part=MenuPart.SETTINGS, place=10
    ),
    MenuEntry(
        endpoint="set_up.getting_started", text=_l("Getting started"), permission=Permission.MANAGE_CATALOG, part=MenuPart.SETTINGS, place=5
    ),
)

for rule, view, methods in (
    ("/getting-started", group_pages.getting_started, ["GET"]),
    ("/groups", group_pages.groups, ["GET"]),
    ("/groups", group_pages.add_group, ["POST"]),
    ("/groups/<int:group_id>", group_pages.save_group, ["POST"]),
    ("/groups/<int:group_id>/presence", group_pages.require_presence, ["POST"]),
    ("/groups/<int:group_id>/presence/<int:rule_id>/remove", group_pages.remove_presence, ["POST"]),
    ("/teams", group_pages.add_team, ["POST"]),
    ("/teams/<int:team_id>", group_pages.save_team, ["POST"]),
    ("/work-types", catalog_pages.work_types, ["GET"]),
    ("/work-types", catalog_pages.add_work_type, ["POST"]),
    ("/work-types/new", catalog_pages.new_work_type, ["GET"]),
    ("/work-types/<int:work_type_id>", catalog_pages.work_type, ["GET"]),
    ("/work-types/<int:work_type_id>", catalog_pages.save_work_type, ["POST"]),
    ("/work-types/<int:work_type_id>/retire", catalog_pages.retire_work_type, ["POST"]),
    ("/catalog/<kind>", catalog_pages.add_part, ["POST"]),
):
    blueprint.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=methods)
