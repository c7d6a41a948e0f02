"""Public holidays of countries and their parts, by the package `holidays`, in the reader's language where it knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from babel import Locale
from flask_babel import get_locale

COUNTRY_LETTERS = 2
ENGLISH = "en"


def country_names() -> dict[str, str]:
    """Every country whose holidays are known, by its two letters, in the order of their names."""
    territories = (get_locale() or Locale(ENGLISH)).territories
    known = {code: str(territories.get(code, code)) for code in _subdivisions() if len(code) == COUNTRY_LETTERS}
    return dict(sorted(known.items(), key=lambda item: item[1]))


def subdivisions_of(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own; none for a country that is not known."""
    return _subdivisions().get(country, ())


def public_holidays(country: str, subdivision: str | None, *, first: date, last: date) -> Mapping[date, str]:
    """The names of the holidays from a date to another, both included. A part that is not known has those of the whole country, a
    country that is not known has none."""
    if country not in _subdivisions():
        return {}
    part = subdivision if subdivision in subdivisions_of(country) else None
    language = str(get_locale() or ENGLISH).split("_", maxsplit=1)[0]
    years = [_of_year(country, part, year, language) for year in range(first.year, last.year + 1)]
    return {day: name for year in years for day, name in year if first <= day <= last}


@lru_cache(maxsize=1)
def _subdivisions() -> Mapping[str, tuple[str, ...]]:
    import holidays  # loads a module for every country; most pages never come here

    return {country: tuple(sorted(parts)) for country, parts in holidays.list_supported_countries().items()}


@lru_cache(maxsize=2000)
def _of_year(country: str, subdivision: str | None, year: int, language: str) -> tuple[tuple[date, str], ...]:
    import holidays

    def asked(words: str | None) -> holidays.HolidayBase:
        return holidays.country_holidays(country, subdiv=subdivision, years=year, language=words)

    spoken = asked(None)
    words = next((known for tongue in (language, ENGLISH) for known in spoken.supported_languages if known.split("_")[0] == tongue), None)
    return tuple(sorted(asked(words).items() if words else spoken.items()))
