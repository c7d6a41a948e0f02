"""Language of a request: the best of the languages we have, by what the browser asks for. Zones are not Babel's business here."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel, get_locale

LANGUAGES = ("en",)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=_select_locale, default_translation_directories="translations")
    app.context_processor(lambda: {"language": str(get_locale() or "en").replace("_", "-")})


def _select_locale() -> str | None:
    return request.accept_languages.best_match(LANGUAGES) if request else None
