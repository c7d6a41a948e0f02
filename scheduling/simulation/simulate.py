"""Send the contacts of a week through a roster, many times over, and tell what service they meet."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.simulation.contacts import ContactStream, Floats, Ints, draw_contacts, terms_of
from scheduling.simulation.duties import OFF, Duties, duties_of
from scheduling.simulation.kernel import FIGURES, run
from scheduling.simulation.outlook import Count, Outlook, Tally
from scheduling.simulation.ticks import ITEMS_MAX, SLOT_TICKS, TICKS_PER_SECOND
from scheduling.timegrid import SLOT_SECONDS, SLOTS_PER_DAY, Span

_ABSENCE = 2**31 - 1
"""Keeps the draws of who stays away apart from those of contacts."""


def simulate(
    problem: RosterProblem,
    roster: Roster,
    streams: Sequence[ContactStream],
    *,
    replications: int = 50,
    seed: int = 1,
    absence_share: float = 0.0,
    spans: Sequence[Span] = (),
    threads: int = 1,
    should_stop: Callable[[], bool] | None = None,
) -> Outlook:
    """The service outlook of a roster.

    Contacts of each work type arrive as its stream tells; people serve what their segment says, in the problem's modes, each at their
    own speed; whoever has been idle longest takes a contact, among those who serve least else, and where nobody is idle whoever has least
    of its kind in hand; whoever has time takes the most important one that waits, and of those the one that waited longest.
    People miss ``absence_share`` of their days at random. ``spans`` are slots for which the service is told apart, such as days. The same
    seed meets the same contacts, whatever the roster. A run that is stopped tells what it has seen. Raises ValueError for streams of other
    lengths than the horizon or of one work type, and for more than 262,144 people.
    """
    _check(problem, streams, replications, absence_share)
    duties = duties_of(problem, roster, work_types=[stream.work_type for stream in streams])
    terms = terms_of(streams)
    shape, turns = (len(streams), problem.slots), _turns(duties)
    # Somebody stays away for a day, whatever their shifts of it are: the same days for any roster.
    days = problem.slots // SLOTS_PER_DAY + 1
    shift_days = np.clip(duties.shift_begins // (SLOT_TICKS * SLOTS_PER_DAY), 0, days - 1)

    def replicate(replication: int) -> Count | None:
        if should_stop is not None and replication and should_stop():
            return None
        figures, waits, busy = np.zeros((*shape, FIGURES)), np.zeros(shape), np.zeros(shape)
        draws = np.random.default_rng([seed, replication, _ABSENCE]).random((len(problem.people), days))
        present = (draws[duties.shift_person, shift_days] >= absence_share).astype(np.int64)
        contacts = draw_contacts(streams, seed=seed, replication=replication)
        run(contacts, duties, present, terms, SLOT_TICKS, figures, waits, busy)
        return Count(figures, waits / TICKS_PER_SECOND, busy / TICKS_PER_SECOND, _present_seconds(turns, present, problem.slots))

    tally = Tally(streams, slots=problem.slots, spans=spans)
    with ThreadPoolExecutor(threads) as pool:
        for count in pool.map(replicate, range(replications)):
            if count is not None:
                tally.add(count)
    return tally.outlook()


def _check(problem: RosterProblem, streams: Sequence[ContactStream], replications: int, absence_share: float) -> None:
    for stream in streams:
        if len(stream.offered) != problem.slots:
            raise ValueError(f"{stream.work_type} has {len(stream.offered)} numbers, the horizon has {problem.slots} slots")
    if len({stream.work_type for stream in streams}) < len(streams):
        raise ValueError("two streams are of the same work type")
    if max(len(problem.people), len(streams)) > ITEMS_MAX:
        raise ValueError(f"{len(problem.people)} people and {len(streams)} streams, the simulation takes at most {ITEMS_MAX}")
    if replications < 1:
        raise ValueError(f"replications is {replications}, the least is 1")
    if not 0 <= absence_share < 1:
        raise ValueError(f"absence_share is {absence_share}, it lies between 0 and less than 1")


def _turns(duties: Duties) -> Ints:
    """Slot, +1 or −1, and shift of each change between serving something and serving nothing."""
    turns: list[tuple[int, int, int]] = []
    serves: dict[int, bool] = {}
    for at, shift, duty in zip((duties.at // SLOT_TICKS).tolist(), duties.shift.tolist(), duties.duty.tolist(), strict=True):
        if serves.get(shift, False) != (duty != OFF):
            serves[shift] = duty != OFF
            turns.append((at, 1 if duty != OFF else -1, shift))
    return np.array(turns, np.int64).reshape(-1, 3)


def _present_seconds(turns: Ints, present: Ints, slots: int) -> Floats:
    """Seconds in each slot that people who came spend on duties that serve something."""
    change = np.zeros(slots + 1)
    np.add.at(change, np.clip(turns[:, 0], 0, slots), turns[:, 1] * present[turns[:, 2]])
    return np.cumsum(change)[:slots] * SLOT_SECONDS
