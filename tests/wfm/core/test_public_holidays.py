"""Public holidays by country and part, in the reader's language, and none rather than a fault where nothing is known."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from wfm.core.public_holidays import country_names, public_holidays, subdivisions_of

YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def test_a_part_of_a_country_has_its_own_and_ends_are_included() -> None:
    all_saints = date(2026, 11, 1)

    assert public_holidays("DE", "BY", first=all_saints, last=all_saints).keys() == {all_saints}
    assert not public_holidays("DE", "BE", first=all_saints, last=all_saints)
    assert public_holidays("PT", None, first=date(2025, 12, 25), last=date(2026, 1, 1)).keys() == {date(2025, 12, 25), date(2026, 1, 1)}


@pytest.mark.parametrize(("country", "subdivision"), [("DE", "XX"), ("DE", None)])
def test_a_part_that_is_not_known_has_those_of_the_whole_country(country: str, subdivision: str | None) -> None:
    assert public_holidays(country, subdivision, **YEAR) == public_holidays("DE", "", **YEAR)


def test_a_country_that_is_not_known_has_none() -> None:
    assert public_holidays("QQ", None, **YEAR) == {}
    assert subdivisions_of("QQ") == ()


def test_names_are_in_the_language_of_the_reader_else_in_english(app: Flask) -> None:
    new_year = date(2026, 1, 1)

    def names(language: str) -> list[str]:
        with app.test_request_context(headers={"Accept-Language": language}):
            return [public_holidays(country, None, first=new_year, last=new_year)[new_year] for country in ("DE", "JP", "PT")]

    assert names("de")[0] == "Neujahr"
    assert names("en") == ["New Year's Day"] * 3


def test_countries_are_in_the_order_of_their_names(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        names = country_names()
    assert (names["DE"], names["PH"]) == ("Deutschland", "Philippinen")
    assert list(names.values()) == sorted(names.values())
    assert all(len(code) == 2 for code in names)
