"""Short hours: when the roster is short, by how much, and why, with who could still come."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import NotFound
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session
from wfm.editing.shortage import short_moment, short_stretches
from wfm.solves.board import Board
from wfm.solves.board_request import BoardRequest, read_request
from wfm.solves.week_address import address_of, week_at


@requires(Permission.SEE_ROSTERS)
def shortage(group_id: int, week: str) -> str:
    """The stretches in which most hours are missing, the worst first."""
    session = read_session()
    asked = _asked(session, group_id, week)
    stretches, count = short_stretches(asked.board, marks=asked.marks) if asked.board else ((), 0)
    return render_template(
        "editing/shortage.html",
        week=asked.week,
        address=address_of(asked.week),
        source=asked.source,
        board=asked.board,
        zone=asked.zone or asked.week.zone,
        stretches=stretches,
        count=count,
    )


@requires(Permission.SEE_ROSTERS)
def why(group_id: int, week: str) -> str:
    """A row to stand under one of them: where everybody is who could serve it."""
    session = read_session()
    asked = _asked(session, group_id, week)
    board: Board | None = asked.board
    if board is None:
        raise NotFound(_("There is no roster of this week yet."))
    slot = request.args.get("slot", -1, type=whole_number)
    moment = short_moment(board, marks=asked.marks, code=request.args.get("work", ""), slot=slot)
    return render_template("editing/shortage_why.html", moment=moment, zone=asked.zone or asked.week.zone)


def _asked(session: Session, group_id: int, week: str) -> BoardRequest:
    actor = current_actor()
    shown = week_at(session, group_id=group_id, week=week, actor=actor)
    return read_request(session, week=shown, arguments=request.args, actor=actor, now=clock.now())
