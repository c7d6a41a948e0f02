"""Collects the `flask` commands that the features offer: each `commands` module lists its own in `COMMANDS`."""

from flask import Flask

from wfm.features import feature_modules


def init_app(app: Flask) -> None:
    for module in feature_modules("commands"):
        for command in module.COMMANDS:
            app.cli.add_command(command)
