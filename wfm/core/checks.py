"""Checks of single values that a person gave: each refuses with the field, the value and the limit in the text."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _

from scheduling.timegrid import SLOT_MINUTES, UnknownZoneError, zone_named
from wfm.core.errors import InvalidInput

CODE_LENGTH_MAX = 60
NAME_LENGTH_MAX = 120
EMAIL_LENGTH_MAX = 254
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TERRITORIES = frozenset(Locale("en").territories)


def check_text(field: str, value: str, *, longest: int = NAME_LENGTH_MAX) -> None:
    if not value or value != value.strip():
        raise InvalidInput(_("%(field)s is %(value)r; a text without spaces around it is needed", field=field, value=value))
    if len(value) > longest:
        raise InvalidInput(_("%(field)s has %(length)d characters, the most is %(most)d", field=field, length=len(value), most=longest))


def check_code(field: str, value: str) -> None:
    check_text(field, value, longest=CODE_LENGTH_MAX)
    if not _CODE.fullmatch(value):
        raise InvalidInput(
            _("%(field)s is %(value)r; small letters, digits, dots, dashes and underscores are allowed", field=field, value=value)
        )


def check_between(field: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidInput(
            _("%(field)s is %(value)s, it lies between %(least)s and %(most)s", field=field, value=value, least=least, most=most)
        )


def check_above(field: str, value: float, limit: float) -> None:
    if not value > limit:
        raise InvalidInput(_("%(field)s is %(value)s, it must be above %(limit)s", field=field, value=value, limit=limit))


def check_zone(field: str, value: str) -> None:
    try:
        zone_named(value)
    except UnknownZoneError:
        raise InvalidInput(
            _("%(field)s is %(value)r; a zone such as Europe/Lisbon or Asia/Kathmandu is needed", field=field, value=value)
        ) from None


def check_country(field: str, value: str) -> None:
    if len(value) != 2 or value not in _TERRITORIES:
        raise InvalidInput(_("%(field)s is %(value)r; a country code such as PT or NP is needed", field=field, value=value))


def check_locale(field: str, value: str) -> None:
    try:
        Locale.parse(value.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise InvalidInput(_("%(field)s is %(value)r; a language such as en or pt-BR is needed", field=field, value=value)) from None


def check_email(field: str, value: str) -> None:
    check_text(field, value, longest=EMAIL_LENGTH_MAX)
    if not _EMAIL.fullmatch(value):
        raise InvalidInput(_("%(field)s is %(value)r; an e-mail address is needed", field=field, value=value))


def check_dates(valid_from: date, valid_until: date | None, *, fields: tuple[str, str] = ("valid_from", "valid_until")) -> None:
    if valid_until is not None and valid_until <= valid_from:
        raise InvalidInput(
            _(
                "%(until)s is %(last)s, it must be after %(since)s (%(first)s)",
                until=fields[1],
                last=valid_until,
                since=fields[0],
                first=valid_from,
            )
        )


def check_instants(starts_at: datetime, ends_at: datetime) -> None:
    for field, value in (("starts_at", starts_at), ("ends_at", ends_at)):
        if value.tzinfo is None:
            raise InvalidInput(_("%(field)s is %(value)s, it needs an offset such as Z", field=field, value=value.isoformat()))
    if ends_at <= starts_at:
        raise InvalidInput(
            _("ends_at is %(last)s, it must be after starts_at (%(first)s)", last=ends_at.isoformat(), first=starts_at.isoformat())
        )


def check_quarter_hour(field: str, value: time) -> None:
    if value.minute % SLOT_MINUTES or value.second or value.microsecond:
        raise InvalidInput(_("%(field)s is %(value)s, it must be on a quarter of an hour", field=field, value=value.isoformat()))
