"""Whose turn it is to write to SQLite, among the threads of a process.

SQLite has one writer at a time and lets those who wait try again at random, so that somebody may never come to it while others write at
full speed. Within a process, who came first is served first; between processes SQLite decides.
"""

from __future__ import annotations

import os
import threading
from collections import deque


class Turns:
    """One holder at a time, in the order of arrival. Who waits for too long goes on without a turn, and the database has its say."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False
        # A process that was forked while a thread held a turn has no such thread.
        os.register_at_fork(after_in_child=self._forget)

    def take(self, *, seconds: float) -> bool:
        """Whether the turn came within this time. Who got it gives it back."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the very moment in which the patience ended

    def give_back(self) -> None:
        """The next one in the row has it."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    def _forget(self) -> None:
        self._lock, self._waiting, self._is_taken = threading.Lock(), deque(), False
