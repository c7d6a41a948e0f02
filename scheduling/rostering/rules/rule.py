"""What a rule is and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduling.rostering.roster import Span
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.said import Said


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: which, whose (empty where it is nobody's), over which slots, and what is said of it: the value beside the limit."""

    rule: str
    person: str
    slots: Span
    said: Said

    @property
    def message(self) -> str:
        """What is said, in English."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class Rule:
    """One law: its name, its sentence, the fields that set its limits, and what breaks it.

    ``healed_by_more_shifts`` is true where further shifts could put a violation right, so that locked shifts alone prove nothing.
    """

    name: str
    law: str
    parameters: tuple[str, ...]
    violations: Callable[[Case], Iterator[Violation]]
    healed_by_more_shifts: bool = False
