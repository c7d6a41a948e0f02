"""How a solve is followed: a live line on standard error, and a file of one JSON object a line for whoever draws it later."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.rostering.engine import Progress

TERMINAL_SECONDS = 0.1
ELSEWHERE_SECONDS = 5.0


class ProgressLine:
    """Rewritten in place on a terminal, now and then a new line elsewhere; a new phase and the first roster always."""

    def __init__(self, *, started: float) -> None:
        self.started = started
        self.is_terminal = sys.stderr.isatty()
        self.shown_at = 0.0
        self.phase = ""

    def show(self, progress: "Progress") -> None:
        """Tell of a progress."""
        now = time.monotonic()
        pause = TERMINAL_SECONDS if self.is_terminal else ELSEWHERE_SECONDS
        if progress.phase == self.phase and now - self.shown_at < pause:
            return
        self.shown_at, self.phase = now, progress.phase
        self._write(_in_words(progress, now - self.started))

    def end(self) -> None:
        """Leave the line on the terminal and go on below it."""
        if self.is_terminal and self.shown_at:
            sys.stderr.write("\n")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{text}" if self.is_terminal else f"{text}\n")
        sys.stderr.flush()


class ProgressFile:
    """Every progress with the seconds since the command began, as it comes; what is there when the command is killed can be read."""

    def __init__(self, path: Path, *, started: float) -> None:
        self.file = path.open("w", encoding="utf-8", buffering=1)
        self.started = started

    def show(self, progress: "Progress") -> None:
        """Add a progress."""
        self.file.write(json.dumps(asdict(progress) | {"seconds": round(time.monotonic() - self.started, 3)}) + "\n")

    def end(self) -> None:
        """Nothing more comes."""
        self.file.close()


def _in_words(progress: "Progress", seconds: float) -> str:
    share = 100 * progress.short_hours / (progress.required_hours or 1.0)
    bound = "" if progress.bound_short_hours is None else f", at least {progress.bound_short_hours:,.1f} h"
    short = f"short {progress.short_hours:,.1f} h ({share:.2f} %{bound})"
    return f"{seconds:6.1f} s  {progress.phase:<10}  {short}  surplus {progress.surplus_hours:,.1f} h  round {progress.rounds}"
