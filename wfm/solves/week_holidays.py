"""Public holidays of the week where the people of a board live: who may be away, and where customers call less."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wfm.core.public_holidays import public_holidays
from wfm.solves.board import BoardPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekHoliday:
    """A holiday of a country, and how many people of the board live where it is one."""

    local_date: date
    name: str
    country: str
    people: int


def week_holidays(people: Sequence[BoardPerson], *, first: date) -> tuple[WeekHoliday, ...]:
    """Those of seven dates in order; a country's parts that share a holiday are counted together."""
    living = Counter((person.country, person.subdivision) for person in people)
    found: dict[tuple[date, str, str], int] = defaultdict(int)
    for (country, subdivision), count in living.items():
        for day, name in public_holidays(country, subdivision, first=first, last=first + timedelta(days=6)).items():
            found[day, country, name] += count
    return tuple(
        WeekHoliday(local_date=day, name=name, country=country, people=count) for (day, country, name), count in sorted(found.items())
    )
