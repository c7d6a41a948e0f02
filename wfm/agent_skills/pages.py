"""Skills: who can do what, how well, assessed when."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template
from flask_babel import lazy_gettext as _l

from wfm.agent_skills.queries import SkillMatrix, skill_matrix
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.spreadsheets import harmless
from wfm.core.unit_of_work import read_session

CSV_COLUMNS = ("person_id", "name", "zone", "work_type", "level", "assessed_on", "valid_until", "has_lapsed")
# A page of more people helps nobody; the file holds all of them.
PEOPLE_SHOWN_MAX = 500

blueprint = Blueprint("agent_skills", __name__)
MENU = (MenuEntry(endpoint="agent_skills.matrix", text=_l("Skills"), permission=Permission.SEE_SKILLS, part=MenuPart.PEOPLE, place=20),)


@blueprint.get("/skills")
@requires(Permission.SEE_SKILLS)
def matrix() -> str:
    """People × work types with level and date of the assessment."""
    found = _matrix()
    return render_template("agent_skills/matrix.html", matrix=found, shown_max=PEOPLE_SHOWN_MAX)


@blueprint.get("/skills.csv")
@requires(Permission.SEE_SKILLS)
def matrix_file() -> Response:
    """The same as a file: one line a person and work type."""
    found = _matrix()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for person in found.people:
        for rating in (rating for rating in person.ratings if rating is not None):
            told = (harmless(person.name), person.zone, rating.work_type, int(rating.level), rating.assessed_on, rating.valid_until)
            writer.writerow((person.agent_id, *told, int(rating.has_lapsed(found.on))))
    headers = {"Content-Disposition": f"attachment; filename=skills-{found.on.isoformat()}.csv"}
    return Response(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _matrix() -> SkillMatrix:
    return skill_matrix(read_session(), on=clock.now().date(), roster_group_ids=current_actor().roster_group_ids)
