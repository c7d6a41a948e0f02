"""The law in the reader's language: what each rule is called, and what it says of somebody's week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scheduling.rostering.rules.said import Figure, Listed, Moment, PersonNamed, Said, WorkNamed

RULE_TEXTS: Mapping[str, Any] = MappingProxyType(
    {
        "known_names": _l("Unknown person or work"),
        "inside_horizon": _l("Starts outside this week"),
        "tiling": _l("The parts do not fill the shift"),
        "one_thing_at_a_time": _l("Two things at once"),
        "qualification": _l("Not qualified for this work"),
        "availability": _l("Not available then"),
        "rest": _l("Too little rest between shifts"),
        "shift_length": _l("Shift too short, too long or off its steps"),
        "start_grid": _l("Start off the contract's grid"),
        "start_windows": _l("Start outside the hours agreed for starting"),
        "templates": _l("Not one of the contract's shift patterns"),
        "split": _l("Split shift not as agreed"),
        "one_start_a_day": _l("Two starts on one day"),
        "breaks": _l("Breaks are not those of the contract"),
        "blocks": _l("A block of work is too short"),
        "day_minutes": _l("Too many hours on one day"),
        "week_minutes_max": _l("Too many hours in the week"),
        "week_minutes_min": _l("Too few hours in the week"),
        "period_minutes": _l("Hours of the period not kept"),
        "days_per_week": _l("Too many days in the week"),
        "consecutive_days": _l("Too many days in a row"),
        "days_off_run": _l("Too few days off in a row"),
        "weekends_off": _l("Too few weekends off"),
        "nights": _l("Too many nights"),
        "weekly_rest": _l("Too little rest in the week"),
        "locked_shift": _l("The shift is locked"),
        "locked_day_off": _l("The day off is locked"),
        "locked_segment": _l("Planned or locked time would be lost"),
    }
)


def rule_text(name: str) -> str:
    """The rule in plain words."""
    return str(RULE_TEXTS.get(name, name))


# Sentences of the rules, here so that they are collected for translation.
SENTENCES = (
    _l("the shift from %(start)s to %(end)s does not lie within the availability"),
    _l("a block of %(length)s on %(work)s at %(start)s, the least is %(least)s"),
    _l("breaks of the shift from %(start)s that lasts %(length)s: due %(due)s, taken %(taken)s"),
    _l("%(minutes)s min paid %(earliest)s to %(latest)s after the start"),
    _l("%(minutes)s min unpaid %(earliest)s to %(latest)s after the start"),
    _l("%(minutes)s min paid %(after)s after the start"),
    _l("%(minutes)s min unpaid %(after)s after the start"),
    _l("none"),
    _l("%(start)s begins day %(run)s in a row, the most is %(most)s"),
    _l("%(paid)s are paid on the day of %(start)s, the most is %(most)s"),
    _l("%(days)s day off in a row before %(start)s, the least is %(least)s"),
    _l("shifts start on %(days)s days of the week, the most is %(most)s"),
    _l("the shift starts at slot %(slot)s, the horizon is 0 to %(slots)s"),
    _l("the shift ends at slot %(end)s, not after its start (%(start)s)"),
    _l("the roster answers problem %(named)s, this is %(name)s"),
    _l("%(person)s is not among the people of the problem"),
    _l("work on %(work)s, which the problem does not know"),
    _l("a shift starts at %(start)s, on a locked day off"),
    _l("the locked %(work)s from %(start)s to %(end)s is in no shift, or is interrupted"),
    _l("break"),
    _l("the locked shift from %(start)s to %(end)s has other segments in the roster"),
    _l("the locked shift from %(start)s to %(end)s is not in the roster"),
    _l("%(nights)s nights start in the week, the most is %(most)s"),
    _l("shifts start at %(first)s and %(second)s, one a local date is allowed"),
    _l("the shift from %(start)s starts before another one ends at %(end)s"),
    _l("%(paid)s are paid in %(weeks)s weeks, %(least)s to %(most)s are allowed"),
    _l("work on %(work)s, which %(person)s may not serve"),
    _l("%(rest)s of rest before %(start)s, the contract asks for %(least)s"),
    _l("the shift lasts %(length)s, %(least)s to %(most)s are allowed"),
    _l("the shift lasts %(length)s, lengths go from %(least)s by %(step)s"),
    _l("a part of a split shift lasts %(length)s, the least is %(least)s"),
    _l("the shift starts %(after)s after local midnight, starts go by %(step)s"),
    _l("%(earliest)s to %(latest)s"),
    _l("the shift starts at %(start)s, starts are allowed from %(allowed)s"),
    _l("%(start)s for %(length)s"),
    _l("a shift from %(start)s for %(length)s is none of %(allowed)s"),
    _l("a segment starts at slot %(start)s, the one before it ends at %(end)s"),
    _l("the segments end at slot %(end)s, the shift at %(shift)s"),
    _l("%(paid)s are paid in the week, the most is %(most)s"),
    _l("%(paid)s are paid in the week, the least is %(least)s"),
    _l("%(worked)s of %(period)s weekends up to %(start)s have a shift, %(least)s must be free"),
    _l("the longest rest of the week is %(longest)s, the contract asks for %(least)s"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the reader calls people, by their ids, and work, by its codes."""

    people: Mapping[str, str]
    work: Mapping[str, str]


NO_NAMES = Names(people=MappingProxyType({}), work=MappingProxyType({}))


def sentence(said: Said, *, names: Names = NO_NAMES) -> str:
    """What a rule says, in the reader's language."""
    return _(said.template, **{name: _figure(figure, names) for name, figure in said.figures})


def _figure(figure: Figure, names: Names) -> str:
    match figure:
        case Moment():
            return str(format_datetime(figure.local, "EEE d MMM HH:mm", locale=get_locale()))
        case PersonNamed():
            return names.people.get(figure.id, figure.id)
        case WorkNamed():
            return names.work.get(figure.id, figure.id)
        case Listed():
            return figure.between.join(sentence(part, names=names) for part in figure.parts) or sentence(figure.none)
        case Said():
            return sentence(figure, names=names)
        case _:
            return str(figure)  # numbers, codes, and durations: h and min are read in every language
