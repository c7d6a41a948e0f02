"""What the tables become in the words of the roster problem."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.rostering.person import DayOffLock, Person, SegmentLock, WishKind
from scheduling.rostering.problem import CoverageMode, RosterProblem, WorkKind
from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, an_agent, employment, target, terms
from tests.support.statements import counted_questions
from tests.support.weeks import WEEK, SmallWeek, a_published_week, a_requirement, a_small_week, able, all_day, office_need
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.queries import contracts_by_agent
from wfm.agents.services import change_team, create_team, end_contract, hire, join_roster_group, join_team
from wfm.availability.expansion import KindOfHours, Pattern
from wfm.availability.kinds import WishKind as AskedKind
from wfm.availability.services import UsualWeek, set_usual_weeks
from wfm.availability.wish_services import add_wish, approve_time_off, request_time_off
from wfm.catalog.kinds import CoverageMode as CatalogMode
from wfm.catalog.kinds import TargetKind
from wfm.catalog.services import create_bundle
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, WeeklyStretch
from wfm.demand.planning import plan_of
from wfm.demand.requirement_storage import add_version, write_needs
from wfm.rosters.company_services import pair_people, require_presence
from wfm.rosters.content import SegmentContent, ShiftContent
from wfm.rosters.kinds import ActivityKind, SegmentKind
from wfm.rosters.models import Activity, ActivityParticipant
from wfm.rosters.weekly_services import WeeklyActivityDetails, plan_weekly_activity
from wfm.rosters.weeks import week_holding
from wfm.solves.problem_builder import LeftOutReason, NothingRequired, build_problem

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person_of(session: Session, small: SmallWeek, at: int = 0) -> Person:
    built = build_problem(session, week=small.week, requirement=small.requirement)
    return next(person for person in built.problem.people if person.id == str(small.agents[at].id))


def slots(*hours: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    return tuple((round(first * 4), round(last * 4)) for first, last in hours)


def shift(starts_at: datetime, hours: int, work_type_id: int) -> ShiftContent:
    ends_at = starts_at + hours * HOUR
    return ShiftContent(starts_at, ends_at, (SegmentContent(SegmentKind.WORK, starts_at, ends_at, work_type_id=work_type_id),))


def test_work_types_carry_mode_priority_and_heads_by_slot(session: Session) -> None:
    small = a_small_week(session, heads=2.0)

    problem = build_problem(session, week=small.week, requirement=small.requirement).problem

    phone, chat = (work_type.code for work_type in small.work_types)
    assert [(one.id, one.mode, one.priority) for one in problem.work_types] == [
        (phone, CoverageMode.FOCUS, 1.0),
        (chat, CoverageMode.FOCUS, 1.0),
    ]
    assert problem.slots == 672
    assert problem.required[phone] == tuple(office_need(small.week, 2.0))
    assert sum(problem.required[chat]) == 0


def a_problem_with_mail(session: Session, mode: CatalogMode, **opening: object) -> tuple[str, RosterProblem]:
    """Two hours of work arrive at ten o'clock on Monday and are due an hour later."""
    small = a_small_week(session, people=1)
    due = target(kind=TargetKind.BACKLOG_DEADLINE, deadline_minutes=60)
    mail = a_work_type(session, roster_group_id=small.group.id, target=due, opening_zone="UTC", mode=mode, **opening)
    able(session, small.agents[0], mail)
    arriving = np.zeros(small.week.horizon.slots)
    arriving[40] = 120.0
    need = demand.Requirement(mail.code, small.week.horizon, np.zeros(small.week.horizon.slots), arriving, 60)
    told = {mail.code: plan_of(mail, []).to_json() | {"deadline_minutes": 60}}
    requirement = add_version(
        session,
        group=small.group,
        week=small.week.horizon,
        forecast_id=None,
        parameters={"work_types": told},
        note="",
        actor=LEAD,
        now=NOW,
    )
    write_needs(session, requirement_id=requirement.id, needs={mail.id: need})

    return mail.code, build_problem(session, week=small.week, requirement=requirement).problem


