"""The law in the reader's language: every sentence of every rule can be translated, and its figures are told as that language does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from scheduling.rostering import rules
from scheduling.rostering.rules.said import Duration, Moment, PersonNamed, WorkNamed, listed, said
from wfm.rosters.law_texts import RULE_TEXTS, SENTENCES, Names, sentence

WITHOUT_FIGURES = {"none", "break"}
EVENING = Moment(datetime(2026, 12, 1, 21, 30))  # noqa: DTZ001  somebody's local time


def sentences_of_the_rules() -> Iterator[str]:
    for path in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "%(" in node.value and "``" not in node.value:
                yield node.value


def test_every_sentence_and_every_rule_is_collected_for_translation() -> None:
    assert {str(text) for text in SENTENCES} == set(sentences_of_the_rules()) | WITHOUT_FIGURES
    assert set(RULE_TEXTS) == {rule.name for rule in rules.RULES}


REST = said("%(rest)s of rest before %(start)s, the contract asks for %(least)s", rest=Duration(570), start=EVENING, least=Duration(660))
BREAKS = said(
    "breaks of the shift from %(start)s that lasts %(length)s: due %(due)s, taken %(taken)s",
    start=EVENING,
    length=Duration(480),
    due=listed([said("%(minutes)s min paid %(after)s after the start", minutes=30, after=Duration(150))] * 2, between="; "),
    taken=listed([]),
)


@pytest.mark.parametrize(
    ("language", "found", "text"),
    [
        ("en", REST, "9 h 30 min of rest before Tue 1 Dec 21:30, the contract asks for 11 h"),
        ("de", REST, "9 h 30 min Ruhezeit vor Di. 1 Dez. 21:30, der Vertrag verlangt 11 h"),
        ("de", BREAKS, "zustehend 30 min bezahlt 2 h 30 min nach Beginn; 30 min bezahlt 2 h 30 min nach Beginn, genommen keine"),
    ],
)
def test_a_sentence_is_told_in_the_readers_language(app: Flask, language: str, found: object, text: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert sentence(found).endswith(text)  # type: ignore[arg-type]


def test_people_and_work_are_told_by_their_names(app: Flask) -> None:
    found = said("work on %(work)s, which %(person)s may not serve", work=WorkNamed("chat"), person=PersonNamed("17"))

    with app.test_request_context():
        names = Names(people={"17": "Ana Reis"}, work={"chat": "Live chat"})
        assert sentence(found, names=names) == "work on Live chat, which Ana Reis may not serve"
    assert str(found) == "work on chat, which 17 may not serve"
