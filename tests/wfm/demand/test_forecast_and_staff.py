"""From stored volumes to a forecast and versions of a requirement, with what a lead set and why each number is what it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduling.staffing.minimum import Formula
from scheduling.timegrid import week_of
from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, target
from tests.support.weeks import able
from tests.wfm.demand.conftest import BringIn
from wfm.agents.models import RosterGroup
from wfm.audit.models import AuditLine
from wfm.catalog.kinds import CoverageMode, TargetKind
from wfm.catalog.models import WorkType
from wfm.catalog.services import create_bundle
from wfm.core.errors import Conflict, InvalidInput, NotFound
from wfm.core.local_week import WeeklyStretch
from wfm.demand.explanations import explain_interval
from wfm.demand.forecast_history import NothingToForecast
from wfm.demand.forecast_services import ForecastOrder, ForecastOutcome, make_forecast
from wfm.demand.kinds import DayKind
from wfm.demand.models import Forecast, Requirement
from wfm.demand.override_services import Override, RequirementNotNewest, override_requirement
from wfm.demand.queries import find_latest_requirement, forecast_curves, requirement_curves, requirement_versions, special_days
from wfm.demand.requirement_services import NoForecast, NothingToStaff, RequirementOutcome, staff_week
from wfm.demand.special_day_services import add_special_day, remove_special_day

MONDAY = date(2026, 11, 2)
START = datetime(2026, 6, 1, 9)  # noqa: DTZ001  local times of a file
TARGET_WEEK = date(2026, 11, 30)
WEEKDAYS_NINE_TO_FIVE = tuple(WeeklyStretch(weekday, time(9), time(17)) for weekday in range(1, 6))
LISBON = "Europe/Lisbon"


def four_weeks(contacts: Callable[[datetime], int], handle_time_seconds: int = 180, contact_type: str = "PS") -> str:
    """Rows of four weeks in which each quarter hour from nine to five of a weekday has so many contacts."""
    quarters = (datetime(2026, 11, 2, 9) + timedelta(days=day, minutes=15 * quarter) for day in range(26) for quarter in range(32))  # noqa: DTZ001
    return "".join(f"{at:%Y-%m-%dT%H:%M},{contact_type},{contacts(at)},{handle_time_seconds}\n" for at in quarters if at.isoweekday() < 6)


@pytest.fixture
def group(session: Session) -> RosterGroup:
    return a_group(session, name="Desk")


@pytest.fixture
def phone(session: Session, group: RosterGroup) -> WorkType:
    return a_work_type(session, code="phone", roster_group_id=group.id, opening_hours=WEEKDAYS_NINE_TO_FIVE)


@pytest.fixture
def fifty_a_quarter(bring_in: BringIn, phone: WorkType) -> None:
    """Ten Erlangs all day: Erlang C takes 14 agents for 80 % in 20 s."""
    bring_in(four_weeks(lambda _at: 50), work_types={"PS": phone.code})


def forecast(session: Session, group: RosterGroup, **said: Any) -> ForecastOutcome:
    order = ForecastOrder(roster_group_id=group.id, **{"local_date": TARGET_WEEK} | said)
    return make_forecast(session, order=order, actor=LEAD, now=NOW)


def staff(session: Session, group: RosterGroup, **said: Any) -> RequirementOutcome:
    return staff_week(session, roster_group_id=group.id, **{"local_date": TARGET_WEEK, "actor": LEAD, "now": NOW} | said)


@pytest.mark.usefixtures("fifty_a_quarter")
def test_a_forecast_is_stored_with_what_it_rests_on(session: Session, group: RosterGroup) -> None:
    outcome = forecast(session, group, weeks=3)

    (line,) = outcome.lines
    assert (line.work_type, line.contact_types, line.contacts) == ("phone", ("PS",), 50 * 32 * 5)
    assert line.workload_hours == pytest.approx(10 * 8 * 5)
    assert line.error is not None
    assert line.error.interval_wape_share == 0
    row = session.get_one(Forecast, outcome.forecast_id)
    assert (row.parameters["weeks"], row.parameters["work_types"]["phone"]["contact_types"]) == (3, ["PS"])
    assert row.starts_at == datetime(2026, 11, 30, tzinfo=UTC)
    (line_of_audit,) = session.scalars(select(AuditLine).where(AuditLine.entity == "forecast"))
    assert (line_of_audit.action, line_of_audit.actor_name) == ("create", LEAD.name)


@pytest.mark.usefixtures("fifty_a_quarter")
def test_a_stored_forecast_comes_back_as_curves(session: Session, group: RosterGroup, phone: WorkType) -> None:
    outcome = forecast(session, group)

    curve = forecast_curves(session, forecast_id=outcome.forecast_id, horizon=outcome.week)[phone.id]

    assert curve.offered.sum() == pytest.approx(8000)
    assert set(curve.offered.tolist()) == {0.0, 50.0}
    assert set(curve.handle_time_seconds[curve.offered > 0].tolist()) == {180.0}


def test_special_days_and_gaps_in_the_log_are_left_out(session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn) -> None:
    rush, lost, party = date(2026, 11, 24), date(2026, 11, 18), date(2026, 11, 26)
    odd_days = {rush: 500, lost: 0, party: 1}
    bring_in(four_weeks(lambda at: odd_days.get(at.date(), 50)), work_types={"PS": phone.code})
    add_special_day(session, local_date=rush, kind=DayKind.SPECIAL, name="Rush", work_type_id=phone.id, actor=LEAD, now=NOW)

    outcome = forecast(session, group, special_dates=frozenset({party}))

    assert outcome.gaps == (lost,)
    curve = forecast_curves(session, forecast_id=outcome.forecast_id, horizon=outcome.week)[phone.id]
    assert set(curve.offered.tolist()) == {0.0, 50.0}


@pytest.mark.usefixtures("fifty_a_quarter")
def test_a_special_day_in_the_week_itself_is_pointed_out(session: Session, group: RosterGroup) -> None:
    assert forecast(session, group, special_dates=frozenset({date(2026, 12, 1)})).special_dates_in_week == (date(2026, 12, 1),)


def test_contacts_that_nobody_plans_are_pointed_out(session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn) -> None:
    bring_in(four_weeks(lambda _at: 50) + "2026-11-02T09:00,fax,3,60\n", work_types={"PS": phone.code})

    assert forecast(session, group).unplanned == (("fax", 3.0),)


def test_work_without_a_past_is_told_beside_what_could_be_forecast(
    session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn
) -> None:
    a_work_type(session, code="chat", roster_group_id=group.id)
    bring_in(four_weeks(lambda _at: 50), work_types={"PS": phone.code})

    lines = {line.work_type: line for line in forecast(session, group).lines}

    assert lines["chat"].missing == "no contact type is mapped onto it"
    assert lines["phone"].contacts == 8000


def test_nothing_is_forecast_from_nothing(session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn) -> None:
    with pytest.raises(NothingToForecast, match="No volumes before 2026-11-30 are stored for what Desk serves"):
        forecast(session, group)
    bring_in("2026-11-02T09:00,PS,3,\n", work_types={"PS": phone.code})
    with pytest.raises(NothingToForecast) as refused:
        forecast(session, group)
    assert refused.value.details == ("phone: phone: no handle time of any contact is recorded",)
    assert session.scalar(select(func.count()).select_from(Forecast)) == 0


@pytest.mark.parametrize("weeks", [0, 27])
def test_weeks_outside_their_limits_are_refused(weeks: int) -> None:
    with pytest.raises(InvalidInput, match=f"weeks is {weeks}, it lies between 1 and 26"):
        ForecastOrder(roster_group_id=1, local_date=TARGET_WEEK, weeks=weeks)


@pytest.mark.usefixtures("fifty_a_quarter")
def test_a_week_takes_what_erlang_says_in_its_opening_hours(session: Session, group: RosterGroup) -> None:
    made = forecast(session, group)

    outcome = staff(session, group, note="first")

    (line,) = outcome.lines
    assert (outcome.number, line.required_hours, line.peak_heads) == (1, 14 * 8 * 5, 14)
    assert line.occupancy_share == pytest.approx(10 / 14)
    requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=TARGET_WEEK)
    assert requirement is not None
    assert (requirement.id, requirement.note, requirement.forecast_id) == (outcome.requirement_id, "first", made.forecast_id)
    curve = requirement_curves(session, requirement=requirement)["phone"]
    assert set(curve.heads.tolist()) == {0.0, 14.0}
    assert np.count_nonzero(curve.heads) == 32 * 5
    (line_of_audit,) = session.scalars(select(AuditLine).where(AuditLine.entity == "requirement"))
    assert line_of_audit.after is not None
    assert line_of_audit.after["required_hours"] == {"phone": 560.0}


@pytest.mark.usefixtures("fifty_a_quarter")
def test_every_staffing_is_a_version_of_its_own(session: Session, group: RosterGroup) -> None:
    forecast(session, group)

    numbers = [staff(session, group).number for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert [version.number for version in requirement_versions(session, roster_group_id=group.id, week_date=TARGET_WEEK)] == [3, 2, 1]


@pytest.mark.usefixtures("fifty_a_quarter")
def test_the_newest_forecast_counts_unless_one_is_named(session: Session, group: RosterGroup) -> None:
    first, second = forecast(session, group), forecast(session, group, weeks=1)

    newest, named = staff(session, group), staff(session, group, forecast_id=first.forecast_id)

    found = [session.get_one(Requirement, outcome.requirement_id).forecast_id for outcome in (newest, named)]
    assert found == [second.forecast_id, first.forecast_id]


@pytest.mark.usefixtures("fifty_a_quarter")
def test_a_forecast_that_does_not_fit_is_refused(session: Session, group: RosterGroup) -> None:
    with pytest.raises(NoForecast, match="no forecast of the week of 2026-11-30 for Desk"):
        staff(session, group)
    with pytest.raises(NotFound, match="Desk has no forecast 4711"):
        staff(session, group, forecast_id=4711)
    other_week = forecast(session, group, local_date=date(2026, 12, 7))
    with pytest.raises(InvalidInput, match="does not cover the week that starts at 2026-11-30"):
        staff(session, group, forecast_id=other_week.forecast_id)
    elsewhere = a_group(session, name="Elsewhere")
    a_work_type(session, roster_group_id=elsewhere.id)
    with pytest.raises(NotFound, match="Elsewhere has no forecast"):
        staff(session, elsewhere, forecast_id=other_week.forecast_id)


def test_a_group_without_work_cannot_be_staffed(session: Session, group: RosterGroup) -> None:
    with pytest.raises(NothingToStaff, match="Desk serves no work type"):
        staff(session, group)


def test_every_kind_of_target_is_staffed(session: Session, group: RosterGroup, bring_in: BringIn) -> None:
    common: dict[str, Any] = {"roster_group_id": group.id, "opening_hours": WEEKDAYS_NINE_TO_FIVE}
    a_work_type(session, code="mail", target=target(kind=TargetKind.BACKLOG_DEADLINE, deadline_minutes=480), shrinkage_share=0.2, **common)
    due = target(kind=TargetKind.BACKLOG_DEADLINE, deadline_minutes=60, service_level_share=0.99)
    a_work_type(session, code="social", target=due, **common)
    a_work_type(session, code="watch", target=target(kind=TargetKind.MINIMUM_HEADCOUNT, minimum_headcount=2), **common)
    a_work_type(session, code="outreach", target=target(kind=TargetKind.WEEKLY_HOURS, weekly_hours=30.0), **common)
    bring_in(four_weeks(lambda _at: 2, handle_time_seconds=600, contact_type="letter"), work_types={"letter": "mail"})
    bring_in(four_weeks(lambda _at: 2, handle_time_seconds=600, contact_type="post"), work_types={"post": "social"}, source_code="net")
    forecast(session, group)

    outcome = staff(session, group)

    lines = {line.work_type: line for line in outcome.lines}
    assert lines["mail"].required_hours == pytest.approx(2 * 32 * 5 * 600 / 3600 / 0.8)
    assert lines["mail"].deadline_minutes == 480
    extra = lines["social"].required_hours - 2 * 32 * 5 * 600 / 3600
    assert f"{extra:.1f}\N{NO-BREAK SPACE}h of it are room for chance, so that 99.0" in lines["social"].note
    assert lines["watch"].required_hours == 2 * 8 * 5
    assert lines["outreach"].required_hours == 30
    requirement = session.get_one(Requirement, outcome.requirement_id)
    curves = requirement_curves(session, requirement=requirement)
    assert curves["mail"].backlog_minutes is not None
    assert set(curves["mail"].backlog_minutes.tolist()) == {0.0, 25.0}
    assert (curves["mail"].deadline_minutes, curves["mail"].heads.sum()) == (480, 0)
    assert curves["outreach"].backlog_minutes is not None
    assert curves["outreach"].backlog_minutes.sum() == 1800
    assert set(curves["watch"].heads.tolist()) == {0.0, 2.0}


@pytest.mark.parametrize(("served", "heads"), [((1, 1), 14.0), ((2, 2), 12.0), ((1, 2), None)])
def test_lines_of_a_bundle_take_fewer_the_more_people_serve_both(
    session: Session, group: RosterGroup, bring_in: BringIn, served: tuple[int, ...], heads: float | None
) -> None:
    common: dict[str, Any] = {"roster_group_id": group.id, "opening_hours": WEEKDAYS_NINE_TO_FIVE, "mode": CoverageMode.BLEND}
    common["bundle_id"] = create_bundle(session, code="voice", name="Voice", actor=LEAD, now=NOW).id
    lines = [a_work_type(session, code=code, **common) for code in ("care", "orders")]
    for at, count in enumerate(served):
        agent = a_member(session, group)
        for line in [lines[at]] if count == 1 else lines:
            able(session, agent, line)
    bring_in(four_weeks(lambda _at: 50) + four_weeks(lambda _at: 50, contact_type="OR"), work_types={"PS": "care", "OR": "orders"})
    forecast(session, group)

    outcome = staff(session, group)
    requirement = session.get_one(Requirement, outcome.requirement_id)
    found = explain_interval(session, requirement=requirement, work_type_code="care", starts_at=TUESDAY_NINE)

    each = {line.work_type: line.required_hours / 40 for line in outcome.lines}
    assert each["care"] == pytest.approx(each["orders"])
    assert found.computed.heads == pytest.approx(each["care"])
    assert found.computed.agents == 14
    if heads is None:
        assert 12.0 < each["care"] < 14
    else:
        assert each["care"] == pytest.approx(heads)
    assert any("shares people with orders; alone it would take 560" in line.note for line in outcome.lines) == (served != (1, 1))


def test_a_plan_for_busier_days_takes_more_and_says_so(session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn) -> None:
    busy = {0: 40, 1: 45, 2: 50, 3: 55, 4: 60}  # each week one of five sizes, so that no forecast is right
    rows = [
        f"{at:%Y-%m-%dT%H:%M},PS,{busy[(at - START).days // 7 * 2 % 5]},180\n"
        for at in (START + timedelta(days=day, minutes=15 * quarter) for day in range(26 * 7) for quarter in range(32))
        if at.isoweekday() < 6
    ]
    bring_in("".join(rows), work_types={"PS": phone.code})
    forecast(session, group)

    usual, busier = staff(session, group), staff(session, group, quantile=0.8)

    assert busier.required_hours > usual.required_hours
    assert "planned for P80" in busier.lines[0].note
    requirement = session.get_one(Requirement, busier.requirement_id)
    factor = requirement.parameters["work_types"]["phone"]["volume_factor"]
    found = explain_interval(session, requirement=requirement, work_type_code="phone", starts_at=TUESDAY_NINE)
    expected = forecast_curves(session, forecast_id=requirement.forecast_id or 0, horizon=busier.week)[phone.id].offered.max() * 4
    assert found.computed.contacts_per_hour == pytest.approx(expected * factor)
    assert found.computed.heads == pytest.approx(requirement_curves(session, requirement=requirement)["phone"].heads.max())
    with pytest.raises(InvalidInput, match="quantile"):
        staff(session, group, quantile=0.99)


def test_a_closed_day_takes_nobody(session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn) -> None:
    bring_in(four_weeks(lambda _at: 50), work_types={"PS": phone.code})
    add_special_day(session, local_date=date(2026, 12, 1), kind=DayKind.CLOSED, name="Restoration Day", actor=LEAD, now=NOW)
    forecast(session, group)

    assert staff(session, group).required_hours == 14 * 8 * 4


def test_a_date_is_special_once_and_ordinary_again_when_taken_out(session: Session, phone: WorkType) -> None:
    said = {"local_date": date(2026, 12, 1), "name": "Restoration Day", "actor": LEAD, "now": NOW}
    for_all = add_special_day(session, kind=DayKind.CLOSED, **said)
    add_special_day(session, kind=DayKind.SPECIAL, work_type_id=phone.id, **said)

    with pytest.raises(Conflict, match="2026-12-01 is a special day already"):
        add_special_day(session, kind=DayKind.SPECIAL, **said)
    with pytest.raises(InvalidInput, match="work_type_id is 4711"):
        add_special_day(session, kind=DayKind.SPECIAL, work_type_id=4711, **said)
    remove_special_day(session, special_day_id=for_all.id, actor=LEAD, now=NOW)
    with pytest.raises(NotFound, match=f"no special day {for_all.id}"):
        remove_special_day(session, special_day_id=for_all.id, actor=LEAD, now=NOW)

    assert [day.kind for day in special_days(session, work_type_id=phone.id)] == [DayKind.SPECIAL]
    actions = session.scalars(select(AuditLine.action).where(AuditLine.entity == "special_day").order_by(AuditLine.id))
    assert list(actions) == ["create", "create", "remove"]


def test_a_target_that_contradicts_itself_is_refused_by_work_type(
    session: Session, group: RosterGroup, phone: WorkType, bring_in: BringIn
) -> None:
    bring_in(four_weeks(lambda _at: 50), work_types={"PS": phone.code})
    forecast(session, group)
    phone.abandonment_share_max = 0.03  # and no patience to compute it from

    with pytest.raises(InvalidInput, match="Work type phone: abandonment_share_max needs patience_seconds"):
        staff(session, group)


def test_the_week_of_a_clock_change_has_its_own_length(session: Session, bring_in: BringIn) -> None:
    group = a_group(session, name="Always open", zone="Europe/Berlin")
    a_work_type(session, code="night", roster_group_id=group.id, target=target(kind=TargetKind.MINIMUM_HEADCOUNT, minimum_headcount=1))

    spring, autumn = (staff(session, group, local_date=day) for day in (date(2026, 3, 29), date(2026, 10, 25)))

    assert (spring.required_hours, autumn.required_hours) == (167, 169)


@pytest.fixture
def staffed(session: Session, group: RosterGroup, fifty_a_quarter: None) -> Requirement:
    forecast(session, group)
    return session.get_one(Requirement, staff(session, group).requirement_id)


TUESDAY_NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def test_a_lead_s_number_makes_a_new_version_and_stays(session: Session, phone: WorkType, staffed: Requirement) -> None:
    said = [
        Override(work_type_id=phone.id, starts_at=TUESDAY_NINE + timedelta(minutes=15 * slot), heads=heads)
        for slot, heads in ((0, 20), (1, 0))
    ]
    second = override_requirement(session, requirement_id=staffed.id, overrides=said, note="fair in town", actor=LEAD, now=NOW)
    later = [Override(work_type_id=phone.id, starts_at=TUESDAY_NINE, heads=25.5)]
    third = override_requirement(session, requirement_id=second.id, overrides=later, note="", actor=LEAD, now=NOW)

    week = week_of(TARGET_WEEK, zone=LISBON, week_starts_on=1)
    slot = week.slot_of(TUESDAY_NINE)
    found = [requirement_curves(session, requirement=one)["phone"].heads[slot : slot + 3].tolist() for one in (staffed, second, third)]
    assert found == [[14, 14, 14], [20, 0, 14], [25.5, 0, 14]]
    assert (second.number, third.number, third.forecast_id) == (2, 3, staffed.forecast_id)
    actions = session.scalars(select(AuditLine.action).where(AuditLine.entity == "requirement").order_by(AuditLine.id))
    assert list(actions) == ["create", "override", "override"]


def test_two_leads_cannot_change_the_same_version(session: Session, phone: WorkType, staffed: Requirement) -> None:
    said = [Override(work_type_id=phone.id, starts_at=TUESDAY_NINE, heads=20)]
    override_requirement(session, requirement_id=staffed.id, overrides=said, note="", actor=LEAD, now=NOW)

    with pytest.raises(RequirementNotNewest, match="Version 1 is no longer the newest: there is 2"):
        override_requirement(session, requirement_id=staffed.id, overrides=said, note="", actor=LEAD, now=NOW)


def test_an_override_off_the_week_or_the_scale_is_refused(session: Session, phone: WorkType, staffed: Requirement) -> None:
    outside = [Override(work_type_id=phone.id, starts_at=TUESDAY_NINE + timedelta(days=30), heads=20)]
    with pytest.raises(InvalidInput, match="is no quarter hour in which heads are required"):
        override_requirement(session, requirement_id=staffed.id, overrides=outside, note="", actor=LEAD, now=NOW)
    with pytest.raises(InvalidInput, match="heads is -1, it lies between 0 and 100000"):
        Override(work_type_id=phone.id, starts_at=TUESDAY_NINE, heads=-1)
    with pytest.raises(NotFound, match="no requirement 4711"):
        override_requirement(session, requirement_id=4711, overrides=[], note="", actor=LEAD, now=NOW)


def test_each_number_can_be_explained_later(session: Session, phone: WorkType, staffed: Requirement) -> None:
    said = [Override(work_type_id=phone.id, starts_at=TUESDAY_NINE, heads=20)]
    changed = override_requirement(session, requirement_id=staffed.id, overrides=said, note="", actor=LEAD, now=NOW)
    phone.service_level_share = 0.5  # what is asked for today does not change why it was so many then
    session.flush()

    found = explain_interval(session, requirement=changed, work_type_code="phone", starts_at=TUESDAY_NINE)
    closed = explain_interval(session, requirement=changed, work_type_code="phone", starts_at=TUESDAY_NINE - timedelta(hours=3))

    assert (found.computed.formula, found.computed.agents, found.computed.heads) == (Formula.ERLANG_C, 14, 14)
    assert found.computed.load_erlangs == pytest.approx(10)
    assert found.override_heads == 20
    assert (closed.computed.formula, closed.computed.heads, closed.override_heads) == (Formula.CLOSED, 0, None)
    with pytest.raises(NotFound, match="Nothing is required of fax"):
        explain_interval(session, requirement=changed, work_type_code="fax", starts_at=TUESDAY_NINE)
