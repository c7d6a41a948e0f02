"""The audit trail as administrators read it: who wrote what and when, with the values before and after."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wfm.audit.queries import AuditQuestion, audit_page, entities
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.form_fields import YEARS
from wfm.core.http import whole_number
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.spreadsheets import harmless
from wfm.core.unit_of_work import read_session

PAGE = 100
FILE_LINES_MAX = 50_000
COLUMNS = ("id", "at", "actor_id", "actor_name", "action", "entity", "entity_id", "before", "after")

blueprint = Blueprint("audit", __name__)
MENU = (MenuEntry(endpoint="audit.audit", text=_l("Audit trail"), permission=Permission.SEE_AUDIT, part=MenuPart.SETTINGS, place=90),)


@blueprint.get("/audit")
@requires(Permission.SEE_AUDIT)
def audit() -> str:
    """A page of lines, the newest first."""
    asked = _asked()
    before_id = request.args.get("before", type=whole_number)
    lines = audit_page(read_session(), question=_question(asked), before_id=before_id, limit=PAGE + 1)
    more = {**asked, "before": lines[PAGE - 1].id} if len(lines) > PAGE else None
    kinds, zone = entities(read_session()), current_actor().zone or "UTC"
    return render_template("audit/audit.html", lines=lines[:PAGE], asked=asked, more=more, kinds=kinds, zone=zone)


@blueprint.get("/audit.csv")
@requires(Permission.SEE_AUDIT)
def audit_file() -> Response:
    """The same lines as a file, at most fifty thousand; times in UTC."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in audit_page(read_session(), question=_question(_asked()), before_id=None, limit=FILE_LINES_MAX):
        told = (harmless(line.actor_name), line.action, line.entity, harmless(line.entity_id), _json(line.before), _json(line.after))
        writer.writerow((line.id, line.at.isoformat(), line.actor_id, *told))
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    return Response(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _asked() -> dict[str, str]:
    return {name: value for name in ("who", "entity", "entity_id", "until") if (value := request.args.get(name, "").strip()[:200])}


def _question(asked: dict[str, str]) -> AuditQuestion:
    until = asked.get("until")
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        raise InvalidInput(_("until is %(value)r; a date such as 2026-11-23 is needed.", value=until)) from None
    if last is not None and last.year not in YEARS:
        raise InvalidInput(_("until is %(value)r; a date of these years is needed.", value=until))
    zone = current_actor().zone or "UTC"
    return AuditQuestion(who=asked.get("who"), entity=asked.get("entity"), entity_id=asked.get("entity_id"), until=last, zone=zone)


def _json(values: dict[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False)
