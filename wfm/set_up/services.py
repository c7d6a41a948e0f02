"""Writes of what has to be there first, within what the actor looks after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.catalog.details import WorkTypeDetails
from wfm.catalog.services import create_work_type, retire_work_type, update_work_type
from wfm.core.access import Actor
from wfm.core.cells import Cells, WrongCells
from wfm.core.errors import NotAllowed
from wfm.set_up.queries import find_work_type_of
from wfm.set_up.work_type_form import read_work_type


def save_work_type(session: Session, *, work_type_id: int | None, cells: Mapping[str, str], actor: Actor, now: datetime) -> int:
    """The work type is as the fields say, or is new where there is no id; its id.

    Raises WrongCells, WorkTypeNotFound, NotAllowed outside the actor's roster groups, and Conflict where the code is taken."""
    if work_type_id is not None:
        find_work_type_of(session, work_type_id=work_type_id, actor=actor)
    told = Cells(cells)
    details = read_work_type(told)
    if details is None:
        raise WrongCells(told.faults)
    _check_scope(details, actor)
    if work_type_id is None:
        return create_work_type(session, details=details, actor=actor, now=now).id
    return update_work_type(session, work_type_id=work_type_id, details=details, actor=actor, now=now).id


def retire(session: Session, *, work_type_id: int, actor: Actor, now: datetime) -> None:
    """The work type is planned no longer. Raises WorkTypeNotFound."""
    find_work_type_of(session, work_type_id=work_type_id, actor=actor)
    retire_work_type(session, work_type_id=work_type_id, actor=actor, now=now)


def check_sees_all(actor: Actor) -> None:
    """Raises NotAllowed for somebody who looks after some roster groups or teams only."""
    if actor.roster_group_ids is not None:
        raise NotAllowed(_("Only somebody who looks after everybody can do this."))


def check_sees_group(actor: Actor, roster_group_id: int) -> None:
    """Raises NotAllowed."""
    if not actor.sees_group(roster_group_id):
        raise NotAllowed(_("You do not look after this roster group."))


def _check_scope(details: WorkTypeDetails, actor: Actor) -> None:
    if actor.roster_group_ids is None:
        return
    if details.roster_group_id is None or not actor.sees_group(details.roster_group_id):
        raise NotAllowed(_("You look after some roster groups, so the work type has to belong to one of them."))
