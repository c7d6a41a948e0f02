"""The rules of days, weeks and longer periods: what each allows, and what it refuses."""

from tests.scheduling.rosters import DAY, WEEK, a_contract, a_day, a_person, a_problem, broken_rules, span, under, with_person

FIVE_DAYS = tuple(a_day(day, hours=8.5) for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))


# week_minutes_max, week_minutes_min


def test_paid_minutes_of_the_week_have_a_most() -> None:
    assert under(a_contract(week_minutes=(0, 2400)), *FIVE_DAYS) == []
    assert under(a_contract(week_minutes=(0, 2385)), *FIVE_DAYS) == ["week_minutes_max"]


def test_a_shift_counts_whole_in_the_week_in_which_it_starts() -> None:
    problem = a_problem(a_person(contract=a_contract(week_minutes=(0, 240))), weeks=((0, 2 * DAY), (2 * DAY, WEEK)))

    assert broken_rules(problem, a_day("Tue", start="22:00"), a_day("Thu")) == []
    assert broken_rules(problem, a_day("Wed", start="00:00"), a_day("Thu")) == ["week_minutes_max"]


def test_history_of_a_week_that_began_before_the_horizon_counts_less_its_breaks() -> None:
    person = a_person(contract=a_contract(week_minutes=(0, 720)), history=(span("-Sun 08:00", "-Sun 16:30"),))
    problem = a_problem(person, weeks=((-DAY, 2 * DAY),))

    assert broken_rules(problem, a_day("Mon", hours=4)) == []
    assert broken_rules(problem, a_day("Mon", hours=4.5)) == ["week_minutes_max"]


def test_the_least_of_a_week_binds_only_where_it_is_hard() -> None:
    soft, hard = a_contract(week_minutes=(300, 2400)), a_contract(week_minutes=(300, 2400), week_minimum_hard=True)

    assert under(soft, a_day("Mon", hours=4)) == []
    assert under(hard, a_day("Mon", hours=4)) == ["week_minutes_min"]
    assert under(hard, a_day("Mon", hours=5)) == []


def test_the_least_of_a_week_that_reaches_out_of_the_horizon_does_not_bind() -> None:
    person = a_person(contract=a_contract(week_minutes=(300, 2400), week_minimum_hard=True))

    assert broken_rules(a_problem(person, weeks=((0, WEEK + 1),))) == []


# days_per_week, consecutive_days


def test_days_with_a_start_in_a_week_have_a_most() -> None:
    assert under(a_contract(days_per_week_max=2), a_day("Mon"), a_day("Wed")) == []
    assert under(a_contract(days_per_week_max=2), a_day("Mon"), a_day("Wed"), a_day("Fri")) == ["days_per_week"]


def test_days_in_a_row_have_a_most() -> None:
    contract = a_contract(consecutive_days_max=2)

    assert under(contract, a_day("Mon"), a_day("Tue"), a_day("Thu")) == []
    assert under(contract, a_day("Mon"), a_day("Tue"), a_day("Wed")) == ["consecutive_days"]


def test_days_in_a_row_go_on_from_the_history() -> None:
    history = (span("-Sat 09:00", "-Sat 13:00"), span("-Sun 09:00", "-Sun 13:00"))

    assert under(a_contract(consecutive_days_max=3), a_day("Mon"), history=history) == []
    assert under(a_contract(consecutive_days_max=2), a_day("Mon"), history=history) == ["consecutive_days"]


# day_minutes, period_minutes


def test_paid_minutes_of_a_day_have_a_most() -> None:
    assert under(a_contract(day_minutes_max=480), a_day("Mon", hours=8.5)) == []
    assert under(a_contract(day_minutes_max=465), a_day("Mon", hours=8.5)) == ["day_minutes"]


