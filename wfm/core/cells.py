"""The cells of a line or form, read one by one: every fault is told with its field, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import TypeVar

from flask_babel import gettext as _

from wfm.core.errors import InvalidInput
from wfm.core.hours_text import read_hours
from wfm.core.local_week import WeeklyStretch

QUARTER = 15

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; without a column, with the line as a whole."""

    column: str
    text: str


class WrongCells(InvalidInput):
    """Cells of one line are wrong; `by_column` tells what is wrong with each, "" standing for the line as a whole."""

    code = "wrong_cells"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.by_column = {fault.column: fault.text for fault in faults}
        super().__init__(_("Not saved: some of it is wrong."), details=[f"{fault.column} {fault.text}".strip() for fault in faults])


@dataclass
class Cells:
    """The cells of a line, read one by one; faults are gathered so that a person learns all of them at once."""

    told: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        return self.told.get(name) or default

    def required(self, name: str) -> str:
        told = self.text(name)
        if not told:
            self.faults.append(Fault(name, _("is empty")))
        return told

    def read(self, name: str, read: Callable[[str], Value], default: Value, *, wanted: str) -> Value:
        """The value of a cell; the default where it is empty or wrong."""
        told = self.text(name)
        if not told:
            return default
        try:
            return read(told)
        except InvalidInput as error:
            self.faults.append(Fault(name, error.message))
        except ValueError:
            self.faults.append(Fault(name, _("is %(told)r; %(wanted)s is needed", told=told[:60], wanted=wanted)))
        return default

    def date(self, name: str) -> date | None:
        return self.read(name, date.fromisoformat, None, wanted=_("a date such as 2026-11-23"))

    def whole(self, name: str, default: int) -> int:
        return self.read(name, int, default, wanted=_("a whole number"))

    def whole_or_none(self, name: str) -> int | None:
        return self.read(name, int, None, wanted=_("a whole number"))

    def number(self, name: str) -> float | None:
        return self.read(name, _number, None, wanted=_("a number"))

    def minutes_of_hours(self, name: str, default: float) -> int:
        hours = self.read(name, _number, default, wanted=_("hours such as 7.5"))
        if hours * 60 % QUARTER:
            self.faults.append(Fault(name, _("is %(told)s h; quarters of an hour are the finest", told=hours)))
            return int(default * 60)
        return int(hours * 60)

    def hours(self, name: str) -> tuple[WeeklyStretch, ...]:
        return self.read(name, lambda told: read_hours(name, told), (), wanted="")

    def made(self, make: Callable[[], Value]) -> Value | None:
        """What the cells make together, or None where one of them is wrong or they contradict each other."""
        if self.faults:
            return None
        try:
            return make()
        except (InvalidInput, ValueError) as error:
            self.faults.append(Fault("", str(error)))
            return None


def _number(told: str) -> float:
    found = float(told.replace(",", "."))
    if not isfinite(found):
        raise ValueError(told)
    return found
