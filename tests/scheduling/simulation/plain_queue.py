"""The simulation once more, written plainly and slowly: what anybody would write from its description, to hold the compiled one against.

Whoever gives up leaves at once, lines are lists, and how far a contact has got is an exact fraction. Shares no more with the kernel than
the names of its figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from scheduling.demand import Numbers
from scheduling.simulation.contacts import Ints, Terms
from scheduling.simulation.duties import Change
from scheduling.simulation.kernel import ABANDONED, ANSWERED, FIGURES, IN_TIME, OFFERED, OPEN
from scheduling.simulation.ticks import NEVER

Part = tuple[Ints, Numbers, Ints]


@dataclass
class Contact:
    stream: int
    arrives: int
    work: float
    gives_up: int


@dataclass
class Somebody:
    """On duty for some streams; ``in_hand`` is the work left of each contact, all of one stream; idle or with room ``since`` a turn."""

    number: int
    serves: frozenset[int] = frozenset()
    doing: int = -1
    in_hand: list[Fraction] = field(default_factory=list)
    as_of: int = 0
    ends: int | None = None
    since: int = 0


class PlainQueue:
    """One replication."""

    def __init__(self, parts: Sequence[Part], changes: Sequence[Change], pace: Numbers, terms: Terms, *, slot: int, slots: int) -> None:
        self.pace, self.terms, self.slot, self.slots, self.turn = pace, terms, slot, slots, 0
        contacts = [
            Contact(stream, int(arrives), float(work), int(gives_up))
            for stream, part in enumerate(parts)
            for arrives, work, gives_up in zip(*part, strict=True)
        ]
        self.contacts = sorted(contacts, key=lambda contact: (contact.arrives, contact.stream))
        self.changes = sorted(changes, key=lambda change: (change.at, change.shift))
        self.kinds = list(dict.fromkeys([frozenset[int](), *(frozenset(change.served) for change in self.changes)]))
        self.people = [Somebody(number) for number in range(len(pace))]
        self.waiting: list[list[Contact]] = [[] for _ in parts]
        self.figures = np.zeros((len(parts), slots, FIGURES))
        self.waits, self.busy = np.zeros((len(parts), slots)), np.zeros((len(parts), slots))

    def run(self, present: Ints) -> tuple[Numbers, Numbers, Numbers]:
        """Until nothing happens any more."""
        contacts, changes = list(self.contacts), list(self.changes)
        while True:
            ending = min((one for one in self.people if one.ends is not None), key=lambda one: (one.ends, one.number), default=None)
            moments = [
                *([(changes[0].at, 0)] if changes else []),
                *([(ending.ends, 1)] if ending is not None and ending.ends is not None else []),
                *([(contacts[0].arrives, 2)] if contacts else []),
            ]
            if not moments:
                break
            now, kind = min(moments)
            self._those_give_up_whose_time_has_come(now)
            if kind == 0:
                change = changes.pop(0)
                self._changes_duty(self.people[change.person], frozenset(change.served) if present[change.shift] else frozenset(), now)
            elif kind == 1 and ending is not None:
                self._get_on(ending, now)
                ending.in_hand.remove(min(ending.in_hand))
                self._takes_what_waits(ending, now)
            else:
                self._arrives(contacts.pop(0), now)
        for contact in (contact for line in self.waiting for contact in line):
            self.figures[contact.stream, self._slot(contact.arrives), ABANDONED if contact.gives_up < NEVER else OPEN] += 1
        return self.figures, self.waits, self.busy

    def _slot(self, time: int) -> int:
        return min(time // self.slot, self.slots - 1)

    def _rate(self, stream: int, in_hand: int) -> Fraction:
        slowdown = Fraction(float(self.terms.slowdown[stream]))
        return (1 + (int(self.terms.at_once[stream]) - 1) * slowdown) / (1 + (in_hand - 1) * slowdown)

    def _those_give_up_whose_time_has_come(self, now: int) -> None:
        for line in self.waiting:
            for contact in [contact for contact in line if contact.gives_up <= now]:
                line.remove(contact)
                self.figures[contact.stream, self._slot(contact.arrives), ABANDONED] += 1

    def _changes_duty(self, one: Somebody, serves: frozenset[int], now: int) -> None:
        if serves == one.serves:
            return
        one.serves = serves
        if not one.in_hand or self._has_room(one):
            self._takes_what_waits(one, now)

    def _arrives(self, contact: Contact, now: int) -> None:
        self.figures[contact.stream, self._slot(now), OFFERED] += 1
        able = [
            one
            for one in self.people
            if contact.stream in one.serves and (not one.in_hand or (one.doing == contact.stream and self._has_room(one)))
        ]
        if self.waiting[contact.stream] or not able:
            self.waiting[contact.stream].append(contact)
            return
        first = min(able, key=lambda one: (len(one.in_hand), self._special(one) if not one.in_hand else (0, 0), one.since))
        self._takes(first, contact, now)
        self._takes_what_waits(first, now)

    def _special(self, one: Somebody) -> tuple[int, int]:
        return len(one.serves), self.kinds.index(one.serves)

    def _has_room(self, one: Somebody) -> bool:
        return one.doing in one.serves and len(one.in_hand) < self.terms.at_once[one.doing]

    def _takes_what_waits(self, one: Somebody, now: int) -> None:
        while True:
            streams = one.serves if not one.in_hand else {one.doing} if self._has_room(one) else set()
            first = [self.waiting[stream][0] for stream in streams if self.waiting[stream]]
            if not first:
                break
            contact = min(first, key=lambda contact: (self.terms.rank[contact.stream], contact.arrives, contact.stream))
            self.waiting[contact.stream].remove(contact)
            self._takes(one, contact, now)
        self.turn += 1
        one.since = self.turn
        rate = self._rate(one.doing, len(one.in_hand)) if one.in_hand else Fraction(1)
        one.ends = one.as_of + max(0, int(min(one.in_hand) / rate)) if one.in_hand else None

    def _takes(self, one: Somebody, contact: Contact, now: int) -> None:
        self._get_on(one, now)
        slot = self._slot(contact.arrives)
        self.figures[contact.stream, slot, ANSWERED] += 1
        self.figures[contact.stream, slot, IN_TIME] += now - contact.arrives <= self.terms.threshold[contact.stream]
        self.waits[contact.stream, slot] += now - contact.arrives
        one.doing = contact.stream
        one.in_hand.append(Fraction(contact.work * float(self.pace[one.number, contact.stream])))

    def _get_on(self, one: Somebody, now: int) -> None:
        if one.in_hand:
            done = (now - one.as_of) * self._rate(one.doing, len(one.in_hand))
            one.in_hand = [left - done for left in one.in_hand]
            for time in range(one.as_of, min(now, self.slot * self.slots)):
                self.busy[one.doing, time // self.slot] += 1
        one.as_of = now
