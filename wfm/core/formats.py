"""How times, dates and amounts are written for a person: in the language of the request, times always in a zone that is told.

Clock times are written with 24 hours in every language: a roster across many zones must not be misread by twelve hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from scheduling.timegrid import to_local

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
SMALLEST_SHARE_SHOWN = 0.001
SECONDS_WITH_TENTHS = 10
SECONDS_SHOWN_MIN = 0.1
REGIONS = frozenset({"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})


def init_app(app: Flask) -> None:
    filters = (
        clock,
        local_day,
        just_before,
        local_input,
        day,
        day_number,
        weekday,
        full_day,
        short_day,
        month,
        date_span,
        moment,
        percent,
        number,
        hours,
        hours_of_minutes,
        seconds,
        city,
        country,
        zone_name,
    )
    app.jinja_env.filters.update({told.__name__: _for_each_reader(told) for told in filters})
    app.jinja_env.globals.update(all_zones=all_zones)


def _for_each_reader(told: Callable[..., str | date]) -> Callable[..., str | date]:
    """A filter that Jinja does not work out once for a constant, in the language of whoever comes first."""

    @pass_context
    def filtered(_context: Context, *values: Any) -> str | date:
        return told(*values)

    return filtered


def clock(instant: datetime, zone: str) -> str:
    """07:00"""
    return f"{to_local(instant, zone=zone):%H:%M}"


def local_day(instant: datetime, zone: str) -> date:
    """The date of a zone in which an instant lies."""
    return to_local(instant, zone=zone).date()


def just_before(instant: datetime) -> datetime:
    """The last moment before an instant: the day on which a span that ends then was still going on."""
    return instant - timedelta(microseconds=1)


def local_input(instant: datetime, zone: str) -> str:
    """2026-11-23T07:00, as a field for date and time takes it"""
    return f"{to_local(instant, zone=zone):%Y-%m-%dT%H:%M}"


def day(local_date: date) -> str:
    """Mon, Nov 23"""
    return format_skeleton("MMMEd", local_date, locale=get_locale())


def weekday(local_date: date) -> str:
    """Mon"""
    return format_date(local_date, "EEE", locale=get_locale())


def day_number(local_date: date) -> str:
    """23"""
    return format_date(local_date, "d", locale=get_locale())


def full_day(local_date: date) -> str:
    """Monday, November 23, 2026"""
    return format_date(local_date, "full", locale=get_locale())


def short_day(local_date: date) -> str:
    """Nov 23"""
    return format_skeleton("MMMd", local_date, locale=get_locale())


def month(local_date: date) -> str:
    """Nov 2026"""
    return format_skeleton("yMMM", local_date, locale=get_locale())


def date_span(first: date, last: date) -> str:
    """Nov 23 – 29, 2026; the last date is meant too."""
    return format_interval(first, last, "yMMMd", locale=get_locale())


def moment(instant: datetime, zone: str) -> str:
    """Mon, Nov 23, 10:41"""
    local = to_local(instant, zone=zone)
    return f"{day(local.date())}, {local:%H:%M}"


def percent(share: float) -> str:
    """2.3 %"""
    if 0 < share < SMALLEST_SHARE_SHOWN:
        return _("under %(percent)s", percent=percent(SMALLEST_SHARE_SHOWN))
    return format_decimal(share * 100, "#,##0.0", locale=get_locale()) + f"{NO_BREAK_SPACE}%"


def number(amount: float) -> str:
    """1,234.5"""
    return format_decimal(amount, "#,##0.#", locale=get_locale())


def hours(amount: float) -> str:
    """38.5 h; from a hundred hours on without the half."""
    told = format_decimal(amount, "#,##0.#" if abs(amount) < 100 else "#,##0", locale=get_locale())
    return _("%(hours)s h", hours=told).replace(" ", NO_BREAK_SPACE)


def hours_of_minutes(minutes: float) -> str:
    """38.25 h; from a hundred hours on without the quarters."""
    told = format_decimal(minutes / 60, "#,##0.##" if abs(minutes) < 6000 else "#,##0", locale=get_locale())
    return _("%(hours)s h", hours=told).replace(" ", NO_BREAK_SPACE)


def country(code: str) -> str:
    """Portugal"""
    return str((get_locale() or Locale("en")).territories.get(code, code))


def seconds(amount: float) -> str:
    """0.4 s, 42 s, 3 min 10 s"""
    if amount < SECONDS_SHOWN_MIN:
        return _("under %(seconds)s", seconds=seconds(SECONDS_SHOWN_MIN))
    minutes, rest = divmod(round(amount), 60)
    if minutes and rest:
        text = _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
    elif minutes:
        text = _("%(minutes)s min", minutes=minutes)
    else:
        text = _("%(seconds)s s", seconds=number(amount if amount < SECONDS_WITH_TENTHS else rest))
    return text.replace(" ", NO_BREAK_SPACE)


def city(zone: str) -> str:
    """Manila for Asia/Manila; UTC for UTC."""
    try:
        found = get_timezone_location(zone, locale=get_locale(), return_city=True)
    except LookupError:
        found = zone
    return found.rsplit("/", 1)[-1].replace("_", " ")


def zone_name(zone: str, at: datetime) -> str:
    """Manila (UTC+8); the distance to UTC is the one at that instant."""
    offset = to_local(at, zone=zone).utcoffset() or timedelta(0)
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"
    minutes = abs(offset) // timedelta(minutes=1)
    sign = MINUS if offset < timedelta(0) else "+"
    distance = f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}"
    return f"{city(zone)} (UTC{sign}{distance})" if minutes else f"{city(zone)} (UTC)"


@lru_cache
def all_zones() -> tuple[str, ...]:
    """The zones a person may choose from, without old names kept for machines."""
    return tuple(sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS))
