"""How a feature writes a `flask` command: `@command("forecast")`. What a person can mend ends in one message and exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask.cli import with_appcontext

from wfm.core.errors import WfmError

EXIT_CODE = 2


class CommandFailed(click.ClickException):
    exit_code = EXIT_CODE


class WfmCommand(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WfmError as error:
            raise CommandFailed("\n".join((error.message, *(f"  {line}" for line in error.details)))) from error


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that runs inside the application's context and reports our errors as text."""

    def make(function: Callable[..., Any]) -> click.Command:
        return click.command(name, cls=WfmCommand)(with_appcontext(function))

    return make
