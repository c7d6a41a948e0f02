"""What every command shares: its shape, options that refuse wrong values by name, and files that must be there or writable."""

import argparse
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LEGAL = 0
NOT_LEGAL = 1
BAD_INPUT = 2


class BadInputError(ValueError):
    """Something the caller can mend; the text names it. Ends the command with exit code 2."""


@dataclass(frozen=True, slots=True)
class Command:
    """A name for the command line, a line of help, its options and what it does; ``run`` returns the exit code."""

    name: str
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def whole_number(*, low: int, high: int) -> Callable[[str], int]:
    """An option's type: a whole number between two limits."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is outside {low} to {high}")
        return value

    return parse


def positive_number(*, high: float) -> Callable[[str], float]:
    """An option's type: a number above zero, at most ``high``."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not math.isfinite(value) or not 0 < value <= high:
            raise argparse.ArgumentTypeError(f"{text} is outside 0 (not included) to {high:g}")
        return value

    return parse


def monday(text: str) -> date:
    """An option's type: the date of a Monday."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-23") from None
    if day.isoweekday() != 1:
        raise argparse.ArgumentTypeError(f"{text} is a {day:%A}, a Monday is expected")
    if not 1980 <= day.year <= 2100:
        raise argparse.ArgumentTypeError(f"{text} is outside the years 1980 to 2100")
    return day


def writable_file(path: Path, *, option: str) -> Path:
    """The path, if a file can be written there. Raises BadInputError before any work is done for nothing."""
    folder = path.parent
    if path.is_dir():
        raise BadInputError(f"{option}: {path} is a folder")
    if not folder.is_dir():
        raise BadInputError(f"{option}: folder {folder} does not exist")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise BadInputError(f"{option}: {path} cannot be written")
    return path
