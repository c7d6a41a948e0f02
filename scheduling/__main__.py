"""The library on its own: ``python -m scheduling pool | solve | check | warm``."""

import argparse
import sys
from collections.abc import Sequence

from scheduling.commands import check, pool, solve, warm
from scheduling.commands.command import BAD_INPUT, BadInputError, Command
from scheduling.rostering.validation import ProblemError

COMMANDS: tuple[Command, ...] = (pool.COMMAND, solve.COMMAND, check.COMMAND, warm.COMMAND)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 legal, 1 a roster breaks a rule, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m scheduling", description="Plan rosters for people who work from anywhere.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in COMMANDS:
        command_parser = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_options(command_parser)
        command_parser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        exit_code: int = options.run(options)
    except (BadInputError, ProblemError, OSError) as error:
        print(f"{parser.prog} {options.command}: {error}", file=sys.stderr)
        return BAD_INPUT
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
