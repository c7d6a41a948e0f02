"""An edit as a page or program sends it, read and checked: every refusal names the field, what it is and what is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from scheduling.timegrid import Reading, UnknownZoneError, to_instant
from wfm.core.errors import InvalidInput
from wfm.editing.edits import (
    AddShift,
    ChangeLock,
    Edit,
    MoveBreak,
    MoveShift,
    PaintShift,
    ReassignShift,
    RemoveShift,
    ResizeShift,
    SplitSegment,
)
from wfm.editing.timeline import Purpose
from wfm.rosters.kinds import LockKind, SegmentKind
from wfm.rosters.locks import HeldLock

ID_MAX = 2**31 - 1
YEARS = range(1980, 2100)
KEY_LENGTH_MAX = 64


class FieldWrong(InvalidInput):
    code = "field_wrong"


class Fields:
    """The fields of one request. Instants are texts with an offset, or local times of the zone that the field `zone` names."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, *, most: int) -> str:
        value = self._values.get(name)
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= most:
            raise FieldWrong(
                _("%(field)s is %(value)s; a text of 1 to %(most)d characters is needed.", field=name, value=_cut(value), most=most)
            )
        return value.strip()

    def find_text(self, name: str, *, most: int) -> str | None:
        return None if self._values.get(name) in (None, "") else self.text(name, most=most)

    def number(self, name: str) -> int:
        value = self._values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= ID_MAX:
            raise FieldWrong(_("%(field)s is %(value)s; a whole number is needed.", field=name, value=_cut(value)))
        return value

    def find_number(self, name: str) -> int | None:
        return None if self._values.get(name) in (None, "") else self.number(name)

    def flag(self, name: str, *, usual: bool) -> bool:
        value = self._values.get(name, usual)
        if not isinstance(value, bool):
            raise FieldWrong(_("%(field)s is %(value)s; true or false is needed.", field=name, value=_cut(value)))
        return value

    def day(self, name: str) -> date:
        value = self._values.get(name)
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise FieldWrong(_("%(field)s is %(value)s; a date such as 2026-11-23 is needed.", field=name, value=_cut(value))) from None

    def instant(self, name: str) -> datetime:
        value = self._values.get(name)
        try:
            read = datetime.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise FieldWrong(
                _("%(field)s is %(value)s; a time such as 2026-11-23T08:00Z is needed.", field=name, value=_cut(value))
            ) from None
        if read.year not in YEARS:
            raise FieldWrong(_("%(field)s is %(value)s; that is too far away.", field=name, value=_cut(value)))
        return read.astimezone(UTC) if read.tzinfo is not None else self._local(name, read)

    def find_instant(self, name: str) -> datetime | None:
        return None if self._values.get(name) in (None, "") else self.instant(name)

    def _local(self, name: str, read: datetime) -> datetime:
        """A local time that the clocks skip is refused: nobody can have meant it."""
        zone = self.text("zone", most=64)
        try:
            found = to_instant(read, zone=zone)
        except UnknownZoneError:
            raise FieldWrong(_("zone is %(value)s; a zone such as Europe/Lisbon is needed.", value=_cut(zone))) from None
        if found.reading is Reading.MOVED_FORWARD:
            raise FieldWrong(
                _(
                    "%(field)s is %(value)s, a time that the clocks of %(zone)s skip on that day.",
                    field=name,
                    value=f"{read:%H:%M}",
                    zone=zone,
                )
            )
        return found.instant

    def purpose(self) -> Purpose:
        """What a stretch is for: one of `work_type`, `bundle` and `activity` names it, or `break` is true."""
        named = {name: self.find_number(name) for name in ("work_type", "bundle", "activity")}
        given = [name for name, value in named.items() if value is not None]
        is_break = self.flag("break", usual=False)
        if len(given) + is_break != 1:
            raise FieldWrong(_("work is not told; exactly one of work_type, bundle, activity and break is needed."))
        if is_break:
            return Purpose(kind=SegmentKind.BREAK, is_paid=self.flag("paid", usual=False))
        kind = SegmentKind.ACTIVITY if named["activity"] is not None else SegmentKind.WORK
        return Purpose(kind=kind, work_type_id=named["work_type"], bundle_id=named["bundle"], activity_id=named["activity"])

    def lock(self) -> HeldLock:
        value = self.text("lock", most=20)
        try:
            kind = LockKind(value)
        except ValueError:
            raise FieldWrong(_("lock is %(value)s; day_off, shift or segment is needed.", value=_cut(value))) from None
        if kind is LockKind.DAY_OFF:
            return HeldLock(kind, local_date=self.day("date"))
        ends_at = self.instant("ends_at") if kind is LockKind.SEGMENT else None
        return HeldLock(kind, starts_at=self.instant("starts_at"), ends_at=ends_at)


def _of(fields: Fields) -> dict[str, Any]:
    return {"agent_id": fields.number("agent"), "shift": fields.instant("shift")}


READERS: Mapping[str, Callable[[Fields], Edit]] = MappingProxyType(
    {
        "move": lambda of: MoveShift(**_of(of), starts_at=of.instant("starts_at")),
        "resize": lambda of: ResizeShift(**_of(of), starts_at=of.instant("starts_at"), ends_at=of.instant("ends_at")),
        "reassign": lambda of: ReassignShift(**_of(of), to_agent_id=of.number("to_agent"), starts_at=of.find_instant("starts_at")),
        "remove": lambda of: RemoveShift(**_of(of)),
        "add": lambda of: AddShift(
            agent_id=of.number("agent"), starts_at=of.instant("starts_at"), ends_at=of.instant("ends_at"), purpose=of.purpose()
        ),
        "paint": lambda of: PaintShift(**_of(of), starts_at=of.instant("starts_at"), ends_at=of.instant("ends_at"), purpose=of.purpose()),
        "split": lambda of: SplitSegment(**_of(of), at=of.instant("at")),
        "move_break": lambda of: MoveBreak(**_of(of), segment=of.instant("segment"), starts_at=of.find_instant("starts_at")),
        "lock": lambda of: ChangeLock(agent_id=of.number("agent"), lock=of.lock(), is_locked=True),
        "unlock": lambda of: ChangeLock(agent_id=of.number("agent"), lock=of.lock(), is_locked=False),
    }
)


def edit_of(values: Mapping[str, Any]) -> Edit:
    """The edit that the fields ask for. Raises FieldWrong."""
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in READERS:
        raise FieldWrong(_("kind is %(value)s; it can be %(kinds)s.", value=_cut(kind), kinds=", ".join(READERS)))
    return READERS[kind](Fields(values))


def tokens_of(values: Mapping[str, Any]) -> dict[int, int]:
    """The concurrency tokens that the page saw, by agent."""
    given = values.get("tokens")
    if not isinstance(given, Mapping) or len(given) > 10:
        raise FieldWrong(_("tokens is %(value)s; the token of each person touched is needed.", value=_cut(given)))
    return {Fields({"tokens": agent}).number("tokens"): Fields({"tokens": token}).number("tokens") for agent, token in given.items()}


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
