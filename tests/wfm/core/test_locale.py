"""That a translation, once written, reaches the page."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from wfm import create_app
from wfm.core import locale
from wfm.core.formats import day
from wfm.settings import Settings

ROOT = Path(__file__).parents[3]


def test_texts_of_code_and_templates_are_collected(tmp_path: Path) -> None:
    pot = tmp_path / "messages.pot"
    line = [
        sys.executable,
        "-c",
        "from babel.messages.frontend import main; main()",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        "-o",
        str(pot),
        ".",
    ]
    subprocess.run(line, cwd=ROOT, check=True)

    collected = pot.read_text(encoding="utf-8")
    assert 'msgid "Skip to the content"' in collected
    assert 'msgid "There is nothing at this address."' in collected


def test_a_page_speaks_the_best_language_we_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = tmp_path / "pt" / "LC_MESSAGES" / "messages.mo"
    messages.parent.mkdir(parents=True)
    portuguese = Catalog(locale="pt")
    portuguese.add("There is nothing at this address.", "Não há nada neste endereço.")
    with messages.open("wb") as file:
        write_mo(file, portuguese)
    monkeypatch.setattr(locale, "TRANSLATIONS", tmp_path)
    app = create_app(Settings(secret_key="0123456789abcdef", database_url="sqlite://", log_level="ERROR"))
    browser = app.test_client()

    translated = browser.get("/no/such/page", headers={"Accept-Language": "da, pt-BR;q=0.8, en;q=0.5"}).text
    source = browser.get("/no/such/page", headers={"Accept-Language": "da"}).text

    assert "Não há nada neste endereço." in translated
    assert '<html lang="pt">' in translated
    assert "There is nothing at this address." in source


def test_dates_follow_the_country_that_the_browser_names() -> None:
    app = create_app(Settings(secret_key="0123456789abcdef", database_url="sqlite://", log_level="ERROR"))

    def told(languages: str) -> str:
        with app.test_request_context(headers={"Accept-Language": languages}):
            return day(date(2026, 11, 23))

    assert told("en-GB") == "Mon 23 Nov"
    assert told("da, en-GB;q=0.5") == "Mon 23 Nov"
    assert told("en-US, en-GB;q=0.5") == "Mon, Nov 23"
    assert told("en-ZZ-nonsense-x, da") == "Mon, Nov 23"


def test_a_page_is_german_for_who_asks_for_german() -> None:
    app = create_app(Settings(secret_key="0123456789abcdef", database_url="sqlite://", log_level="ERROR"))

    page = app.test_client().get("/no/such/page", headers={"Accept-Language": "de-AT, en;q=0.5"}).text

    assert '<html lang="de"' in page
    assert "Zum Inhalt springen" in page
