"""The demo company: believable people in many zones, one week published, the next ready to build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from click.testing import Result
from flask import Flask

from scheduling.demand import Requirement
from scheduling.rostering.pool_people import ZONES
from scheduling.timegrid import to_local, week_of
from tests.support.weeks import WEEK, a_requirement, a_small_week, office_need
from wfm.accounts.queries import demo_users
from wfm.agents.group_choice import named_or_only_group
from wfm.agents.queries import agents_in_group
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.local_week import DateRange
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demo.company import GROUP_NAME, work_for
from wfm.demo.names import PLACES, name_for, slug
from wfm.demo.sizing import capacity_hours, members_for, members_of_size, scale_to
from wfm.rosters.my_week import my_week
from wfm.rosters.queries import find_published_version
from wfm.rosters.weeks import week_holding
from wfm.solves.board import board_of_version, violations_of
from wfm.solves.queries import states_of_weeks
from wfm.solves.services import state_problem

RunCommand = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> RunCommand:
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)


def test_the_demo_has_a_published_week_and_one_that_waits_to_be_built(app: Flask, run: RunCommand) -> None:
    done = run("demo", "--people", 24, "--seconds", 2)

    assert done.exit_code == 0, done.output
    with app.app_context():
        session = read_session()
        group = named_or_only_group(session, GROUP_NAME)
        today = to_local(clock.now(), zone=group.zone).date()
        now, following = states_of_weeks(session, group=group, first=today, count=2)
        assert now.published is not None
        assert now.short_share is not None
        assert now.short_share < 0.3
        assert following.requirement_number == 1
        assert (following.required_hours or 0) > 300
        assert (following.built, following.draft, following.published) == (None, None, None)
        board = board_of_version(session, week=now.week, version=now.published)
        assert violations_of(session, board) == ()
        assert len({person.zone for person in board.people}) >= 10
        assert {len(person.skills) for person in board.people} > {1}
        assert any(not person.hours_entered for person in board.people)


def test_everybody_of_the_demo_sign_in_finds_something(app: Flask, run: RunCommand) -> None:
    assert run("demo", "--people", 12, "--seconds", 1).exit_code == 0

    with app.app_context():
        session = read_session()
        users = demo_users(session)
        roles = Counter(role.role for user in users for role in user.roles)
        assert roles == {Role.LEAD: 1, Role.HR: 1, Role.ADMINISTRATOR: 1, Role.AGENT: 4}
        agents = [user for user in users if user.agent_id is not None]
        assert len({user.zone for user in agents}) == 4
        weeks = [my_week(session, agent_id=user.agent_id or 0, local_date=clock.now().date()) for user in agents]
        assert all(week.is_published for week in weeks)


def test_the_demo_is_loaded_once(run: RunCommand) -> None:
    assert run("demo", "--people", 12, "--seconds", 1).exit_code == 0

    again = run("demo", "--people", 12)

    assert again.exit_code == 2
    assert "The demo is there already" in again.output


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("demo", "--people", 11), "11 is not in the range 12<=x<=10000"),
        (("demo", "--people", 10_001), "10001 is not in the range 12<=x<=10000"),
        (("demo", "--seconds", 0), "0.0 is not in the range 1.0<=x<=3600.0"),
        (("demo-pool", "--week", "soon"), "'soon' is not a date such as 2026-11-30"),
        (("demo-pool", "--week", "2026-11-23", "--tightness", 0), "0.0 is not in the range 0.0<x<=5.0"),
        (("demo-pool", "--week", "2026-11-23"), "--group is missing; there are: none yet"),
    ],
)
def test_options_out_of_range_are_named_with_their_limit(run: RunCommand, options: tuple[object, ...], text: str) -> None:
    done = run(*options)

    assert done.exit_code == 2
    assert text in done.output


def test_a_pool_fits_what_the_week_takes(app: Flask, run: RunCommand) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=0)
        a_requirement(session, small.week, small.group, {small.work_types[0]: office_need(small.week, 12.0)})

    done = run("demo-pool", "--week", WEEK, "--tightness", 0.8)

    assert done.exit_code == 0, done.output
    with app.app_context():
        session = read_session()
        week = week_holding(named_or_only_group(session, small.week.group_name), WEEK)
        _requirement, built = state_problem(session, week=week)
        most = sum(person.contract.week_minutes[1] / 60 * person.skills[0].speed for person in built.problem.people)
        # 12 heads in 50 hours are 600 h, which 750 h of people make 0.8 tight; one person more or less is 40 h.
        assert 700 <= most <= 800
        assert len({person.zone for person in built.problem.people}) >= 10


def test_a_group_with_people_gets_no_pool(app: Flask, run: RunCommand) -> None:
    with app.app_context(), unit_of_work() as session:
        group_id = a_small_week(session, people=3).group.id

    done = run("demo-pool", "--week", WEEK)

    assert done.exit_code == 2
    assert "has 3 people already" in done.output
    with app.app_context():
        assert len(agents_in_group(read_session(), roster_group_id=group_id, dates=DateRange(WEEK))) == 3


def test_every_zone_of_the_pool_has_names_and_a_country() -> None:
    assert {zone for zone, _weight in ZONES} == set(PLACES)
    names = {zone: {name_for(zone, Random(seed)) for seed in range(40)} for zone in PLACES}

    assert all(len(found) > 15 for found in names.values())
    assert all(" " in name and name == name.strip() for found in names.values() for name in found)


@pytest.mark.parametrize(
    ("name", "expected"), [("Łukasz Wiśniewski", "lukasz.wisniewski"), ("Đặng Thảo", "dang.thao"), ("Cillian Ó Briain", "cillian.o.briain")]
)
def test_names_become_addresses_in_plain_letters(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_larger_company_does_more_kinds_of_work() -> None:
    assert [len(work_for(people)) for people in (12, 30, 60, 10_000)] == [2, 4, 6, 6]


def requirement(heads: float) -> dict[str, Requirement]:
    """So many heads from 8 to 18 UTC, Sunday to Thursday, of a week that begins on a Sunday."""
    week = week_of(WEEK, zone="UTC", week_starts_on=7)
    curve = np.array([heads if slot // 96 < 5 and 32 <= slot % 96 < 72 else 0.0 for slot in range(week.slots)])
    return {"phone": Requirement("phone", week, curve)}


def test_a_pool_is_as_tight_as_asked_and_no_smaller_than_needed() -> None:
    need = requirement(20.0)
    week = need["phone"].horizon

    members = members_for(need, week=week, tightness=0.9, seed=1)

    wanted = need["phone"].required_hours / 0.9
    assert wanted <= capacity_hours(members) <= wanted + 90


def test_a_pool_works_mostly_on_the_days_that_need_it() -> None:
    need = requirement(20.0)
    members = members_of_size(need, week=need["phone"].horizon, people=300, seed=1)

    days = Counter(day for member in members for day in member.weekdays)

    # Monday to Thursday and Sunday are needed, Friday and Saturday are not.
    assert min(days[day] for day in (1, 2, 3, 4, 7)) > 1.3 * max(days[day] for day in (5, 6))


def test_a_week_without_need_or_for_too_many_has_no_pool() -> None:
    with pytest.raises(ValueError, match="nothing is required"):
        members_for(requirement(0.0), week=requirement(0.0)["phone"].horizon, tightness=0.9, seed=1)
    with pytest.raises(ValueError, match=r"more than 10,000 people"):
        members_for(requirement(9000.0), week=requirement(1.0)["phone"].horizon, tightness=0.9, seed=1)


@pytest.mark.parametrize("wanted", [0.7, 45.0, 12_345.0])
def test_a_scale_is_found_for_hours_that_grow_in_steps(wanted: float) -> None:
    factor = scale_to(wanted, hours_at=lambda scale: round(7 * scale, 3))

    assert round(7 * factor, 3) == pytest.approx(wanted, rel=0.003)


def test_the_week_after_the_demo_can_be_built(app: Flask, run: RunCommand) -> None:
    assert run("demo", "--people", 12, "--seconds", 1).exit_code == 0
    following = clock.now().date() + timedelta(days=7)

    done = run("build", "--week", following, "--seconds", 1)

    assert done.exit_code == 0, done.output
    assert "0 broken hard rules" in done.output
    with app.app_context():
        week = week_holding(named_or_only_group(read_session(), GROUP_NAME), following)
        assert find_published_version(read_session(), week=week) is None
        _requirement, built = state_problem(read_session(), week=week)
        assert any(person.history for person in built.problem.people)
