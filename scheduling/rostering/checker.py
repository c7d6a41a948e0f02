"""Every roster passes through here: the engine's own, a hand edit, a swap, an import. Shares no code with the engine."""

from scheduling.rostering.person import ShiftLock
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Shift
from scheduling.rostering.rules import RULES
from scheduling.rostering.rules.case import lay_out
from scheduling.rostering.rules.rule import Violation

__all__ = ["Violation", "check", "contradictions"]


def check(problem: RosterProblem, roster: Roster) -> tuple[Violation, ...]:
    """What of the roster breaks the law, rule by rule in the order of RULES; empty for a legal one."""
    case = lay_out(problem, roster)
    return tuple(violation for rule in RULES for violation in rule.violations(case))


def contradictions(problem: RosterProblem) -> tuple[Violation, ...]:
    """Why the problem has no legal roster at all, as far as its locked shifts tell: what they break whatever is planned around them."""
    locked: list[Shift] = [lock.shift for person in problem.people for lock in person.locks if isinstance(lock, ShiftLock)]
    case = lay_out(problem, Roster(problem=problem.name, shifts=tuple(locked)))
    return tuple(violation for rule in RULES if not rule.healed_by_more_shifts for violation in rule.violations(case))
