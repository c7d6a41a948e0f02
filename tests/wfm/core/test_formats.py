"""How times and amounts are written, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from wfm import create_app
from wfm.core import formats
from wfm.settings import Settings

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain_app() -> Flask:
    return create_app(Settings(secret_key="0123456789abcdef", database_url="sqlite://", log_level="ERROR"))


@pytest.fixture(autouse=True)
def _request(plain_app: Flask) -> Iterator[None]:
    with plain_app.test_request_context():
        yield


def space(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_time_is_that_of_the_zone_told() -> None:
    assert formats.clock(INSTANT, "Asia/Kathmandu") == "07:15"
    assert formats.moment(INSTANT, "America/St_Johns") == "Sun, Nov 22, 22:00"


def test_a_zone_is_named_by_its_city_and_distance_at_that_time() -> None:
    assert formats.zone_name("Asia/Kathmandu", INSTANT) == "Kathmandu (UTC+5:45)"
    assert formats.zone_name("America/St_Johns", INSTANT) == "St. John’s (UTC−3:30)"
    assert formats.zone_name("Europe/Lisbon", INSTANT) == "Lisbon (UTC)"
    assert formats.zone_name("Europe/Lisbon", INSTANT.replace(month=7)) == "Lisbon (UTC+1)"
    assert formats.zone_name("UTC", INSTANT) == "UTC"
    assert formats.city("America/Argentina/Buenos_Aires") == "Buenos Aires"


def test_dates_and_numbers_follow_the_language() -> None:
    first, last = date(2026, 11, 23), date(2026, 11, 29)
    assert formats.date_span(first, last).replace("\N{THIN SPACE}", " ") == "Nov 23 – 29, 2026"
    with force_locale("de"):
        assert formats.date_span(first, last) == "23.–29. Nov. 2026"
        assert space(formats.percent(0.0234)) == "2,3 %"
        assert space(formats.hours(1234.5)) == "1.234 Std."


def test_a_template_that_is_compiled_once_follows_each_reader(plain_app: Flask) -> None:
    template = plain_app.jinja_env.from_string("{{ 0.5|percent }}")
    with force_locale("de"):
        assert space(template.render()) == "50,0 %"
    assert space(template.render()) == "50.0 %"


@pytest.mark.parametrize(("share", "text"), [(0, "0.0 %"), (0.0234, "2.3 %"), (0.0004, "under 0.1 %"), (1, "100.0 %")])
def test_shares_have_one_decimal_and_little_is_not_nothing(share: float, text: str) -> None:
    assert space(formats.percent(share)) == text


@pytest.mark.parametrize(("hours", "text"), [(0, "0 h"), (38.5, "38.5 h"), (99.96, "100 h"), (1234.5, "1,234 h")])
def test_hours_have_a_decimal_up_to_a_hundred(hours: float, text: str) -> None:
    assert space(formats.hours(hours)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.02, "under 0.1 s"), (0.44, "0.4 s"), (42.4, "42 s"), (59.7, "1 min"), (60, "1 min"), (190, "3 min 10 s")]
)
def test_lengths_of_time_are_told_as_exactly_as_they_matter(seconds: float, text: str) -> None:
    assert space(formats.seconds(seconds)) == text


def test_quarter_hours_are_not_rounded_away() -> None:
    assert space(formats.hours_of_minutes(2295)) == "38.25 h"


def test_zones_to_choose_from_are_places() -> None:
    zones = formats.all_zones()

    assert "Asia/Kathmandu" in zones
    assert not any(zone.startswith(("Etc/", "US/", "posix")) for zone in zones)