def test_work_that_may_wait_is_told_with_its_deadline_and_hours(session: Session) -> None:
    opening = [WeeklyStretch(weekday, time(8), time(18)) for weekday in range(1, 6)]

    mail, problem = a_problem_with_mail(session, CatalogMode.FOCUS, opening_hours=opening)

    work_type = next(work_type for work_type in problem.work_types if work_type.id == mail)
    assert (work_type.kind, work_type.deadline_minutes) == (WorkKind.BACKLOG, 60)
    assert work_type.open == slots(*((24 * day + 8, 24 * day + 18) for day in range(5)))
    assert [(slot, minutes) for slot, minutes in enumerate(problem.backlog[mail]) if minutes] == [(40, 120.0)]
    assert sum(problem.required[mail]) == 0


def test_shared_work_that_may_wait_becomes_heads_until_its_deadline(session: Session) -> None:
    mail, problem = a_problem_with_mail(session, CatalogMode.POOL)

    # Two hours of work until an hour later: two heads in four slots.
    assert [(slot, heads) for slot, heads in enumerate(problem.required[mail]) if heads] == [(40, 2), (41, 2), (42, 2), (43, 2)]
    assert problem.backlog == {}


def test_teams_that_should_have_hours_together_are_told_with_their_people(session: Session) -> None:
    small = a_small_week(session, people=3)
    larks, owls = (create_team(session, name=name, actor=LEAD, now=NOW) for name in ("Larks", "Owls"))
    change_team(session, team_id=larks.id, name="Larks", hours_together=2.5, actor=LEAD, now=NOW)
    for agent in small.agents[:2]:
        join_team(session, agent_id=agent.id, team_id=larks.id, valid=DateRange(WEEK - timedelta(days=30)), actor=LEAD, now=NOW)
    join_team(session, agent_id=small.agents[1].id, team_id=owls.id, valid=DateRange(WEEK), actor=LEAD, now=NOW)

    problem = build_problem(session, week=small.week, requirement=small.requirement).problem

    assert problem.overlap == {str(larks.id): 2.5}
    teams = {person.id: person.teams for person in problem.people}
    assert [teams[str(agent.id)] for agent in small.agents] == [(str(larks.id),), (str(larks.id), str(owls.id)), ()]


def test_who_must_be_there_and_who_works_together_is_told(session: Session) -> None:
    small = a_small_week(session, people=3)
    hours = (WeeklyStretch(1, time(8), time(10)), WeeklyStretch(1, time(9), time(12)), WeeklyStretch(7, time(22), time(6)))
    unplanned = a_work_type(session, roster_group_id=small.group.id)
    for work_type, heads in ((small.work_types[0], 2), (unplanned, 1)):
        said = {"work_type_id": work_type.id, "heads": heads, "stretches": hours}
        require_presence(session, roster_group_id=small.group.id, **said, actor=LEAD, now=NOW)
    first, second, _ = small.agents
    pair_people(session, agent_id=second.id, partner_id=first.id, actor=LEAD, now=NOW)
    pair_people(session, agent_id=first.id, partner_id=an_agent(session).id, actor=LEAD, now=NOW)

    problem = build_problem(session, week=small.week, requirement=small.requirement).problem

    # The night from the last day reaches into the week from the one before it, and out of it.
    assert [(each.slots, each.heads) for each in problem.presence] == [((0, 24), 2), ((32, 48), 2), ((664, 672), 2)]
    assert {each.qualification for each in problem.presence} == {small.work_types[0].code}
    assert problem.pairs == ((str(first.id), str(second.id)),)


