"""Bringing volumes in: a file is read first, then stored as a whole or not at all.

A file replaces what its own source knew about its own window. The very same file, read in the very same way, changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.audit.services import record
from wfm.catalog.models import ContactSource
from wfm.catalog.queries import contact_reasons_by_code, contact_types_by_code, find_contact_source
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput
from wfm.demand.csv_import import sha256_of, window_of
from wfm.demand.import_outcome import ImportOutcome, Result, RuleCount, VolumeFile
from wfm.demand.kinds import ImportState
from wfm.demand.models import VolumeImport
from wfm.demand.queries import stored_imports_of_file
from wfm.demand.rows import Known
from wfm.demand.set_up import SetUp
from wfm.demand.volume_read import VolumeRead
from wfm.demand.volume_storage import clear_window, series_ids_of, totals_by_contact_type, write_intervals


class UnknownSource(InvalidInput):
    code = "unknown_source"


class NothingToStore(InvalidInput):
    code = "nothing_to_store"


def find_unchanged(session: Session, *, file: VolumeFile) -> ImportOutcome | None:
    """The outcome "unchanged" where this very file was stored for its source, read in this very way."""
    source = find_contact_source(session, code=file.source_code)
    if source is None or file.again:
        return None
    for stored in stored_imports_of_file(session, source_id=source.id, sha256=sha256_of(file.path)):
        if stored.profile == file.reading.to_json():
            return ImportOutcome(result=Result.UNCHANGED, import_id=stored.id, since=stored.imported_at)
    return None


def known_names(session: Session, *, file: VolumeFile) -> Known:
    """What the file may name. Raises UnknownSource where its source does not exist and may not be created."""
    if file.may_create:
        return Known()
    source = find_contact_source(session, code=file.source_code)
    if source is None and file.profile is None:
        raise UnknownSource(_("There is no contact source %(code)r. It can be created on the way: --create-missing", code=file.source_code))
    types = {*file.work_types, *(file.profile.contact_types if file.profile else ())}
    if source is not None:
        types |= set(contact_types_by_code(session, source_id=source.id))
    return Known(contact_types=types, reasons=set(contact_reasons_by_code(session)))


def store_volumes(session: Session, *, file: VolumeFile, found: VolumeRead, actor: Actor, now: datetime) -> ImportOutcome:
    """The file's numbers stand in its window for its source, or, where a line is wrong, nothing but the report of that is kept.

    Raises NothingToStore, WindowTooLong, and InvalidInput where a contact type is mapped onto an unknown work type.
    """
    if found.errors and not file.skip_bad_lines:
        return _refuse(session, file, found, actor, now)
    window = window_of(found)
    if not found.rows_kept:
        raise NothingToStore(_("No row of the file is a contact: %(read)s read, none kept.", read=found.rows_read))
    set_up = SetUp(session, actor=actor, now=now)
    if file.profile is not None:
        set_up.profile(file.profile)
    source = set_up.source(code=file.source_code, name=_name_of_source(file), zone=file.reading.zone)
    session.get_one(ContactSource, source.id, with_for_update=True)
    if (unchanged := find_unchanged(session, file=file)) is not None:
        return unchanged
    types = set_up.contact_types(source, found, work_type_codes=_mapping(session, file, source))
    series_ids = series_ids_of(session, found, types, set_up.reasons(found))
    row = _import_row(file, found, source, actor, now, state=ImportState.STORED, window=window)
    session.add(row)
    session.flush()
    replaced = clear_window(session, source_id=source.id, window=window)
    write_intervals(session, found, series_ids=series_ids, import_id=row.id)
    _record(session, row, actor, now, replaced_intervals=replaced)
    return ImportOutcome(
        result=Result.STORED,
        import_id=row.id,
        window=window,
        series=totals_by_contact_type(found),
        made=tuple(set_up.made),
        replaced_intervals=replaced,
        **_told(file, found),
    )


def _refuse(session: Session, file: VolumeFile, found: VolumeRead, actor: Actor, now: datetime) -> ImportOutcome:
    source = find_contact_source(session, code=file.source_code)
    row = None
    if source is not None:
        row = _import_row(file, found, source, actor, now, state=ImportState.REFUSED, window=(None, None))
        session.add(row)
        session.flush()
        _record(session, row, actor, now, replaced_intervals=0)
    return ImportOutcome(result=Result.REFUSED, import_id=row.id if row else None, **_told(file, found))


def _told(file: VolumeFile, found: VolumeRead) -> dict[str, Any]:
    rules = [
        RuleCount(effect=rule.effect, rows=str(rule), why=rule.why, matching=found.rows_matching[at], decided=found.rows_decided[at])
        for at, rule in enumerate(file.reading.rules)
    ]
    return {
        "rows_read": found.rows_read,
        "rows_kept": found.rows_kept,
        "rules": tuple(rules),
        "counts": dict(found.counts),
        "errors": tuple(found.errors),
        "error_count": found.error_count,
    }


def _import_row(
    file: VolumeFile,
    found: VolumeRead,
    source: ContactSource,
    actor: Actor,
    now: datetime,
    *,
    state: ImportState,
    window: tuple[datetime | None, datetime | None],
) -> VolumeImport:
    decided = {f"{rule.effect}: {rule}": found.rows_decided[at] for at, rule in enumerate(file.reading.rules)}
    return VolumeImport(
        source_id=source.id,
        state=state,
        file_name=file.path.name[-255:],
        sha256=sha256_of(file.path),
        zone=file.reading.zone,
        profile_name=file.profile.name if file.profile else None,
        profile=file.reading.to_json(),
        window_starts_at=window[0],
        window_ends_at=window[1],
        rows_read=found.rows_read,
        rows_kept=found.rows_kept,
        counts={**decided, **found.counts, "lines_with_errors": found.error_count},
        errors=[error.to_json() for error in found.errors],
        actor_id=actor.id,
        imported_at=now,
    )


def _record(session: Session, row: VolumeImport, actor: Actor, now: datetime, *, replaced_intervals: int) -> None:
    after = {
        "file_name": row.file_name,
        "sha256": row.sha256,
        "state": row.state,
        "window_starts_at": row.window_starts_at,
        "window_ends_at": row.window_ends_at,
        "rows_read": row.rows_read,
        "rows_kept": row.rows_kept,
        "lines_with_errors": row.counts["lines_with_errors"],
        "replaced_intervals": replaced_intervals,
    }
    action = "import" if row.state is ImportState.STORED else "refuse_import"
    record(session, actor=actor, action=action, entity="volume_import", entity_id=row.id, after=after, now=now)


def _name_of_source(file: VolumeFile) -> str:
    return file.profile.source_name if file.profile else file.source_code


def _mapping(session: Session, file: VolumeFile, source: ContactSource) -> dict[str, str]:
    """What was mapped by hand, and what the profile proposes for contact types that are new."""
    known = contact_types_by_code(session, source_id=source.id)
    proposed = {code: work.code for work in (file.profile.work if file.profile else ()) for code in work.contact_types if code not in known}
    return proposed | dict(file.work_types)
