"""Roster problems to and from JSON values, as ``roster-problem/1`` pins them."""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import UTC, datetime

from scheduling.rostering.json_values import JsonValue
from scheduling.rostering.person_json import person_json, person_of
from scheduling.rostering.problem import SLOT_MINUTES, Bundle, CoverageMode, Presence, RosterProblem, Weights, WorkKind, WorkType
from scheduling.rostering.roster_json import roster_json, roster_of

PROBLEM_SCHEMA = "roster-problem/1"

_PROBLEM_FIELDS = frozenset(
    {"schema", "name", "slot_minutes", "horizon", "weeks", "work_types", "bundles", "required", "backlog", "people", "weights"}
    | {"presence", "pairs", "overlap", "published"}
)
_WORK_TYPE_FIELDS = frozenset(field.name for field in fields(WorkType))
_WEIGHT_FIELDS = frozenset(line.name for line in fields(Weights))


def problem_of(value: JsonValue) -> RosterProblem:
    """The problem that ``value`` states."""
    value.expect_fields(_PROBLEM_FIELDS)
    for name, expected in (("schema", PROBLEM_SCHEMA), ("slot_minutes", SLOT_MINUTES)):
        field = value.get(name)
        if field.value != expected:
            field.refuse(f"is {field.value!r}, {expected!r} is expected")
    horizon = value.get("horizon")
    return value.build(
        _deferred(
            value,
            name=value.get("name").text(),
            starts_at=horizon.get("starts_at").instant(),
            ends_at=horizon.get("ends_at").instant(),
        )
    )


def _deferred(value: JsonValue, *, name: str, starts_at: datetime, ends_at: datetime) -> Callable[[], RosterProblem]:
    bundles, backlog, weights = value.find("bundles"), value.find("backlog"), value.find("weights")
    presence, pairs, overlap, published = (value.find(field) for field in ("presence", "pairs", "overlap", "published"))
    return lambda: RosterProblem(
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        weeks=value.get("weeks").spans(),
        work_types=tuple(_work_type_of(item) for item in value.get("work_types").items()),
        required=_curves_of(value.get("required")),
        people=tuple(person_of(item) for item in value.get("people").items()),
        bundles=tuple(_bundle_of(item) for item in bundles.items()) if bundles else (),
        backlog=_curves_of(backlog) if backlog else {},
        weights=_weights_of(weights) if weights else Weights(),
        presence=tuple(_presence_of(item) for item in presence.items()) if presence else (),
        pairs=tuple(item.text_pair() for item in pairs.items()) if pairs else (),
        overlap={team: hours.number() for team, hours in overlap.entries()} if overlap else {},
        published=roster_of(published) if published else None,
    )


def _curves_of(value: JsonValue) -> dict[str, tuple[float, ...]]:
    return {work_type: numbers.numbers() for work_type, numbers in value.entries()}


def _work_type_of(value: JsonValue) -> WorkType:
    value.expect_fields(_WORK_TYPE_FIELDS)
    mode, priority, kind, deadline, opening = (value.find(name) for name in ("mode", "priority", "kind", "deadline_minutes", "open"))
    return value.build(
        lambda: WorkType(
            id=value.get("id").text(),
            mode=mode.choice(CoverageMode) if mode else CoverageMode.FOCUS,
            priority=priority.number() if priority else 1.0,
            kind=kind.choice(WorkKind) if kind else WorkKind.CELLS,
            deadline_minutes=deadline.whole() if deadline else None,
            open=opening.spans() if opening else (),
        )
    )


def _bundle_of(value: JsonValue) -> Bundle:
    return Bundle(id=value.get("id").text(), work_types=tuple(item.text() for item in value.get("work_types").items()))


def _weights_of(value: JsonValue) -> Weights:
    value.expect_fields(_WEIGHT_FIELDS)
    stated = {name: number.number() for name, number in value.entries() if name in _WEIGHT_FIELDS}
    return value.build(lambda: Weights(**stated))


def _presence_of(value: JsonValue) -> Presence:
    return value.build(lambda: Presence(value.get("qualification").text(), value.get("slots").span(), value.get("heads").whole()))


def problem_json(problem: RosterProblem) -> dict[str, object]:
    """``problem`` as ``roster-problem/1``, in plain JSON types."""
    return {
        "schema": PROBLEM_SCHEMA,
        "name": problem.name,
        "slot_minutes": SLOT_MINUTES,
        "horizon": {"starts_at": _instant(problem.starts_at), "ends_at": _instant(problem.ends_at)},
        "weeks": [list(week) for week in problem.weeks],
        "work_types": [_work_type_json(work_type) for work_type in problem.work_types],
        "bundles": [{"id": bundle.id, "work_types": list(bundle.work_types)} for bundle in problem.bundles],
        "required": {work_type: list(heads) for work_type, heads in problem.required.items()},
        "backlog": {work_type: list(minutes) for work_type, minutes in problem.backlog.items()},
        "people": [person_json(person) for person in problem.people],
        "weights": asdict(problem.weights),
    } | _optional_json(problem)


def _work_type_json(work_type: WorkType) -> dict[str, object]:
    stated = {"id": work_type.id, "mode": work_type.mode, "priority": work_type.priority, "kind": work_type.kind}
    optional = {"deadline_minutes": work_type.deadline_minutes, "open": [list(span) for span in work_type.open]}
    return stated | {name: value for name, value in optional.items() if value}


def _optional_json(problem: RosterProblem) -> dict[str, object]:
    optional: dict[str, object] = {
        "presence": [{"qualification": p.qualification, "slots": list(p.slots), "heads": p.heads} for p in problem.presence],
        "pairs": [list(pair) for pair in problem.pairs],
        "overlap": problem.overlap,
        "published": roster_json(problem.published) if problem.published else None,
    }
    return {name: value for name, value in optional.items() if value}


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
