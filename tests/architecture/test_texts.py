"""Every text a person sees goes through Babel. Help texts of commands are the exception."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.files import ROOT, python_files
from wfm.core.errors import WfmError

TEMPLATES = sorted((ROOT / "wfm/templates").rglob("*.html"))
# A block called …_class fills a class attribute.
JINJA = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>|&\w+;", re.DOTALL)
SAME_IN_EVERY_LANGUAGE = {"UTC"}
WORD = re.compile(r"[^\W\d_]{3,}")


def error_names(kind: type[WfmError] = WfmError) -> set[str]:
    return {kind.__name__}.union(*(error_names(below) for below in kind.__subclasses__()))


def is_bare_text(argument: ast.expr) -> bool:
    return isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.Constant) and isinstance(argument.value, str))


def test_messages_of_errors_and_pages_go_through_babel(app: Flask) -> None:
    speaking = error_names() | {"flash"}
    bare = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files("wfm")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in speaking and call.args and is_bare_text(call.args[0])
    ]

    assert bare == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "wfm/templates").as_posix())
def test_words_of_templates_go_through_babel(template: Path) -> None:
    text = MARKUP.sub(" ", JINJA.sub(" ", template.read_text(encoding="utf-8")))

    assert set(WORD.findall(text)) - SAME_IN_EVERY_LANGUAGE == set()
