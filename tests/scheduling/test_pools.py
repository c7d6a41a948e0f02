"""Generated pools: as tight as asked, planted rosters legal and complete, people like a remote team, and the same every time."""

from datetime import UTC, date, timedelta

import pytest

from scheduling.rostering.checker import check
from scheduling.rostering.files import problem_to_json
from scheduling.rostering.pool_people import AvailabilityPattern, describe_people
from scheduling.rostering.pools import PoolSpec, capacity_hours, make_planted_pool, make_pool
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.scoring import score
from scheduling.timegrid import to_local

WEEKS = (date(2026, 11, 23), date(2026, 3, 23), date(2026, 9, 28))


def required_hours(problem: RosterProblem) -> float:
    return sum(map(sum, problem.required.values())) / 4


@pytest.mark.parametrize("tightness", [0.6, 0.95, 1.1])
def test_required_hours_are_tightness_times_what_people_could_give(tightness: float) -> None:
    problem = make_pool(PoolSpec(people=60, queues=8, seed=3, tightness=tightness))

    assert required_hours(problem) / capacity_hours(problem) == pytest.approx(tightness, abs=1e-4)


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize(("people", "queues", "seed"), [(1, 1, 1), (12, 3, 2), (150, 8, 3)])
def test_a_planted_pool_is_covered_by_a_legal_roster_of_full_weeks(week: date, people: int, queues: int, seed: int) -> None:
    pool = make_planted_pool(PoolSpec(people=people, queues=queues, seed=seed, planted=True, week_starts_on=week))

    assert check(pool.problem, pool.hidden) == ()
    scored = score(pool.problem, pool.hidden)
    assert (scored.short_hours, scored.surplus_hours) == (pytest.approx(0.0, abs=0.01), pytest.approx(0.0, abs=0.01))
    shifts = pool.hidden.by_person()
    for person in pool.problem.people:
        assert sum(shift.paid_slots() for shift in shifts[person.id]) * 15 == person.contract.week_minutes[1]


def test_a_planted_pool_may_ask_for_less_than_its_roster_covers_but_not_for_more() -> None:
    pool = make_planted_pool(PoolSpec(people=30, queues=4, seed=1, planted=True, tightness=0.8))

    assert required_hours(pool.problem) / capacity_hours(pool.problem) == pytest.approx(0.8, abs=1e-3)
    assert score(pool.problem, pool.hidden).short_hours == pytest.approx(0.0, abs=0.01)
    with pytest.raises(ValueError, match=r"tightness is 1\.5, this planted pool allows at most"):
        make_pool(PoolSpec(people=30, queues=4, seed=1, planted=True, tightness=1.5))


def test_the_same_spec_gives_the_same_problem_and_another_seed_another() -> None:
    spec = PoolSpec(people=40, queues=5, seed=7, tightness=0.95)

    assert problem_to_json(make_pool(spec)) == problem_to_json(make_pool(spec))
    assert (
        problem_to_json(make_pool(spec))["people"]
        != problem_to_json(make_pool(PoolSpec(people=40, queues=5, seed=8, tightness=0.95)))["people"]
    )


def test_a_dozen_people_already_live_in_ten_zones_of_all_kinds() -> None:
    problem = make_pool(PoolSpec(people=12, queues=3, seed=1, tightness=0.95))

    now = problem.starts_at
    offsets = {to_local(now, zone=person.zone).utcoffset() for person in problem.people}
    minutes = {int(offset.total_seconds()) // 60 % 60 for offset in offsets if offset is not None}
    assert len({person.zone for person in problem.people}) >= 10
    assert {0, 30, 45} <= minutes


def test_people_are_a_remote_team() -> None:
    members = describe_people(people=400, work_types=8, seed=5)

    assert {member.pattern for member in members} == set(AvailabilityPattern)
    assert {len(member.skills) for member in members} == {1, 2, 3, 4, 5, 6}
    assert {skill.level for member in members for skill in member.skills} == {1, 2, 3, 4, 5}
    assert {skill.enjoyment for member in members for skill in member.skills} == {-2, -1, 0, 1, 2}
    assert 0.6 < sum(member.contract.week_minutes == (1500, 2400) for member in members) / 400 < 0.8
    assert 0.5 < sum(bool(member.past_shifts) for member in members) / 400 < 0.7


@pytest.mark.parametrize(("people", "queues"), [(5, 3), (40, 20)])
def test_every_work_type_has_two_people_at_least(people: int, queues: int) -> None:
    members = describe_people(people=people, work_types=queues, seed=2)

    able = [sum(any(skill.work_type == work_type for skill in member.skills) for member in members) for work_type in range(queues)]
    assert min(able) >= 2


def test_history_lies_before_the_horizon_and_is_four_weeks_long() -> None:
    problem = make_pool(PoolSpec(people=100, queues=4, seed=4, tightness=0.95))

    histories = [person.history for person in problem.people if person.history]
    assert all(start < 0 for history in histories for start, _ in history)
    assert all(person.midnights[0] <= -28 * 96 for person in problem.people)
    assert min(history[0][0] for history in histories) < -26 * 96


def test_the_need_follows_the_hours_in_which_people_can_work() -> None:
    problem = make_pool(PoolSpec(people=200, queues=1, seed=1, tightness=0.95))

    need = problem.required["queue-1"]
    able = [
        sum(any(first <= slot < last for first, last in person.available) for person in problem.people) for slot in range(problem.slots)
    ]
    assert all(heads <= people for heads, people in zip(need, able, strict=True))
    assert max(need) > 1.3 * min(need)


def test_a_day_curve_draws_availability_to_where_the_need_is() -> None:
    evening = [1.0 if 17 <= hour < 24 else 0.01 for hour in range(24)]
    zones = {member.zone for member in describe_people(people=200, work_types=2, seed=1)}

    drawn = describe_people(people=200, work_types=2, seed=1, day_curves=dict.fromkeys(zones, evening))

    def share_of_days(members: tuple) -> float:
        return sum(member.pattern is AvailabilityPattern.DAY for member in members) / len(members)

    assert share_of_days(drawn) < 0.5 * share_of_days(describe_people(people=200, work_types=2, seed=1))


@pytest.mark.parametrize(("week", "hours"), [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169), (date(2026, 11, 23), 168)])
def test_the_week_is_as_long_as_the_reference_zone_makes_it(week: date, hours: int) -> None:
    problem = make_pool(PoolSpec(people=5, queues=2, seed=1, tightness=0.9, week_starts_on=week, reference_zone="Europe/Lisbon"))

    assert problem.ends_at - problem.starts_at == timedelta(hours=hours)
    assert problem.starts_at.tzinfo is UTC
    assert len(problem.required["queue-1"]) == 4 * hours


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"people": 0}, "people is 0, it lies between 1 and 100000"),
        ({"queues": 201}, "queues is 201, it lies between 1 and 200"),
        ({"tightness": 0.0}, "tightness is 0.0, it lies above 0 and at most 5"),
        ({"tightness": None}, "tightness is missing; only a planted pool goes without"),
        ({"week_starts_on": date(2026, 11, 24)}, "week_starts_on is 2026-11-24, not a Monday"),
    ],
)
def test_a_spec_that_makes_no_pool_is_refused(changes: dict[str, object], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        PoolSpec(**({"people": 10, "queues": 2, "seed": 1, "tightness": 0.95} | changes))
