"""Fields of a form that several pages read in the same way."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext as _

from wfm.core.errors import InvalidInput

Choice = TypeVar("Choice", bound=StrEnum)
YEARS = range(1980, 2100)
DIGITS_MAX = 9


def date_field(name: str, default: date | None = None) -> date:
    """Raises InvalidInput where the field is no date, or is empty and has no default."""
    told = request.form.get(name, "").strip()
    if not told and default is not None:
        return default
    return date_told(name, told)


def date_told(name: str, told: str) -> date:
    """The date that a field or an address tells. Raises InvalidInput."""
    fault = InvalidInput(_("%(field)s is %(value)r; a date such as 2026-11-23 is needed", field=name, value=told[:40]))
    try:
        found = date.fromisoformat(told)
    except ValueError:
        raise fault from None
    if found.year not in YEARS:
        raise fault
    return found


def choice_field(name: str, kind: type[Choice]) -> Choice:
    """Raises InvalidInput, which tells the choices."""
    told = request.form.get(name, "")
    try:
        return kind(told)
    except ValueError:
        raise InvalidInput(_("%(field)s is %(value)r; there are: %(known)s", field=name, value=told[:40], known=", ".join(kind))) from None


def text_field(name: str) -> str:
    """The text without spaces around it; empty where nothing was said."""
    return request.form.get(name, "").strip()


def numbers_field(name: str) -> frozenset[int]:
    """The numbers of all fields of a name, such as boxes that are ticked. Raises InvalidInput."""
    told = request.form.getlist(name)
    wrong = next((text for text in told if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX)), None)
    if wrong is not None:
        raise InvalidInput(_("%(field)s is %(value)r; a whole number is needed", field=name, value=wrong[:40]))
    return frozenset(map(int, told))
