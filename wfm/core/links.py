"""Addresses of this service for use outside of it, such as in mails. They come from the settings alone: what a request says about
its host can be forged."""

from __future__ import annotations

from typing import Any

from flask import Flask

from wfm.settings import Settings


def public_link(app: Flask, endpoint: str, **values: Any) -> str:
    """The address of a page as people outside reach it."""
    settings: Settings = app.config["WFM_SETTINGS"]
    return settings.public_url.rstrip("/") + app.url_map.bind("").build(endpoint, values)
