"""The compiled simulation tells to the last contact and tick what the plain one tells, whatever people, duties and contacts there are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.demand import Numbers
from scheduling.simulation.contacts import Ints, Terms, contacts_of
from scheduling.simulation.duties import Change, duties_from
from scheduling.simulation.kernel import ABANDONED, ANSWERED, FIGURES, OFFERED, OPEN, run
from scheduling.simulation.ticks import NEVER
from tests.scheduling.simulation.plain_queue import Part, PlainQueue

LAST_ARRIVAL = 150


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_the_kernel_tells_what_the_plain_simulation_tells(seed: int) -> None:
    random = np.random.default_rng(seed)
    streams, people = int(random.integers(0, 5)), int(random.integers(0, 6))
    terms = some_terms(random, streams)
    parts = [some_contacts(random) for _ in range(streams)]
    changes: list[Change] = []
    for person in range(people):
        add_duties(changes, random, person, streams)
    pace = random.uniform(0.3, 2.0, (people, streams))
    duties = duties_from(changes, pace)
    present = (random.random(len(duties.shift_person)) > 0.15).astype(np.int64)
    slot = int(random.choice([1, 7, 30]))
    slots = int(random.choice([LAST_ARRIVAL, LAST_ARRIVAL // 2])) // slot

    figures, waits, busy = np.zeros((streams, slots, FIGURES)), np.zeros((streams, slots)), np.zeros((streams, slots))
    run(contacts_of(parts), duties, present, terms, slot, figures, waits, busy)

    plain_figures, plain_waits, plain_busy = PlainQueue(parts, changes, pace, terms, slot=slot, slots=slots).run(present)
    assert (figures == plain_figures).all()
    assert (waits == plain_waits).all()
    assert (busy == plain_busy).all()
    assert (figures.sum(axis=1)[:, OFFERED] == figures.sum(axis=1)[:, [ABANDONED, ANSWERED, OPEN]].sum(axis=1)).all()


def some_terms(random: np.random.Generator, streams: int) -> Terms:
    return Terms(
        rank=random.integers(0, 3, streams),
        threshold=random.integers(0, 30, streams).astype(np.float64),
        at_once=random.choice([1, 1, 2, 3, 6], streams).astype(np.int64),
        slowdown=random.random(streams) * random.integers(0, 3),
    )


def some_contacts(random: np.random.Generator) -> Part:
    count = int(random.choice([0, 3, 20, 60]))
    arrives: Ints = np.sort(random.integers(0, LAST_ARRIVAL, count))
    work: Numbers = random.exponential(float(random.choice([1, 20, 300])), count)
    patience = int(random.choice([-1, 0, 5, 40]))
    return arrives, work, np.full(count, NEVER) if patience < 0 else arrives + random.integers(0, patience + 1, count)


def add_duties(changes: list[Change], random: np.random.Generator, person: int, streams: int) -> None:
    """Shifts of one more person, some of which touch, each of stretches that serve some streams or none."""
    at, shift = int(random.integers(0, 50)), max((change.shift + 1 for change in changes), default=0)
    while at < 1.3 * LAST_ARRIVAL and random.random() < 0.8:
        ends = at + int(random.integers(1, LAST_ARRIVAL // 2))
        while at < ends:
            served = tuple(np.flatnonzero(random.random(streams) < 0.5).tolist()) if random.random() < 0.8 else ()
            changes.append(Change(at, shift, person, served))
            at = min(ends, at + int(random.integers(1, 60)))
        changes.append(Change(ends, shift, person, ()))
        at, shift = ends + int(random.choice([0, 0, 20])), shift + 1
