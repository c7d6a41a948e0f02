"""``python -m scheduling check``: put a roster to the law, then score it."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from scheduling.commands.command import LEGAL, NOT_LEGAL, Command
from scheduling.rostering.checker import Violation, check
from scheduling.rostering.files import read_problem, read_roster
from scheduling.rostering.rules import RULES
from scheduling.rostering.scoring import Score, score

SHOWN_EACH = 10


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", type=Path, help="the problem file (roster-problem/1)")
    parser.add_argument("roster", type=Path, help="the roster file (roster/1)")
    parser.add_argument("--all", action="store_true", help=f"show every violation, not only the first {SHOWN_EACH} of each rule")


def _run(options: argparse.Namespace) -> int:
    problem = read_problem(options.problem)
    roster = read_roster(options.roster)
    violations = check(problem, roster)
    lines = [
        f"{problem.name}: {len(problem.people)} people, {len(problem.work_types)} work types, {len(roster.shifts)} shifts",
        *violation_lines(violations, shown_each=len(violations) if options.all else SHOWN_EACH),
        *_score_lines(score(problem, roster)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return NOT_LEGAL if violations else LEGAL


def violation_lines(violations: tuple[Violation, ...], *, shown_each: int = SHOWN_EACH) -> Iterator[str]:
    """The violations by rule, in the order of the law."""
    yield f"violations: {len(violations)}"
    for rule in RULES:
        broken = [violation for violation in violations if violation.rule == rule.name]
        if broken:
            yield f"  {rule.name}: {len(broken)}   ({rule.law})"
        for violation in broken[:shown_each]:
            first, last = violation.slots
            yield f"    {violation.person or 'roster'} [{first}, {last}]: {violation.message}"
        if len(broken) > shown_each:
            yield f"    … and {len(broken) - shown_each} more"


def _score_lines(scored: Score) -> Iterator[str]:
    yield f"required    {scored.required_hours:12,.2f} h"
    yield f"short       {scored.short_hours:12,.2f} h   {_share(scored.short_hours, scored.required_hours)} of required"
    yield f"surplus     {scored.surplus_hours:12,.2f} h   {_share(scored.surplus_hours, scored.required_hours)} of required"
    yield f"paid        {scored.paid_hours:12,.2f} h"
    yield f"occupancy   {100 * scored.occupancy_share:12,.2f} %"
    yield "by work type           required h      short h    surplus h"
    for work in scored.by_work_type:
        yield f"  {work.work_type:<18}{work.required_hours:13,.2f}{work.short_hours:13,.2f}{work.surplus_hours:13,.2f}"
    yield "lines, in minutes of shortage"
    for line in scored.lines:
        yield f"  {line.name:<18}{line.minutes_of_shortage:13,.1f}   ({line.amount:,.2f} {line.unit})"
    yield f"  {'all':<18}{scored.objective:13,.1f}"


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "0.00 %"


COMMAND = Command("check", "check a roster against the rules, then score it", _add_options, _run)
