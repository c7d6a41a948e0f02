"""Language of a request: the one its actor chose, else the best we have of those the browser asks for. Zones are not Babel's business."""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError, negotiate_locale
from flask import Flask, current_app, request
from flask_babel import Babel

from wfm.core.access import find_current_actor

SOURCE_LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def init_app(app: Flask) -> None:
    translated = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo"))
    app.config["WFM_LANGUAGES"] = (SOURCE_LANGUAGE, *translated)
    Babel(app, locale_selector=_select_locale, default_translation_directories=str(TRANSLATIONS))
    app.context_processor(lambda: {"language": (_select_language() or app.config["BABEL_DEFAULT_LOCALE"]).replace("_", "-")})


def languages() -> list[tuple[str, str]]:
    """The languages we have, each with its own name for itself."""
    return [(tag, (Locale.parse(tag).get_display_name(tag) or tag).capitalize()) for tag in current_app.config["WFM_LANGUAGES"]]


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
    """What the person chose, then what their browser asks for."""
    if not request:
        return []
    actor = find_current_actor()
    asked = [tag.replace("-", "_") for tag in request.accept_languages.values()]
    if actor is None or actor.locale is None:
        return asked
    # The browser's country still says how dates are written, as long as it speaks the language chosen.
    return [*(tag for tag in asked if tag.split("_")[0] == actor.locale), actor.locale, *asked]


def _is_known(tag: str) -> bool:
    try:
        Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return False
    return True
