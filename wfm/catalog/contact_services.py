"""Writes of the catalog about contacts as they are logged: sources, contact types and contact reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.audit.services import record_change, record_created, values_of
from wfm.catalog.models import ContactReason, ContactSource, ContactType
from wfm.catalog.queries import contact_types_by_code
from wfm.core.access import Actor
from wfm.core.checks import CODE_LENGTH_MAX, check_code, check_text, check_zone
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.saving import check_references, save


def create_contact_source(session: Session, *, code: str, name: str, zone: str, actor: Actor, now: datetime) -> ContactSource:
    """Volumes can be brought in from this source. Raises InvalidInput, or Conflict where the code is taken."""
    check_code("code", code)
    check_text("name", name)
    check_zone("zone", zone)
    source = ContactSource(code=code, name=name, zone=zone)
    save(session, source, duplicate=_("There is already a contact source %(code)s.", code=code))
    record_created(session, source, actor=actor, now=now)
    return source


def add_contact_types(session: Session, *, source_id: int, codes: Sequence[str], actor: Actor, now: datetime) -> dict[str, ContactType]:
    """Each of these codes of the source is a contact type; new ones are named like their code and not yet planned.

    Returns all contact types of the source by code. Raises InvalidInput.
    """
    for code in codes:
        check_text("contact_type", code, longest=CODE_LENGTH_MAX)
    known = contact_types_by_code(session, source_id=source_id)
    added = [ContactType(source_id=source_id, code=code, name=code) for code in dict.fromkeys(codes) if code not in known]
    save(session, *added, duplicate=_("One of these contact types was added by somebody else just now."))
    record_created(session, *added, actor=actor, now=now)
    return known | {contact_type.code: contact_type for contact_type in added}


def map_contact_types(session: Session, *, source_id: int, work_type_ids: Mapping[str, int | None], actor: Actor, now: datetime) -> None:
    """Contacts of each code are served by this work type, or not planned (None). Raises InvalidInput for an unknown code."""
    known = contact_types_by_code(session, source_id=source_id)
    for code, work_type_id in work_type_ids.items():
        if code not in known:
            raise InvalidInput(_("contact_type is %(code)s; the source logs %(known)s", code=code, known=", ".join(known) or _("none yet")))
        before = values_of(known[code])
        known[code].work_type_id = work_type_id
        record_change(session, known[code], before, action="map", actor=actor, now=now)
    check_references(session, list(known.values()))


def create_contact_reason(
    session: Session,
    *,
    code: str,
    name: str,
    is_avoidable: bool = False,
    owning_department_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> ContactReason:
    """There is a contact reason of this code. Raises InvalidInput, or Conflict where the code is taken."""
    check_text("code", code, longest=CODE_LENGTH_MAX)
    check_text("name", name)
    reason = ContactReason(code=code, name=name, is_avoidable=is_avoidable, owning_department_id=owning_department_id)
    save(session, reason, duplicate=_("There is already a contact reason %(code)s.", code=code))
    record_created(session, reason, actor=actor, now=now)
    return reason


def change_contact_reason(
    session: Session, *, reason_id: int, name: str, is_avoidable: bool, owning_department_id: int | None, actor: Actor, now: datetime
) -> ContactReason:
    """The reason is called so, could be avoided or not, and this department owns it. Raises NotFound, InvalidInput."""
    check_text("name", name)
    reason = session.get(ContactReason, reason_id)
    if reason is None:
        raise NotFound(_("There is no contact reason %(id)s.", id=reason_id))
    before = values_of(reason)
    reason.name, reason.is_avoidable, reason.owning_department_id = name, is_avoidable, owning_department_id
    check_references(session, [reason])
    record_change(session, reason, before, actor=actor, now=now)
    session.flush()
    return reason
