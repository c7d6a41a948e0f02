"""The addresses of the lead's pages. What each one does stands in the module it names."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from wfm.core.access import Permission
from wfm.core.menu import MenuEntry, MenuPart
from wfm.solves import board_pages, build_pages, now_pages, outlook_pages, publish_pages, team_pages, version_pages, weeks_pages
from wfm.solves.week_address import WEEK

blueprint = Blueprint("solves", __name__)
RUN = "/builds/<int:run_id>"

blueprint.add_url_rule("/weeks", view_func=weeks_pages.weeks)

blueprint.add_url_rule(f"{WEEK}/build", view_func=build_pages.new_build)
blueprint.add_url_rule(f"{WEEK}/build", view_func=build_pages.start_build, methods=["POST"])
blueprint.add_url_rule(RUN, view_func=build_pages.build)
blueprint.add_url_rule(f"{RUN}/progress", view_func=build_pages.build_progress)
blueprint.add_url_rule(f"{RUN}/stop", view_func=build_pages.stop_build, methods=["POST"])
blueprint.add_url_rule(f"{RUN}/correct", view_func=build_pages.correct, methods=["POST"])

blueprint.add_url_rule("/board", view_func=board_pages.latest_board)
blueprint.add_url_rule(f"{WEEK}/board", view_func=board_pages.board)
blueprint.add_url_rule(f"{WEEK}/board/rows", view_func=board_pages.board_rows)
blueprint.add_url_rule(f"{WEEK}/board/table", view_func=board_pages.board_table)
blueprint.add_url_rule(f"{WEEK}/board/people/<int:agent_id>", view_func=board_pages.board_person)
blueprint.add_url_rule(f"{WEEK}/roster.<any(csv, xlsx, json, ics):ending>", view_func=board_pages.roster_file)

blueprint.add_url_rule(f"{WEEK}/outlook", view_func=outlook_pages.simulate, methods=["POST"])
blueprint.add_url_rule("/outlooks/<int:run_id>", view_func=outlook_pages.outlook)
blueprint.add_url_rule("/outlooks/<int:run_id>/progress", view_func=outlook_pages.outlook_progress)
blueprint.add_url_rule(f"{WEEK}/publish", view_func=publish_pages.review)
blueprint.add_url_rule(f"{WEEK}/publish", view_func=publish_pages.publish, methods=["POST"])
blueprint.add_url_rule(f"{WEEK}/versions", view_func=version_pages.versions)
blueprint.add_url_rule(f"{WEEK}/versions/<int:number>", view_func=version_pages.diff)
blueprint.add_url_rule(f"{WEEK}/versions/<int:number>/revert", view_func=version_pages.revert, methods=["POST"])
blueprint.add_url_rule(f"{WEEK}/copy", view_func=version_pages.copy_week, methods=["POST"])
blueprint.add_url_rule(f"{WEEK}/give-up", view_func=version_pages.give_up_draft, methods=["POST"])
blueprint.add_url_rule("/now", view_func=now_pages.now)
blueprint.add_url_rule("/team-week", defaults={"day": None}, view_func=team_pages.team_days)
blueprint.add_url_rule("/team-week/<day>", view_func=team_pages.team_days)

MENU = (
    MenuEntry(
        endpoint="solves.weeks",
        text=_l("Weeks"),
        permission=Permission.SEE_ROSTERS,
        part=MenuPart.WEEK,
        place=10,
        also=("solves.new_build", "solves.build", "solves.review", "solves.versions", "solves.diff"),
    ),
    MenuEntry(
        endpoint="solves.latest_board",
        text=_l("Board"),
        permission=Permission.SEE_ROSTERS,
        part=MenuPart.WEEK,
        place=20,
        also=("solves.board", "solves.board_table", "solves.outlook"),
    ),
    MenuEntry(endpoint="solves.now", text=_l("Now"), permission=Permission.SEE_ROSTERS, part=MenuPart.WEEK, place=30),
)
