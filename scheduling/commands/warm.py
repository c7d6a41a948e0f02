"""``python -m scheduling warm``: compile the engine's kernels once, so that no first solve waits for it."""

import argparse
import sys
import time

from scheduling.commands.command import LEGAL, Command


def _add_options(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def _run(options: argparse.Namespace) -> int:
    del options
    from scheduling.rostering.tours.warm import warm
    from scheduling.simulation.warm import warm as warm_simulation

    started = time.monotonic()
    warm()
    warm_simulation()
    sys.stdout.write(f"kernels are compiled and cached ({time.monotonic() - started:.1f} s)\n")
    return LEGAL


COMMAND = Command("warm", "compile and cache the engine's kernels", _add_options, _run)