def test_paid_minutes_of_a_period_count_the_history() -> None:
    history = (span("-Tue 09:00", "-Tue 13:00"),)

    assert under(a_contract(period_weeks=2, period_minutes=(0, 480)), a_day("Mon"), history=history) == []
    assert under(a_contract(period_weeks=2, period_minutes=(0, 465)), a_day("Mon"), history=history) == ["period_minutes"]
    assert under(a_contract(period_weeks=1, period_minutes=(0, 465)), a_day("Mon"), history=history) == []


def test_the_least_of_a_period_binds_where_all_of_it_is_known() -> None:
    short_memory = tuple(range(-DAY, WEEK + 3 * DAY, DAY))
    contract = a_contract(period_weeks=2, period_minutes=(480, 2400))

    assert under(contract, a_day("Mon")) == ["period_minutes"]
    assert under(contract, a_day("Mon"), midnights=short_memory) == []
    assert under(contract, a_day("Mon"), a_day("Tue")) == []


# days_off_run, weekends_off


def test_days_off_between_shifts_come_in_runs() -> None:
    contract = a_contract(days_off_run_min=2)

    assert under(contract, a_day("Mon"), a_day("Thu"), a_day("Fri")) == []
    assert under(contract, a_day("Mon"), a_day("Wed")) == ["days_off_run"]
    assert under(contract, a_day("Tue"), history=(span("-Sun 09:00", "-Sun 13:00"),)) == ["days_off_run"]


def test_weekends_off_count_over_the_period() -> None:
    worked_before = (span("-Sat 09:00", "-Sat 13:00"),)

    assert under(a_contract(weekends_off_min=1, period_weeks=2), a_day("Sat"), a_day("Sun")) == []
    assert under(a_contract(weekends_off_min=1, period_weeks=2), a_day("Sun"), history=worked_before) == ["weekends_off"]
    assert under(a_contract(weekends_off_min=1, period_weeks=3), a_day("Sun"), history=worked_before) == []
    assert under(a_contract(weekends_off_min=1, period_weeks=2), a_day("Fri"), history=worked_before) == []


# nights, weekly_rest


def test_three_hours_after_ten_at_night_make_a_night() -> None:
    none, one = a_contract(nights_per_week_max=0), a_contract(nights_per_week_max=1)

    assert under(none, a_day("Mon", start="20:30")) == []
    assert under(none, a_day("Mon", start="21:00")) == ["nights"]
    assert under(one, a_day("Mon", start="21:00"), a_day("Wed", start="21:00")) == ["nights"]
    assert under(one, a_day("Mon", start="21:00"), a_day("Wed", start="08:00")) == []


def test_a_night_goes_by_the_clock_of_the_persons_zone() -> None:
    # Manila is eight hours ahead: 13:00 to 17:00 UTC is 21:00 to 01:00 there.
    midnights = tuple(range(64 - 29 * DAY, WEEK + 3 * DAY, DAY))
    manila = a_person(zone="Asia/Manila", midnights=midnights, contract=a_contract(nights_per_week_max=0))

    assert with_person(manila, a_day("Mon", start="13:00")) == ["nights"]
    assert with_person(manila, a_day("Mon", start="12:30")) == []


def test_a_week_holds_one_long_rest() -> None:
    days = tuple(a_day(day, start="09:00") for day in ("Mon", "Tue", "Thu", "Sat"))

    assert under(a_contract(weekly_rest_minutes=44 * 60), *days) == []
    assert under(a_contract(weekly_rest_minutes=44 * 60 + 15), *days) == ["weekly_rest"]


def test_the_long_rest_of_a_week_starts_after_what_runs_in_from_before() -> None:
    contract = a_contract(weekly_rest_minutes=72 * 60, days_per_week_max=3)
    shifts = (a_day("Thu", start="00:00"), a_day("Sat"))

    assert under(contract, *shifts) == []
    assert under(contract, *shifts, history=(span("-Sun 20:00", "Mon 00:15"),)) == ["weekly_rest"]
