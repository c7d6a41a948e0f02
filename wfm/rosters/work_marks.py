"""How each kind of work is marked on pages: a colour of the palette and a letter or two of its name, so that colour is never alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from wfm.rosters.content import SegmentContent
from wfm.rosters.kinds import ActivityKind, SegmentKind

COLOURS = 9


@dataclass(frozen=True, slots=True)
class WorkMark:
    """`colour` is 1 to 9, or 0 for what serves no contacts; colours come round again when there are more work types."""

    name: str
    letters: str
    colour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What can be done in a block: work types and bundles by id with their names, activities with name and kind."""

    work_types: Sequence[tuple[int, str]]
    bundles: Sequence[tuple[int, str]] = ()
    activities: Sequence[tuple[int, str, ActivityKind]] = ()


class WorkMarks:
    """The marks of all work on one page."""

    def __init__(self, work: Work) -> None:
        named = [*(name for _id, name in work.work_types), *(name for _id, name in work.bundles)]
        letters = distinct_letters(named)
        marks = [WorkMark(name, letters[at], at % COLOURS + 1) for at, name in enumerate(named)]
        self.work_types: Mapping[int, WorkMark] = {id_: marks[at] for at, (id_, _name) in enumerate(work.work_types)}
        self.bundles: Mapping[int, WorkMark] = {id_: marks[len(work.work_types) + at] for at, (id_, _name) in enumerate(work.bundles)}
        self.activities: Mapping[int, WorkMark] = {id_: WorkMark(name, kind.value[0], 0) for id_, name, kind in work.activities}
        self.rest = WorkMark(_("break"), "", 0)
        self.other = WorkMark(_("other"), "", 0)

    def of(self, segment: SegmentContent) -> WorkMark:
        if segment.kind is SegmentKind.BREAK:
            return self.rest
        if segment.work_type_id is not None:
            return self.work_types.get(segment.work_type_id, self.other)
        if segment.bundle_id is not None:
            return self.bundles.get(segment.bundle_id, self.other)
        return self.activities.get(segment.activity_id or 0, self.other)


def distinct_letters(names: Sequence[str]) -> tuple[str, ...]:
    """One or two letters for each name, no two the same: the first letter, else the first with a later one, else a number."""
    taken: dict[str, None] = {}
    for name in names:
        taken[next(letters for letters in _candidates(name) if letters not in taken)] = None
    return tuple(taken)


def _candidates(name: str) -> Iterable[str]:
    usable = [letter for letter in name if letter.isalnum()] or ["?"]
    first = usable[0].upper()
    yield first
    yield from (first + letter.lower() for letter in usable[1:])
    number = 2
    while True:
        yield f"{first}{number}"
        number += 1