def test_weekly_activities_are_told_that_hold_on_a_date_of_the_week(session: Session) -> None:
    """Also where the week begins on the day before by UTC."""
    group = a_group(session, zone="Pacific/Auckland")
    week = week_holding(group, WEEK)
    agent, work_type = a_member(session, group), a_work_type(session, roster_group_id=group.id)
    able(session, agent, work_type)
    requirement = a_requirement(session, week, group, {work_type: [1.0] * week.horizon.slots})
    first, one_day = week.week_date, timedelta(days=1)
    spans = ((first - one_day, first), (first - one_day, first + one_day), (week.last_date, None), (week.last_date + one_day, None))
    made = []
    for valid_from, valid_until in spans:
        details = WeeklyActivityDetails(
            kind=ActivityKind.COACHING, name="Coaching", minutes_per_week=60, valid_from=valid_from, valid_until=valid_until
        )
        made.append(plan_weekly_activity(session, agent_id=agent.id, details=details, actor=LEAD, now=NOW).id)

    (person,) = build_problem(session, week=week, requirement=requirement).problem.people

    assert [each.activity for each in person.weekly_activities] == [str(made[1]), str(made[2])]


def test_blended_work_brings_its_bundle(session: Session) -> None:
    small = a_small_week(session, people=1)
    written = create_bundle(session, code="written", name="Written", actor=LEAD, now=NOW)
    mail, chat = (
        a_work_type(session, roster_group_id=small.group.id, mode=CatalogMode.BLEND, bundle_id=written.id, priority=2.0) for _ in range(2)
    )
    able(session, small.agents[0], mail)
    requirement = a_requirement(session, small.week, small.group, {one: office_need(small.week, 1) for one in (mail, chat)})

    problem = build_problem(session, week=small.week, requirement=requirement).problem

    assert [(bundle.id, bundle.work_types) for bundle in problem.bundles] == [("written", (mail.code, chat.code))]
    assert {(one.mode, one.priority) for one in problem.work_types} == {(CoverageMode.BLEND, 2.0)}


def test_midnights_are_those_of_the_home_zone_from_the_history_to_the_run_out(session: Session) -> None:
    small = a_small_week(session, zones=("Asia/Kathmandu",))

    midnights = person_of(session, small).midnights

    # Kathmandu is 5:45 ahead, so its 23 November begins at 18:15 UTC of the day before: slot -23.
    assert -23 in midnights
    assert midnights[0] <= -28 * 96
    assert midnights[-1] >= 672 + 2 * 96


