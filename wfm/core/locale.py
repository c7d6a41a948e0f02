"""Language of a request: the best we have of those the browser asks for. Zones of time are not Babel's business here."""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError, negotiate_locale
from flask import Flask, current_app, request
from flask_babel import Babel

SOURCE_LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def init_app(app: Flask) -> None:
    translated = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    app.config["WFM_LANGUAGES"] = (SOURCE_LANGUAGE, *translated)
    Babel(app, locale_selector=_select_locale, default_translation_directories=str(TRANSLATIONS))
    app.context_processor(lambda: {"language": (_select_language() or app.config["BABEL_DEFAULT_LOCALE"]).replace("_", "-")})


def _select_language() -> str | None:
    """The language of texts: the best of those we have."""
    return negotiate_locale(_wanted(), current_app.config["WFM_LANGUAGES"])


def _select_locale() -> str | None:
    """The same with the country the browser names, by whose custom dates and numbers are written."""
    language = _select_language() if request else None
    if language is None:
        return None
    return next((tag for tag in _wanted() if tag.split("_")[0] == language and _is_known(tag)), language)


def _wanted() -> list[str]:
    return [tag.replace("-", "_") for tag in request.accept_languages.values()] if request else []


def _is_known(tag: str) -> bool:
    try:
        Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return False
    return True
