"""Workforce management for remote contact teams: the Flask application. `create_app` is the only code here."""

from __future__ import annotations

from flask import Flask

from wfm.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve. Raises SettingsError when a setting is missing or wrong."""
    from wfm import assembly

    return assembly.assemble(settings if settings is not None else read_settings())