def test_hours_that_nobody_entered_are_the_contracts_and_are_told_as_such(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    told = small.agents[0]
    mornings = Pattern(DateRange(date(2026, 1, 1)), tuple(KindOfHours(WeeklyStretch(day, time(8), time(12))) for day in (1, 2)))
    set_usual_weeks(session, weeks=[UsualWeek(agent_id=told.id, pattern=mornings)], actor=LEAD, now=NOW)

    built = build_problem(session, week=small.week, requirement=small.requirement)

    # The second of the two mornings after the week's end lies in the run-out of two days.
    assert built.problem.people[0].available == slots((8, 12), (32, 36), (176, 180), (200, 204))
    assert built.problem.people[1].available == slots((0, 216))
    assert built.not_entered == {small.agents[1].id}


def test_approved_leave_is_cut_out_and_its_paid_minutes_count_as_worked(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent = small.agents[0]
    span = Interval(MONDAY + 24 * HOUR, MONDAY + 48 * HOUR)
    asked = request_time_off(session, agent_id=agent.id, span=span, credited_minutes=480, actor=LEAD, now=NOW)

    before = person_of(session, small)
    approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)
    after = person_of(session, small)

    assert before.available == slots((0, 216))
    assert [(wish.kind, wish.slots) for wish in before.wishes] == [(WishKind.OFF, (96, 192))]
    assert after.available == slots((0, 24), (48, 216))
    assert after.contract.week_minutes == (1500 - 480, 2400 - 480)
    assert after.wishes == ()


def test_leave_beyond_the_week_credits_only_its_part_inside(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    span = Interval(MONDAY - 7 * 24 * HOUR, MONDAY + 24 * HOUR)
    asked = request_time_off(session, agent_id=small.agents[0].id, span=span, credited_minutes=8 * 480, actor=LEAD, now=NOW)
    approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)

    assert person_of(session, small).contract.week_minutes == (1500 - 480, 2400 - 480)


def test_nobody_serves_work_below_the_level_it_requires_or_after_their_assessment_lapses(session: Session) -> None:
    group = a_group(session, zone="UTC")
    week = week_holding(group, WEEK)
    hard = a_work_type(session, roster_group_id=group.id, required_level=4)
    easy = a_work_type(session, roster_group_id=group.id)
    low, lapsing, able_one = (a_member(session, group, employed=employment(default_hours=all_day())) for _ in range(3))
    able(session, low, hard, level=3)
    able(session, able_one, hard, level=5, enjoyment=2)
    able(session, able_one, easy, level=2)
    lapse = Assessment(agent_id=lapsing.id, work_type_id=hard.id, level=5, assessed_on=date(2026, 6, 1), valid_until=date(2026, 11, 27))
    rate_skills(session, assessments=[lapse], actor=LEAD, now=NOW)
    requirement = a_requirement(session, week, group, {hard: office_need(week, 1), easy: office_need(week, 1)})

    built = build_problem(session, week=week, requirement=requirement)

    assert [(skill.work_type, skill.level, skill.speed, skill.enjoyment) for skill in built.problem.people[0].skills] == [
        (hard.code, 5, 1.2, 2),
        (easy.code, 2, 0.85, 0),
    ]
    left_out = {found.agent_id: found.reason for found in built.left_out}
    assert left_out == {low.id: LeftOutReason.NO_QUALIFICATION, lapsing.id: LeftOutReason.NO_QUALIFICATION}


def test_people_without_a_contract_in_the_week_are_left_out_and_named(session: Session) -> None:
    small = a_small_week(session, people=2)
    gone = small.agents[0]
    contract = contracts_by_agent(session, agent_ids=[gone.id], dates=DateRange(WEEK))[gone.id][0]
    end_contract(session, contract_id=contract.id, valid_until=WEEK, actor=LEAD, now=NOW)

    built = build_problem(session, week=small.week, requirement=small.requirement)

    assert [(found.agent_id, found.reason) for found in built.left_out] == [(gone.id, LeftOutReason.NO_CONTRACT)]
    assert [person.id for person in built.problem.people] == [str(small.agents[1].id)]


def test_of_two_contracts_in_a_week_the_longer_one_counts_and_the_days_of_the_other_are_free(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent = small.agents[0]
    contract = contracts_by_agent(session, agent_ids=[agent.id], dates=DateRange(WEEK))[agent.id][0]
    end_contract(session, contract_id=contract.id, valid_until=WEEK + timedelta(days=2), actor=LEAD, now=NOW)
    part_time = employment(WEEK + timedelta(days=2), terms=terms(week_minutes=(600, 1200)), default_hours=all_day())
    hire(session, agent_id=agent.id, employment=part_time, actor=LEAD, now=NOW)

    person = person_of(session, small)

    assert person.contract.week_minutes == (600, 1200)
    assert person.available == slots((48, 216))


def test_membership_of_the_group_bounds_when_somebody_can_be_rostered(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    other = a_group(session, zone="UTC")
    join_roster_group(
        session, agent_id=small.agents[0].id, roster_group_id=other.id, valid_from=WEEK + timedelta(days=3), actor=LEAD, now=NOW
    )

    assert person_of(session, small).available == slots((0, 72))


def test_published_shifts_of_the_last_eight_weeks_are_history(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    agent, phone = small.agents[0], small.work_types[0]
    for weeks_ago in (1, 8, 9):
        start = MONDAY - timedelta(weeks=weeks_ago) + 9 * HOUR
        a_published_week(session, small.group, start.date(), {agent.id: [shift(start, 8, phone.id)]})

    history = person_of(session, small).history

    assert history == slots((9 - 8 * 168, 17 - 8 * 168), (9 - 168, 17 - 168))
    assert person_of(session, small, at=1).history == ()


def test_the_weeks_own_published_roster_binds_nobody(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent, phone = small.agents[0], small.work_types[0]
    a_published_week(session, small.group, WEEK, {agent.id: [shift(MONDAY + 9 * HOUR, 8, phone.id)]})

    person = person_of(session, small)

    assert (person.history, person.locks, person.available) == ((), (), slots((0, 216)))


def test_what_another_group_has_published_takes_its_time_its_rest_its_day_and_its_minutes(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent, phone = small.agents[0], small.work_types[0]
    other = a_group(session, zone="UTC")
    a_published_week(session, other, WEEK, {agent.id: [shift(MONDAY + 33 * HOUR, 8, phone.id)]})

    person = person_of(session, small)

    # 33 to 41 h of work, 11 h of rest before and after.
    assert person.available == slots((0, 22), (52, 216))
    tuesday = next(at for at, midnight in enumerate(person.midnights) if midnight == 96)
    assert person.locks == (DayOffLock(tuesday),)
    assert person.contract.week_minutes == (1500 - 480, 2400 - 480)
    assert person.contract.days_per_week_max == 4


def test_a_week_published_ahead_keeps_its_rest(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    agent, phone = small.agents[0], small.work_types[0]
    monday_after = MONDAY + timedelta(days=7)
    a_published_week(session, small.group, monday_after.date(), {agent.id: [shift(monday_after + 6 * HOUR, 8, phone.id)]})

    assert person_of(session, small).available == slots((0, 163), (193, 216))


def test_planned_activities_are_locked_for_those_who_are_there(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    away = small.agents[1]
    asked = request_time_off(session, agent_id=away.id, span=Interval(MONDAY, MONDAY + 24 * HOUR), actor=LEAD, now=NOW)
    approve_time_off(session, time_off_id=asked.id, actor=LEAD, now=NOW)
    meeting = Activity(kind=ActivityKind.MEETING, name="Monday round", starts_at=MONDAY + 10 * HOUR, ends_at=MONDAY + 11 * HOUR)
    meeting.participants = [ActivityParticipant(agent_id=agent.id) for agent in small.agents]
    session.add(meeting)
    session.flush()

    (lock,) = person_of(session, small).locks

    assert isinstance(lock, SegmentLock)
    assert (lock.segment.slots, lock.segment.activity) == ((40, 44), str(meeting.id))
    assert person_of(session, small, at=1).locks == ()


def test_wishes_keep_their_weight_and_end_with_the_run_out(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    long = Interval(MONDAY - 24 * HOUR, MONDAY + 12 * 24 * HOUR)
    add_wish(session, agent_id=small.agents[0].id, kind=AskedKind.OFF, span=long, weight_minutes=45, actor=LEAD, now=NOW)

    (wish,) = person_of(session, small).wishes

    assert (wish.kind, wish.slots, wish.minutes) == (WishKind.OFF, (0, 864), 45.0)


def test_a_requirement_of_another_week_is_refused(session: Session) -> None:
    small = a_small_week(session, people=1)
    following = week_holding(small.group, WEEK + timedelta(days=7))

    with pytest.raises(NothingRequired, match="another span"):
        build_problem(session, week=following, requirement=small.requirement)


def test_the_number_of_questions_does_not_grow_with_the_people(session: Session) -> None:
    def asked(people: int) -> int:
        small = a_small_week(session, people=people)
        for agent in small.agents:
            a_published_week(
                session, small.group, WEEK - timedelta(days=7), {agent.id: [shift(MONDAY - 150 * HOUR, 8, small.work_types[0].id)]}
            )
        session.expire_all()
        week = week_holding(small.group, WEEK)
        requirement = small.requirement
        with counted_questions(session) as questions:
            build_problem(session, week=week, requirement=requirement)
        return len(questions)

    assert asked(6) == asked(2)
