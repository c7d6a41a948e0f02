"""``python -m scheduling pool``: generate a problem file."""

import argparse
import sys
from pathlib import Path

from scheduling.commands.command import LEGAL, BadInputError, Command, monday, positive_number, whole_number, writable_file
from scheduling.zone_offsets import UnknownZoneError, zone_named

DEFAULT_TIGHTNESS = 0.95


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=whole_number(low=1, high=100_000), required=True, help="how many people")
    parser.add_argument("--queues", type=whole_number(low=1, high=200), required=True, help="how many work types")
    parser.add_argument(
        "--tightness",
        type=positive_number(high=5),
        help="required hours over what people could give; 0.95 in a free pool, the hidden roster's own in a planted one",
    )
    parser.add_argument("--seed", type=whole_number(low=0, high=2**31), required=True, help="the same seed gives the same problem")
    parser.add_argument(
        "--planted", action="store_true", help="require what a hidden legal roster covers, so that no shortage is reachable"
    )
    parser.add_argument("--week", type=monday, help="the Monday on which the week starts (2026-11-23)")
    parser.add_argument("--zone", default="UTC", help="the zone in which the week starts at midnight (UTC)")
    parser.add_argument("--out", type=Path, required=True, help="the problem file to write")


def _run(options: argparse.Namespace) -> int:
    from scheduling.rostering.files import write_problem
    from scheduling.rostering.pools import DEFAULT_WEEK, PoolSpec, capacity_hours, make_pool

    out = writable_file(options.out, option="--out")
    try:
        zone_named(options.zone)
    except UnknownZoneError as error:
        raise BadInputError(f"--zone: {error}") from None
    spec = PoolSpec(
        people=options.people,
        queues=options.queues,
        seed=options.seed,
        tightness=options.tightness or (None if options.planted else DEFAULT_TIGHTNESS),
        planted=options.planted,
        week_starts_on=options.week or DEFAULT_WEEK,
        reference_zone=options.zone,
    )
    try:
        problem = make_pool(spec)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    write_problem(problem, out)
    required = sum(map(sum, problem.required.values())) / 4
    zones = len({person.zone for person in problem.people})
    sys.stdout.write(
        f"{out}: {problem.name}, {options.people} people in {zones} zones, {options.queues} work types, "
        f"{required:,.1f} hours required, tightness {required / capacity_hours(problem):.3f}\n"
    )
    return LEGAL


COMMAND = Command("pool", "generate a problem: people, queues and what is required", _add_options, _run)
