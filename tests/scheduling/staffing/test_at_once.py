"""Several contacts at once: what is saved in hours, and what a customer pays for it in time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from scheduling.demand import Forecast
from scheduling.staffing.at_once import compare_at_once
from scheduling.staffing.minimum import Queue, agents_needed
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules
from scheduling.timegrid import Horizon

STARTS_AT = datetime(2026, 11, 23, tzinfo=UTC)
TARGET = ServiceTarget(0.8, 40)
RULES = StaffingRules(TARGET, shrinkage_share=0.1)
CHAT = Forecast("chat", Horizon(STARTS_AT, STARTS_AT + timedelta(hours=1)), [30, 30, 10, 0], [200, 200, 200, 200])
OPEN = np.array([True, True, False, True])


def test_one_at_a_time_is_the_requirement_as_it_is() -> None:
    alone = compare_at_once(CHAT, rules=RULES, open_slots=OPEN)[0]

    assert alone.required_hours == pytest.approx(require(CHAT, rules=RULES, open_slots=OPEN).required_hours)
    assert alone.handle_time_seconds == pytest.approx(200)
    agents = agents_needed(Queue(120, 200), target=TARGET)
    measured = Queue(120, 200).measure(agents, target=TARGET)
    assert alone.service_level_share == pytest.approx(measured.service_level_share)
    assert alone.customer_seconds == pytest.approx(200 + measured.wait_seconds)


def test_two_at_once_take_fewer_hours_and_each_customer_longer() -> None:
    one, two, three = compare_at_once(CHAT, rules=RULES, open_slots=OPEN, slowdown_share=0.5)

    assert one.required_hours > two.required_hours > three.required_hours
    assert (two.handle_time_seconds, three.handle_time_seconds) == pytest.approx((300, 400))
    assert one.customer_seconds < two.customer_seconds < three.customer_seconds
    assert all(each.service_level_share >= 0.8 for each in (one, two, three))


def test_where_each_takes_twice_as_long_two_at_once_save_hardly_anything() -> None:
    one, two = compare_at_once(CHAT, rules=RULES, open_slots=OPEN, most=2, slowdown_share=1.0)

    load_hours = 2 * 30 * 200 / 3600 / 0.9
    assert two.required_hours > load_hours  # no number of customers at once makes the work itself less
    assert one.required_hours - two.required_hours < 0.2 * one.required_hours


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="service target"):
        compare_at_once(CHAT, rules=StaffingRules(DeadlineTarget(60)), open_slots=OPEN)
    with pytest.raises(ValueError, match="slowdown_share is"):
        compare_at_once(CHAT, rules=RULES, open_slots=OPEN, slowdown_share=-0.1)
