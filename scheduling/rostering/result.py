"""What the engine is told about stopping, what it tells while it runs, and what it answers."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

from scheduling.rostering.files import problem_to_json, roster_from_json, roster_to_json
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Span
from scheduling.rostering.scoring import ScoreLine


class SolveStatus(StrEnum):
    """How a solve ended. OPTIMAL: as little is short as is proved unavoidable, and the objective is proved best but for a trifle."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """What the engine is doing."""

    CONSTRUCT = "construct"
    IMPROVE = "improve"
    SELECT = "select"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: after ``seconds`` of wall clock or, where given, after ``rounds`` of improvement, whichever is first.

    A run stopped by ``rounds`` is reproducible for the same seed and threads; one stopped by the clock is not.
    """

    seconds: float = 60.0
    threads: int = 2
    seed: int = 1
    rounds: int | None = None

    def __post_init__(self) -> None:
        """Refuse limits that would never let the engine work."""
        if not self.seconds > 0:
            raise ValueError(f"seconds is {self.seconds}, it must be above 0")
        if self.threads < 1:
            raise ValueError(f"threads is {self.threads}, the least is 1")
        if self.rounds is not None and self.rounds < 0:
            raise ValueError(f"rounds is {self.rounds}, the least is 0")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running solve stands. Hours short and surplus are those of the best roster; the bound is proved, None before."""

    seconds: float
    phase: Phase
    short_hours: float
    bound_short_hours: float | None
    surplus_hours: float
    objective: float
    rounds: int
    required_hours: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody whose hard rules leave no legal week. Without any one of ``rules`` there would be one; ``text`` says it in words."""

    person: str
    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Unavoidable:
    """A stretch in which ``proved_hours`` of the roster's ``short_hours`` stay short in every roster.

    ``people`` hold a skill for what is short and are available in some of it.
    """

    slots: Span
    short_hours: float
    proved_hours: float
    people: int


@dataclass(frozen=True, slots=True)
class SolveResult:
    """A legal roster with its score by line (minutes of shortage), the proved bounds, and how it came about.

    Who is in ``conflicts`` has no legal week and no shift in the roster. ``unavoidable`` are stretches in which every roster is short.
    """

    status: SolveStatus
    roster: Roster
    digest: str
    required_hours: float
    short_hours: float
    surplus_hours: float
    bound_short_hours: float | None
    bound_objective: float | None
    score_lines: tuple[ScoreLine, ...]
    seconds: float
    first_roster_seconds: float
    rounds: int
    limits: Limits
    conflicts: tuple[Conflict, ...] = ()
    unavoidable: tuple[Unavoidable, ...] = ()

    @property
    def objective(self) -> float:
        """All score lines together, in minutes of shortage."""
        return sum(line.minutes_of_shortage for line in self.score_lines)

    def to_json(self) -> dict[str, Any]:
        """Plain data for storage; ``from_json`` reads it back."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "status": self.status.value,
            "roster": roster_to_json(self.roster),
            "score_lines": [asdict(line) for line in self.score_lines],
            "limits": asdict(self.limits),
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "unavoidable": [asdict(stretch) for stretch in self.unavoidable],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SolveResult":
        """Read what ``to_json`` wrote."""
        return cls(
            **{
                "bound_objective": None,  # results kept by earlier versions do not have it
                **data,
                "status": SolveStatus(data["status"]),
                "roster": roster_from_json(data["roster"]),
                "score_lines": tuple(ScoreLine(**line) for line in data["score_lines"]),
                "limits": Limits(**data["limits"]),
                "conflicts": tuple(Conflict(line["person"], tuple(line["rules"]), line["text"]) for line in data.get("conflicts", ())),
                "unavoidable": tuple(Unavoidable(**{**line, "slots": tuple(line["slots"])}) for line in data.get("unavoidable", ())),
            }
        )


def problem_digest(problem: RosterProblem) -> str:
    """SHA-256 of the problem's file form: equal problems have equal digests."""
    return sha256(dumps(problem_to_json(problem), sort_keys=True).encode()).hexdigest()
