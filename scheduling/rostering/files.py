"""The two files everything meets in: ``roster-problem/1`` and ``roster/1``, read with exact refusals and written whole or not at all.

``*_from_json`` takes the JSON value (as ``json.loads`` gives it) and ``*_to_json`` gives one back, for databases and messages.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scheduling.rostering.json_values import JsonValue, RosterFileError, parse_json
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.problem_json import problem_json, problem_of
from scheduling.rostering.roster import Roster
from scheduling.rostering.roster_json import roster_json, roster_of

__all__ = [
    "RosterFileError",
    "problem_from_json",
    "problem_to_json",
    "read_problem",
    "read_roster",
    "roster_from_json",
    "roster_to_json",
    "write_problem",
    "write_roster",
]

Document = TypeVar("Document")


def read_problem(path: Path | str) -> RosterProblem:
    """The problem in a file. Raises RosterFileError naming the file, the place in it, the value and the limit."""
    return _read(Path(path), problem_of)


def read_roster(path: Path | str) -> Roster:
    """The roster in a file. Raises RosterFileError naming the file, the place in it, the value and the limit."""
    return _read(Path(path), roster_of)


def problem_from_json(value: object, source: str = "problem") -> RosterProblem:
    """The problem a parsed JSON value states; ``source`` is what refusals call it."""
    return problem_of(JsonValue(value, source))


def roster_from_json(value: object, source: str = "roster") -> Roster:
    """The roster a parsed JSON value states; ``source`` is what refusals call it."""
    return roster_of(JsonValue(value, source))


def problem_to_json(problem: RosterProblem) -> dict[str, object]:
    """The problem as a JSON value; ``problem_from_json`` gives the same problem back."""
    return problem_json(problem)


def roster_to_json(roster: Roster) -> dict[str, object]:
    """The roster as a JSON value; ``roster_from_json`` gives the same roster back."""
    return roster_json(roster)


def write_problem(problem: RosterProblem, path: Path | str) -> None:
    """Write the problem to a file, a line for each field and each person. Raises OSError."""
    _write(Path(path), problem_json(problem), lines_of="people")


def write_roster(roster: Roster, path: Path | str) -> None:
    """Write the roster to a file, a line for each shift. Raises OSError."""
    _write(Path(path), roster_json(roster), lines_of="shifts")


def _read(path: Path, state: Callable[[JsonValue], Document]) -> Document:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RosterFileError(f"{path}: cannot be read: {error.strerror}") from None
    return state(parse_json(content, str(path)))


def _write(path: Path, document: dict[str, object], *, lines_of: str) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            fields = (f"{json.dumps(name)}: {_lines(value) if name == lines_of else json.dumps(value)}" for name, value in document.items())
            file.write("{" + ",\n ".join(fields) + "}\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _lines(items: object) -> str:
    return "[\n  " + ",\n  ".join(json.dumps(item) for item in items) + "]" if isinstance(items, list) else json.dumps(items)
