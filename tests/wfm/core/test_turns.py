"""Turns: one at a time, first come first served, and nobody waits for ever."""

from __future__ import annotations

import threading
import time

from wfm.core.turns import Turns


def test_who_came_first_is_served_first() -> None:
    turns = Turns()
    assert turns.take(seconds=1)
    served: list[int] = []

    def wait(number: int) -> None:
        assert turns.take(seconds=10)
        served.append(number)
        turns.give_back()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:  # until it stands in the row
            time.sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join()

    assert served == [0, 1, 2, 3, 4]
    assert turns.take(seconds=0)


def test_who_waits_for_too_long_goes_on_without_and_leaves_the_row() -> None:
    turns = Turns()
    assert turns.take(seconds=1)

    assert not turns.take(seconds=0.01)

    turns.give_back()
    assert turns.take(seconds=0)


def test_a_thread_that_always_wants_more_does_not_starve_another() -> None:
    turns = Turns()
    greedy_until = time.monotonic() + 0.3
    waits: list[float] = []

    def write_again_and_again() -> None:
        while time.monotonic() < greedy_until:
            assert turns.take(seconds=10)
            time.sleep(0.002)
            turns.give_back()

    def write_now_and_then() -> None:
        while time.monotonic() < greedy_until:
            began = time.monotonic()
            assert turns.take(seconds=10)
            waits.append(time.monotonic() - began)
            turns.give_back()

    threads = [threading.Thread(target=write_again_and_again) for _ in range(4)] + [threading.Thread(target=write_now_and_then)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Four others are before it at most, each for a few thousandths of a second.
    assert len(waits) >= 5
