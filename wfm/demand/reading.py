"""How a volume file is to be read: its kind, columns, formats, zone, and what becomes of which rows."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from wfm.core.checks import check_zone
from wfm.core.errors import InvalidInput


class FileKind(StrEnum):
    """Counts by interval, or one row a contact."""

    INTERVALS = "intervals"
    CONTACTS = "contacts"


class RowEffect(StrEnum):
    """What becomes of a row of a contact log that a rule matches; any other row is a contact that was handled."""

    LEAVE_OUT = "leave_out"
    ABANDONED = "abandoned"
    UNTIMED = "untimed"


FIELDS_OF_KIND: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        FileKind.INTERVALS: ("starts_at", "date", "time", "contact_type", "offered", "handle_time_seconds", "reason"),
        FileKind.CONTACTS: ("starts_at", "date", "time", "contact_type", "handle_time_seconds", "reason"),
    }
)
INTERVAL_MINUTES = (15, 30, 60)
ONE_OF, NONE_OF, ALTERNATIVE, TOGETHER = "=", "!=", "|", ","


@dataclass(frozen=True, slots=True)
class Condition:
    """A column has one of these texts, or (``negated``) none of them."""

    column: str
    texts: tuple[str, ...]
    negated: bool = False

    @staticmethod
    def parse(text: str) -> Condition:
        """From ``outcome=PHANTOM``, ``type=PS|NW`` or ``type!=PS|NW``."""
        sign = NONE_OF if NONE_OF in text else ONE_OF
        column, found, values = text.partition(sign)
        if not found or not column:
            raise InvalidInput(_("rule %(rule)r: column=text is needed, such as outcome=HANG or type!=PS|NW", rule=text))
        return Condition(column, tuple(values.split(ALTERNATIVE)), negated=sign == NONE_OF)

    def __str__(self) -> str:
        return f"{self.column}{NONE_OF if self.negated else ONE_OF}{ALTERNATIVE.join(self.texts)}"


@dataclass(frozen=True, slots=True)
class RowRule:
    """Rows that meet every condition have this effect. The first rule that matches a row decides."""

    effect: RowEffect
    conditions: tuple[Condition, ...]
    why: str = ""

    @staticmethod
    def parse(effect: RowEffect, text: str, why: str = "") -> RowRule:
        """From conditions that commas join: ``outcome=HANG,q_start=0:00:00``."""
        return RowRule(effect, tuple(Condition.parse(part) for part in text.split(TOGETHER)), why)

    def __str__(self) -> str:
        return TOGETHER.join(str(condition) for condition in self.conditions)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything needed to read a file. ``columns`` maps our fields to the file's header; a field not named is not there.

    Without a format, times are ISO 8601. Local times are those of ``zone``; a time with an offset keeps its own.
    ``key_columns`` together name a contact: the same key twice is an error.
    """

    kind: FileKind
    zone: str
    columns: Mapping[str, str]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    date_format: str | None = None
    time_format: str | None = None
    datetime_format: str | None = None
    interval_minutes: int = 15
    rules: tuple[RowRule, ...] = ()
    key_columns: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        check_zone("zone", self.zone)
        known = FIELDS_OF_KIND[self.kind]
        for name in self.columns:
            if name not in known:
                raise InvalidInput(
                    _("column %(name)s: a file of %(kind)s has the fields %(known)s", name=name, kind=self.kind, known=", ".join(known))
                )
        if ("starts_at" in self.columns) == ("date" in self.columns) or ("date" in self.columns) != ("time" in self.columns):
            raise InvalidInput(_("columns: either starts_at or both date and time are needed"))
        for name in ("contact_type", "offered") if self.kind is FileKind.INTERVALS else ("contact_type",):
            if name not in self.columns:
                raise InvalidInput(_("columns: %(name)s is missing", name=name))
        if self.interval_minutes not in INTERVAL_MINUTES:
            raise InvalidInput(_("interval_minutes is %(value)s; it is 15, 30 or 60", value=self.interval_minutes))
        if len(self.delimiter) != 1:
            raise InvalidInput(_("delimiter is %(value)r; one character is needed, or the word tab", value=self.delimiter))
        self._check_encoding()
        if self.kind is FileKind.INTERVALS and (self.rules or self.key_columns):
            raise InvalidInput(_("rules and keys are for contact logs; a file of intervals has neither"))

    def _check_encoding(self) -> None:
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            raise InvalidInput(_("encoding is %(value)r; a name such as utf-8 or cp1252 is needed", value=self.encoding)) from None

    def to_json(self) -> dict[str, Any]:
        """What is kept with the import, and what tells whether a file was read in the same way before."""
        return {
            "kind": self.kind.value,
            "zone": self.zone,
            "columns": dict(self.columns),
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "date_format": self.date_format,
            "time_format": self.time_format,
            "datetime_format": self.datetime_format,
            "interval_minutes": self.interval_minutes,
            "rules": [{"effect": rule.effect.value, "rows": str(rule), "why": rule.why} for rule in self.rules],
            "key_columns": list(self.key_columns),
        }
