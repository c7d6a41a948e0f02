"""People of a roster problem to and from JSON values: the ``people`` entries of ``roster-problem/1``."""

from dataclasses import fields
from enum import StrEnum

from scheduling.rostering.contract import BreakRule, Contract, Split
from scheduling.rostering.json_values import JsonValue
from scheduling.rostering.person import (
    SPEED_BY_LEVEL,
    DayOffLock,
    Lock,
    Person,
    SegmentLock,
    ShiftLock,
    Skill,
    WeeklyActivity,
    Wish,
    WishKind,
)
from scheduling.rostering.roster_json import locked_segment_json, locked_segment_of, shift_json, shift_of

_PERSON_FIELDS = frozenset(field.name for field in fields(Person))
_SKILL_FIELDS = frozenset(field.name for field in fields(Skill))
_CONTRACT_FIELDS = frozenset(field.name for field in fields(Contract))


class _LockKind(StrEnum):
    SHIFT = "shift"
    DAY_OFF = "day_off"
    SEGMENT = "segment"


def person_of(value: JsonValue) -> Person:
    """The person that ``value`` states."""
    value.expect_fields(_PERSON_FIELDS)
    person_id = value.get("id").text()
    history, locks, wishes, teams = (value.find(name) for name in ("history", "locks", "wishes", "teams"))
    weekly = value.find("weekly_activities")
    contract = value.get("contract")
    stated_contract = contract.build(lambda: _contract_of(contract), f"person {person_id}")
    return value.build(
        lambda: Person(
            id=person_id,
            zone=value.get("zone").text(),
            midnights=value.get("midnights").slots(),
            skills=tuple(_skill_of(skill) for skill in value.get("skills").items()),
            available=value.get("available").spans(),
            contract=stated_contract,
            history=history.spans() if history else (),
            locks=tuple(_lock_of(lock, person_id) for lock in locks.items()) if locks else (),
            wishes=tuple(_wish_of(wish) for wish in wishes.items()) if wishes else (),
            teams=tuple(name.text() for name in teams.items()) if teams else (),
            weekly_activities=tuple(_weekly_activity_of(item) for item in weekly.items()) if weekly else (),
        )
    )


def _skill_of(value: JsonValue) -> Skill:
    value.expect_fields(_SKILL_FIELDS)
    level, speed, enjoyment = value.get("level"), value.find("speed"), value.find("enjoyment")
    if level.whole() not in SPEED_BY_LEVEL:
        level.refuse(f"is {level.whole()}, it lies between 1 and 5")
    return value.build(
        lambda: Skill(
            work_type=value.get("work_type").text(),
            level=level.whole(),
            speed=speed.number() if speed else SPEED_BY_LEVEL[level.whole()],
            enjoyment=enjoyment.whole() if enjoyment else 0,
        )
    )


def _contract_of(value: JsonValue) -> Contract:
    value.expect_fields(_CONTRACT_FIELDS)
    hard, breaks, split, period = (value.find(name) for name in ("week_minimum_hard", "breaks", "split", "period_minutes"))
    windows, templates = value.find("start_windows"), value.find("templates")
    return Contract(
        week_minutes=value.get("week_minutes").span(),
        shift_minutes=value.get("shift_minutes").span(),
        rest_minutes=value.get("rest_minutes").whole(),
        days_per_week_max=value.get("days_per_week_max").whole(),
        consecutive_days_max=value.get("consecutive_days_max").whole(),
        block_minutes_min=value.get("block_minutes_min").whole(),
        shift_step_minutes=value.get("shift_step_minutes").whole(),
        start_step_minutes=value.get("start_step_minutes").whole(),
        week_minimum_hard=hard.truth() if hard else False,
        breaks=tuple(_break_of(item) for item in breaks.items()) if breaks else (),
        day_minutes_max=_whole(value, "day_minutes_max"),
        weekly_rest_minutes=_whole(value, "weekly_rest_minutes"),
        nights_per_week_max=_whole(value, "nights_per_week_max"),
        days_off_run_min=_whole(value, "days_off_run_min"),
        weekends_off_min=_whole(value, "weekends_off_min"),
        period_weeks=_whole(value, "period_weeks"),
        period_minutes=period.span() if period else None,
        start_windows=tuple(item.text_pair() for item in windows.items()) if windows else (),
        templates=tuple(_template_of(item) for item in templates.items()) if templates else (),
        split=_split_of(split) if split else None,
    )


def _whole(value: JsonValue, name: str) -> int | None:
    found = value.find(name)
    return found.whole() if found else None


def _break_of(value: JsonValue) -> BreakRule:
    return value.build(
        lambda: BreakRule(
            shift_minutes_from=value.get("shift_minutes_from").whole(),
            minutes=value.get("minutes").whole(),
            paid=value.get("paid").truth(),
            starts_after_minutes=value.get("starts_after_minutes").span(),
        )
    )


def _template_of(value: JsonValue) -> tuple[str, int]:
    parts = list(value.items())
    if len(parts) != 2:
        value.refuse(f"has {len(parts)} entries, a local start and a length in minutes are expected")
    return parts[0].text(), parts[1].whole()


def _split_of(value: JsonValue) -> Split:
    return value.build(lambda: Split(gap_minutes=value.get("gap_minutes").span(), part_minutes_min=value.get("part_minutes_min").whole()))


def _lock_of(value: JsonValue, owner: str) -> Lock:
    match value.get("kind").choice(_LockKind):
        case _LockKind.SHIFT:
            return ShiftLock(shift_of(value, owner))
        case _LockKind.DAY_OFF:
            return DayOffLock(value.get("day").whole())
        case _LockKind.SEGMENT:
            return SegmentLock(locked_segment_of(value))


def _wish_of(value: JsonValue) -> Wish:
    return value.build(
        lambda: Wish(value.get("kind").choice(WishKind), value.get("slots").span(), value.get("minutes").number()),
    )


def _weekly_activity_of(value: JsonValue) -> WeeklyActivity:
    return value.build(lambda: WeeklyActivity(value.get("activity").text(), value.get("minutes").whole()))


def person_json(person: Person) -> dict[str, object]:
    """One person in plain JSON types."""
    stated: dict[str, object] = {
        "id": person.id,
        "zone": person.zone,
        "midnights": list(person.midnights),
        "skills": [{"work_type": s.work_type, "level": s.level, "speed": s.speed, "enjoyment": s.enjoyment} for s in person.skills],
        "available": [list(span) for span in person.available],
        "contract": _contract_json(person.contract),
        "history": [list(span) for span in person.history],
        "locks": [_lock_json(lock) for lock in person.locks],
        "wishes": [{"kind": wish.kind.value, "slots": list(wish.slots), "minutes": wish.minutes} for wish in person.wishes],
    }
    weekly = [{"activity": each.activity, "minutes": each.minutes} for each in person.weekly_activities]
    return stated | ({"teams": list(person.teams)} if person.teams else {}) | ({"weekly_activities": weekly} if weekly else {})


def _contract_json(contract: Contract) -> dict[str, object]:
    stated: dict[str, object] = {field.name: _plain(getattr(contract, field.name)) for field in fields(contract)}
    optional = {"start_windows", "templates"}
    return {name: value for name, value in stated.items() if value is not None and not (name in optional and not value)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, BreakRule | Split):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _lock_json(lock: Lock) -> dict[str, object]:
    match lock:
        case ShiftLock(shift):
            return shift_json(shift) | {"kind": "shift"}
        case DayOffLock(day):
            return {"kind": "day_off", "day": day}
        case SegmentLock(segment):
            return locked_segment_json(segment)
