"""How an impossible part of a problem is refused: one error, and the checks that the parts share.

Every text opens with the name of the field as the file spells it, so that a reader of files can put the path before it.
"""

from itertools import pairwise

from scheduling.rostering.roster import Span

SLOT_MINUTES = 15
SLOT_HOURS = SLOT_MINUTES / 60
MINUTES_PER_DAY = 1440
MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY


class ProblemError(ValueError):
    """A part of the problem that cannot be: ``text`` opens with the field and gives the value and the limit; ``owner`` says whose it is."""

    def __init__(self, text: str, owner: str = "") -> None:
        super().__init__(f"{owner}: {text}" if owner else text)
        self.text = text
        self.owner = owner


def refuse(condition: bool, text: str, owner: str = "") -> None:  # noqa: FBT001 - it reads as an assertion does: condition first
    """Raise :class:`ProblemError` with ``text`` where the condition holds."""
    if condition:
        raise ProblemError(text, owner)


def check_minutes(name: str, value: int, *, low: int = 0, high: int | None = None) -> None:
    """Refuse minutes outside their limits or off the slot grid."""
    refuse(value < low, f"{name} is {value}, the least is {low}")
    refuse(high is not None and value > high, f"{name} is {value}, the most is {high}")
    refuse(value % SLOT_MINUTES != 0, f"{name} is {value}, not a multiple of {SLOT_MINUTES} minutes")


def check_minutes_range(name: str, span: Span, *, low: int = 0, high: int | None = None) -> None:
    """Refuse a range of minutes that is upside down, outside its limits or off the slot grid."""
    refuse(span[0] > span[1], f"{name} is {list(span)}: the first is larger than the second")
    for value in span:
        check_minutes(name, value, low=low, high=high)


def check_count(name: str, value: int | None, *, low: int, high: int) -> None:
    """Refuse a count outside its limits; None is no limit at all."""
    refuse(value is not None and not low <= value <= high, f"{name} is {value}, it lies between {low} and {high}")


def check_spans(name: str, spans: tuple[Span, ...]) -> None:
    """Refuse empty spans and spans out of order or over one another."""
    for at, (first, last) in enumerate(spans):
        refuse(last <= first, f"{name}[{at}] is [{first}, {last}], which ends before it starts")
    for at, ((_, last), (first, _)) in enumerate(pairwise(spans), start=1):
        refuse(first < last, f"{name}[{at}] starts at {first}, before the one before it ends ({last})")
