"""How each kind of work is marked on pages: a colour of the palette and a letter or two of its name, so that colour is never alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wfm.catalog.queries import bundles, work_type_titles_of_group

COLOURS = 9


@dataclass(frozen=True, slots=True)
class WorkMark:
    """`colour` is 1 to 9, or 0 for what serves no contacts; colours come round again when there are more work types."""

    name: str
    letters: str
    colour: int


def marks_of_group(session: Session, *, roster_group_id: int) -> Mapping[str, WorkMark]:
    """The mark of each work type and bundle that a roster group works on, by code; the same on every page."""
    work = work_type_titles_of_group(session, roster_group_id=roster_group_id)
    return marks_of([*work, *((row.code, row.name) for row in bundles(session))])


def marks_of(work: Sequence[tuple[str, str]]) -> Mapping[str, WorkMark]:
    """A mark for each (code, name)."""
    letters = distinct_letters([name for _code, name in work])
    return {code: WorkMark(name, letters[at], at % COLOURS + 1) for at, (code, name) in enumerate(work)}


def mark_of_activity(name: str) -> WorkMark:
    return WorkMark(name, name[:1].lower(), 0)


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
