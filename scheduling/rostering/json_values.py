"""A checked view of parsed JSON: every value knows its path, and every refusal names source, path, value and limit."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite
from typing import NoReturn, Self, TypeGuard, TypeVar

from scheduling.rostering.validation import ProblemError

Built = TypeVar("Built")
Choice = TypeVar("Choice", bound=StrEnum)

FARTHEST_SLOT = 1_000_000
"""About 28 years either way: anything beyond is a number in the wrong unit."""


class RosterFileError(ProblemError):
    """A file, or JSON from elsewhere, that cannot be read as what it should be; the text names source and path."""


def parse_json(text: str | bytes, source: str) -> "JsonValue":
    """Parse strict JSON (UTF-8, no name twice in one object). Raises RosterFileError with line and column."""
    try:
        return JsonValue(json.loads(text, object_pairs_hook=_unique_names), source)
    except json.JSONDecodeError as error:
        raise RosterFileError(f"{source}: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise RosterFileError(f"{source}: byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise RosterFileError(f"{source}: its brackets are nested too deep") from None
    except ValueError as error:
        raise RosterFileError(f"{source}: {error}") from None


def _unique_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) < len(pairs):
        listed = [name for name, _ in pairs]
        repeated = next(name for name in listed if listed.count(name) > 1)
        raise ValueError(f"the field {repeated!r} is given twice in one object")
    return names


def _is_whole(value: object) -> TypeGuard[int]:
    return type(value) is int and -FARTHEST_SLOT <= value <= FARTHEST_SLOT


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}..."


@dataclass(frozen=True, slots=True)
class JsonValue:
    """One value of a JSON text together with where it stands."""

    value: object
    source: str
    parent: Self | None = None
    key: str | int = ""

    def path(self) -> str:
        """The way from the root, such as ``people[3].contract.rest_minutes``; empty for the root."""
        if self.parent is None:
            return ""
        before = self.parent.path()
        if isinstance(self.key, int):
            return f"{before}[{self.key}]"
        return f"{before}.{self.key}" if before else self.key

    def refuse(self, text: str) -> NoReturn:
        """Raise RosterFileError about this value."""
        path = self.path()
        raise RosterFileError(f"{self.source}: {path} {text}" if path else f"{self.source}: {text}")

    def build(self, make: Callable[[], Built], owner: str = "") -> Built:
        """What ``make`` returns; what it finds impossible is refused under this value's path."""
        try:
            return make()
        except RosterFileError:
            raise
        except ProblemError as error:
            path = self.path()
            whose = f" ({error.owner or owner})" if error.owner or owner else ""
            raise RosterFileError(f"{self.source}: {path}{'.' if path else ''}{error.text}{whose}") from None
        except ValueError as error:
            self.refuse(f"is refused: {error}")

    def _child(self, key: str | int, value: object) -> "JsonValue":
        return JsonValue(value, self.source, self, key)

    # Objects

    def expect_fields(self, known: frozenset[str]) -> None:
        """Refuse anything but an object. Names not ``known`` are passed over, unless one looks like a known name that is missing."""
        if not isinstance(self.value, dict):
            self.refuse(f"is {_shown(self.value)}, an object is expected")
        for name in self.value.keys() - known:
            meant = get_close_matches(name, known - self.value.keys(), n=1, cutoff=0.8)
            if meant:
                self._child(name, None).refuse(f"is not a known field; did you mean {meant[0]}?")

    def get(self, name: str) -> "JsonValue":
        """A field that must be there."""
        if not isinstance(self.value, dict):
            self.refuse(f"is {_shown(self.value)}, an object is expected")
        if name not in self.value:
            self._child(name, None).refuse("is missing")
        return self._child(name, self.value[name])

    def find(self, name: str) -> "JsonValue | None":
        """A field that may be absent; null counts as absent."""
        if not isinstance(self.value, dict):
            self.refuse(f"is {_shown(self.value)}, an object is expected")
        value = self.value.get(name)
        return None if value is None else self._child(name, value)

    def entries(self) -> Iterator[tuple[str, "JsonValue"]]:
        """Each name of an object with its value."""
        if not isinstance(self.value, dict):
            self.refuse(f"is {_shown(self.value)}, an object is expected")
        for name, value in self.value.items():
            yield name, self._child(name, value)

    # Lists

    def items(self) -> Iterator["JsonValue"]:
        """Each value of a list."""
        for at, value in enumerate(self._list()):
            yield self._child(at, value)

    def _list(self, length: int | None = None) -> list[object]:
        if not isinstance(self.value, list):
            self.refuse(f"is {_shown(self.value)}, a list is expected")
        if length is not None and len(self.value) != length:
            self.refuse(f"is {_shown(self.value)}, a list of {length} is expected")
        return self.value

    def slots(self) -> tuple[int, ...]:
        """A list of slot numbers."""
        return tuple(value if _is_whole(value) else self._child(at, value).whole() for at, value in enumerate(self._list()))

    def span(self) -> tuple[int, int]:
        """A list of two slot numbers or two durations."""
        self._list(2)
        first, last = self.slots()
        return first, last

    def spans(self) -> tuple[tuple[int, int], ...]:
        """A list of spans."""
        return tuple(item.span() for item in self.items())

    def numbers(self) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(item.number() if type(item.value) is not float or not isfinite(item.value) else item.value for item in self.items())

    def text_pair(self) -> tuple[str, str]:
        """A list of two texts."""
        self._list(2)
        first, second = (item.text() for item in self.items())
        return first, second

    # Plain values

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            self.refuse(f"is {_shown(self.value)}, a text is expected")
        return self.value

    def whole(self) -> int:
        """A whole number within the range of slots and minutes."""
        if not _is_whole(self.value):
            self.refuse(f"is {_shown(self.value)}, a whole number from {-FARTHEST_SLOT} to {FARTHEST_SLOT} is expected")
        return self.value

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or abs(self.value) > 1e15 or not isfinite(self.value):
            self.refuse(f"is {_shown(self.value)}, a finite number is expected")
        return float(self.value)

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse(f"is {_shown(self.value)}, true or false is expected")
        return self.value

    def choice(self, kinds: type[Choice]) -> Choice:
        """One of the values of an enumeration."""
        if not isinstance(self.value, str) or self.value not in list(kinds):
            self.refuse(f"is {_shown(self.value)}, one of {', '.join(kinds)} is expected")
        return kinds(self.value)

    def instant(self) -> datetime:
        """An ISO 8601 instant with its offset, in UTC."""
        try:
            instant = datetime.fromisoformat(self.text())
        except ValueError:
            self.refuse(f"is {_shown(self.value)}, an instant such as 2026-11-23T00:00:00Z is expected")
        if instant.tzinfo is None:
            self.refuse(f"is {_shown(self.value)}, an instant needs its offset, such as Z")
        return instant.astimezone(UTC)
