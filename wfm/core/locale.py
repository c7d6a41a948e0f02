"""Language of a request: the best we have of those the browser asks for. Zones of time are not Babel's business here."""

from __future__ import annotations

from pathlib import Path

from babel import negotiate_locale
from flask import Flask, current_app, request
from flask_babel import Babel, get_locale

SOURCE_LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def init_app(app: Flask) -> None:
    translated = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    app.config["WFM_LANGUAGES"] = (SOURCE_LANGUAGE, *translated)
    Babel(app, locale_selector=_select_locale, default_translation_directories=str(TRANSLATIONS))
    app.context_processor(lambda: {"language": str(get_locale() or SOURCE_LANGUAGE).replace("_", "-")})


def _select_locale() -> str | None:
    if not request:
        return None
    wanted = [language.replace("-", "_") for language in request.accept_languages.values()]
    return negotiate_locale(wanted, current_app.config["WFM_LANGUAGES"])
