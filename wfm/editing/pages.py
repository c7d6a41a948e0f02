"""The addresses of editing. What each one does stands in the module it names."""

from __future__ import annotations

from flask import Blueprint

from wfm.editing import absence_pages, edit_pages, shortage_pages
from wfm.solves.week_address import WEEK

blueprint = Blueprint("editing", __name__)
BOARD = f"{WEEK}/board"

blueprint.add_url_rule(f"{BOARD}/state", view_func=edit_pages.state)
blueprint.add_url_rule(f"{BOARD}/changes", view_func=edit_pages.changes)
blueprint.add_url_rule(f"{BOARD}/shift", view_func=edit_pages.shift)
blueprint.add_url_rule(f"{BOARD}/edits", view_func=edit_pages.edit, methods=["POST"])
blueprint.add_url_rule(f"{BOARD}/undo", view_func=edit_pages.undo, methods=["POST"])
blueprint.add_url_rule(f"{BOARD}/redo", view_func=edit_pages.redo, methods=["POST"])
blueprint.add_url_rule(f"{BOARD}/draft", view_func=edit_pages.start_editing, methods=["POST"])
blueprint.add_url_rule(f"{BOARD}/history", view_func=edit_pages.history)
blueprint.add_url_rule(f"{BOARD}/warnings", view_func=edit_pages.warnings)

blueprint.add_url_rule(f"{WEEK}/absence", view_func=absence_pages.absence)
blueprint.add_url_rule(f"{WEEK}/absence", view_func=absence_pages.note_absence, methods=["POST"])
blueprint.add_url_rule(f"{WEEK}/absence/proposal", view_func=absence_pages.proposal)
blueprint.add_url_rule(f"{WEEK}/absence/replan", view_func=absence_pages.replan, methods=["POST"])
blueprint.add_url_rule(f"{WEEK}/absence/cover", view_func=absence_pages.cover, methods=["POST"])

blueprint.add_url_rule(f"{WEEK}/shortage", view_func=shortage_pages.shortage)
blueprint.add_url_rule(f"{WEEK}/shortage/why", view_func=shortage_pages.why)
