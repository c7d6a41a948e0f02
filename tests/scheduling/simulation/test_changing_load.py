"""Staffed by the load under way instead of slot by slot, a steep fall keeps its service and an opening takes fewer hours."""

import numpy as np

from scheduling.demand import Numbers
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.simulation.contacts import ContactStream
from scheduling.simulation.simulate import simulate
from scheduling.staffing.minimum import Queue, agents_needed
from scheduling.staffing.offered_load import contacts_under_way
from scheduling.staffing.targets import ServiceTarget
from tests.scheduling.rosters import WEEK, a_problem
from tests.scheduling.simulation.weeks import people_all_week

TARGET = ServiceTarget(0.8, 60, abandonment_share_max=0.05, patience_seconds=180)
SECONDS = 1800.0
HOUR_OF_DAY = np.arange(WEEK) % 96 / 4


def agents_for(contacts: Numbers) -> Numbers:
    return np.array([agents_needed(Queue(float(each) * 4, SECONDS), target=TARGET) if each else 0 for each in contacts])


def served_by_hour(offered: Numbers, agents: Numbers) -> tuple[Numbers, float]:
    """The share in time by hour of the day, and that of the whole week."""
    problem = a_problem(*people_all_week(int(agents.max())))
    shifts = []
    for number, person in enumerate(problem.people):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], agents > number, [0]])))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            shifts.append(Shift(person.id, (first, last), (Segment(SegmentKind.WORK, (first, last), work_type="phone"),)))
    stream = ContactStream("phone", offered, np.full(WEEK, SECONDS), 60.0, 180.0)
    work = simulate(problem, Roster("week", tuple(shifts)), [stream], replications=60, seed=1).work_types[0]
    by_hour = (np.nan_to_num(work.in_time_share) * work.offered).reshape(7, 24, 4).sum(axis=(0, 2))
    contacts = work.offered.reshape(7, 24, 4).sum(axis=(0, 2))
    return by_hour[contacts > 0] / contacts[contacts > 0], work.whole.in_time.value or 0.0


def test_after_a_steep_fall_customers_are_served_as_before() -> None:
    offered = np.where((HOUR_OF_DAY >= 8) & (HOUR_OF_DAY < 12), 7.5, 1.9)

    by_slot, _ = served_by_hour(offered, agents_for(offered))
    by_load, _ = served_by_hour(offered, agents_for(contacts_under_way(offered, np.full(WEEK, SECONDS))))

    noon = 12
    assert by_slot.argmin() == noon
    assert by_load[noon] > by_slot[noon] + 0.02


def test_an_opening_takes_fewer_hours_for_the_promised_service() -> None:
    offered = np.where((HOUR_OF_DAY >= 8) & (HOUR_OF_DAY < 18), 7.5, 0.0)
    lagging = agents_for(contacts_under_way(offered, np.full(WEEK, SECONDS)))

    by_hour, whole = served_by_hour(offered, lagging)

    assert lagging.sum() < 0.97 * agents_for(offered).sum()
    assert whole > 0.8
    assert by_hour.min() > 0.8
