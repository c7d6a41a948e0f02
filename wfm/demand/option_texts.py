"""From the options of the command line to a volume file: a profile, or the default columns, changed by what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.catalog.queries import find_contact_source
from wfm.core.errors import InvalidInput
from wfm.demand.import_outcome import VolumeFile
from wfm.demand.profiles import Profile, profile_named
from wfm.demand.reading import FileKind, Reading, RowEffect, RowRule

DEFAULT_COLUMNS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.INTERVALS: ("starts_at", "contact_type", "offered", "handle_time_seconds"),
    FileKind.CONTACTS: ("starts_at", "contact_type", "handle_time_seconds"),
}


@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """What was said on the command line; None, empty or False where nothing was."""

    path: Path
    profile: str | None
    kind: str | None
    source: str | None
    zone: str | None
    columns: tuple[str, ...]
    delimiter: str | None
    encoding: str | None
    date_format: str | None
    time_format: str | None
    datetime_format: str | None
    interval_minutes: int | None
    key_columns: tuple[str, ...]
    leave_out: tuple[str, ...]
    abandoned: tuple[str, ...]
    untimed: tuple[str, ...]
    mapping: tuple[str, ...]
    create_missing: bool
    skip_bad_lines: bool
    again: bool


def volume_file_from(session: Session, options: FileOptions) -> VolumeFile:
    """The file as asked for. Raises InvalidInput, naming the option."""
    profile = profile_named(options.profile) if options.profile else None
    source_code = options.source or (profile.source_code if profile else None)
    if not source_code:
        raise InvalidInput(_("--source is missing: which system logged the contacts?"))
    return VolumeFile(
        path=options.path,
        reading=_reading(session, options, profile, source_code),
        source_code=source_code,
        profile=profile,
        work_types=_pairs("--map", options.mapping),
        may_create=options.create_missing,
        skip_bad_lines=options.skip_bad_lines,
        again=options.again,
    )


def _reading(session: Session, options: FileOptions, profile: Profile | None, source_code: str) -> Reading:
    said = _said(options)
    if profile is not None:
        if options.kind not in (None, profile.reading.kind.value):
            raise InvalidInput(_("--kind is %(kind)s, but the profile reads %(other)s", kind=options.kind, other=profile.reading.kind))
        said["columns"] = {**profile.reading.columns, **_pairs("--column", options.columns)}
        said["rules"] = (*said.get("rules", ()), *profile.reading.rules)  # what was said comes first, so it decides
        return replace(profile.reading, **said)
    if options.kind not in (None, *FileKind):
        raise InvalidInput(_("kind is %(value)r; there are: %(known)s", value=options.kind, known=", ".join(FileKind)))
    kind = FileKind(options.kind or FileKind.INTERVALS)
    source = find_contact_source(session, code=source_code)
    zone = options.zone or (source.zone if source else None)
    if zone is None:
        raise InvalidInput(_("--zone is missing: in which zone are the local times of the file?"))
    return Reading(kind=kind, **said | {"zone": zone, "columns": _columns(kind, options)})


def _said(options: FileOptions) -> dict[str, Any]:
    """The parts of a reading that were said, by name."""
    said: dict[str, Any] = {
        name: value
        for name in ("zone", "encoding", "date_format", "time_format", "datetime_format", "interval_minutes")
        if (value := getattr(options, name)) is not None
    }
    if options.delimiter is not None:
        said["delimiter"] = "\t" if options.delimiter in ("tab", "\\t") else options.delimiter
    if options.key_columns:
        said["key_columns"] = options.key_columns
    by_effect = ((RowEffect.LEAVE_OUT, options.leave_out), (RowEffect.ABANDONED, options.abandoned), (RowEffect.UNTIMED, options.untimed))
    rules = tuple(RowRule.parse(effect, text) for effect, texts in by_effect for text in texts)
    return said | ({"rules": rules} if rules else {})


def _columns(kind: FileKind, options: FileOptions) -> dict[str, str]:
    """The default columns under their own names, but for those said otherwise. A date and a time stand for `starts_at`."""
    given = _pairs("--column", options.columns)
    defaults = {name: name for name in DEFAULT_COLUMNS[kind] if name not in given}
    if "date" in given or "time" in given:
        defaults.pop("starts_at", None)
    return {name: column for name, column in (defaults | given).items() if column}


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """From `name=value` texts; an empty value takes the name away."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise InvalidInput(_("%(option)s is %(text)r; name=value is needed", option=option, text=text))
        found[name] = value
    return found
