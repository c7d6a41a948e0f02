"""What a rule says of a violation: a sentence and its figures apart, to be told in any language; ``str`` tells it in English."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Duration:
    """So many minutes, such as ``9 h 30 min``."""

    minutes: int

    def __str__(self) -> str:
        hours, rest = divmod(abs(self.minutes), 60)
        text = f"{hours} h {rest} min" if rest and hours else f"{hours} h" if hours or not rest else f"{rest} min"
        return f"-{text}" if self.minutes < 0 else text


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the person's own local time, such as ``Tue 24 Nov 09:00``."""

    local: datetime

    def __str__(self) -> str:
        return self.local.strftime("%a %d %b %H:%M")


@dataclass(frozen=True, slots=True)
class WorkNamed:
    """A work type, bundle or activity by what the problem calls it; somebody else may know a better name."""

    id: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """Somebody by what the problem calls them."""

    id: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Listed:
    """Several parts one after the other; ``none`` is said where there is nothing."""

    parts: tuple["Said", ...]
    between: str
    none: "Said"

    def __str__(self) -> str:
        return self.between.join(map(str, self.parts)) or str(self.none)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with ``%(name)s`` where its figures belong."""

    template: str
    figures: tuple[tuple[str, "Figure"], ...] = ()

    def __str__(self) -> str:
        return self.template % {name: str(figure) for name, figure in self.figures}


Figure = int | str | Duration | Moment | PersonNamed | WorkNamed | Listed | Said


def said(template: str, **figures: Figure) -> Said:
    """The sentence of ``template`` with these figures."""
    return Said(template, tuple(figures.items()))


def listed(parts: Iterable[Said], *, between: str = ", ", none: str = "none") -> Listed:
    """One part after the other."""
    return Listed(tuple(parts), between, Said(none))
