"""Shifts and rosters to and from JSON values, as ``roster/1`` pins them; shift and segment locks are spelt the same way."""

from scheduling.rostering.json_values import JsonValue
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift

ROSTER_SCHEMA = "roster/1"

_ROSTER_FIELDS = frozenset({"schema", "problem", "shifts"})
_SHIFT_FIELDS = frozenset({"person", "slots", "segments"})
_SEGMENT_FIELDS = frozenset({"kind", "slots", "work_type", "bundle", "activity", "paid"})


def roster_of(value: JsonValue) -> Roster:
    """The roster that ``value`` states."""
    value.expect_fields(_ROSTER_FIELDS)
    schema = value.get("schema")
    if schema.value != ROSTER_SCHEMA:
        schema.refuse(f"is {schema.value!r}, {ROSTER_SCHEMA!r} is expected")
    return Roster(problem=value.get("problem").text(), shifts=tuple(shift_of(shift) for shift in value.get("shifts").items()))


def shift_of(value: JsonValue, owner: str | None = None) -> Shift:
    """The shift that ``value`` states; in a lock the person may be left out, being the ``owner``."""
    value.expect_fields(_SHIFT_FIELDS)
    stated = value.get("person") if owner is None else value.find("person")
    person = stated.text() if stated is not None else owner or ""
    return Shift(person=person, slots=value.get("slots").span(), segments=tuple(segment_of(item) for item in value.get("segments").items()))


def segment_of(value: JsonValue) -> Segment:
    """The segment that ``value`` states."""
    value.expect_fields(_SEGMENT_FIELDS)
    return _segment(value, value.get("kind").choice(SegmentKind))


def locked_segment_of(value: JsonValue) -> Segment:
    """The segment of a segment lock, whose ``kind`` is taken: what it names tells work, activity or (naming nothing) a break."""
    if value.find("work_type") is not None or value.find("bundle") is not None:
        return _segment(value, SegmentKind.WORK)
    return _segment(value, SegmentKind.ACTIVITY if value.find("activity") is not None else SegmentKind.BREAK)


def _segment(value: JsonValue, kind: SegmentKind) -> Segment:
    names = {name: found.text() for name in ("work_type", "bundle", "activity") if (found := value.find(name)) is not None}
    paid = value.get("paid").truth() if kind is SegmentKind.BREAK else True
    slots = value.get("slots").span()
    return value.build(lambda: Segment(kind=kind, slots=slots, paid=paid, **names))


def roster_json(roster: Roster) -> dict[str, object]:
    """``roster`` as ``roster/1``, in plain JSON types."""
    return {"schema": ROSTER_SCHEMA, "problem": roster.problem, "shifts": [shift_json(shift) for shift in roster.shifts]}


def shift_json(shift: Shift) -> dict[str, object]:
    """One shift in plain JSON types."""
    return {"person": shift.person, "slots": list(shift.slots), "segments": [_segment_json(segment) for segment in shift.segments]}


def locked_segment_json(segment: Segment) -> dict[str, object]:
    """A segment lock in plain JSON types."""
    return _segment_json(segment) | {"kind": "segment"}


def _segment_json(segment: Segment) -> dict[str, object]:
    names = {"work_type": segment.work_type, "bundle": segment.bundle, "activity": segment.activity}
    stated: dict[str, object] = {name: value for name, value in names.items() if value is not None}
    paid: dict[str, object] = {"paid": segment.paid} if segment.kind is SegmentKind.BREAK else {}
    return {"kind": segment.kind.value, **stated, **paid, "slots": list(segment.slots)}
