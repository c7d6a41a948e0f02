"""Every language says everything: no text is missing, unsure or left in English by accident, and each keeps its placeholders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.architecture.files import ROOT

CATALOGS = sorted((ROOT / "wfm/translations").glob("*/LC_MESSAGES/messages.po"))
by_language = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.parent.name)


@cache
def texts_in_use() -> frozenset[str | tuple[str, ...]]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords={"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)})
    return frozenset(text for _file, _line, text, _comments, _context in found)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_there_is_a_second_language() -> None:
    assert [path.parent.parent.name for path in CATALOGS] == ["de"]


@by_language
def test_nothing_is_missing_or_left_over(path: Path) -> None:
    told = {tuple(message.id) if isinstance(message.id, list | tuple) else message.id for message in read(path) if message.id}
    used = {tuple(text) if isinstance(text, list | tuple) else text for text in texts_in_use()}

    assert used - told == set(), "make texts, then translate these"
    assert told - used == set(), "make texts takes these out"


@by_language
def test_every_text_is_translated_and_sure(path: Path) -> None:
    messages = [message for message in read(path) if message.id]

    assert [message.id for message in messages if not all(texts(message))] == []
    assert [message.id for message in messages if message.fuzzy] == []


@by_language
def test_placeholders_are_kept(path: Path) -> None:
    catalog = read(path)

    assert {str(message.id): [str(fault) for fault in faults] for message, faults in catalog.check()} == {}
