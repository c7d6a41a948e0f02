"""Rules about the source that no other tool checks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, python_files, tracked_files

LINES_MAX = 400
CODE = ("wfm", "scheduling", "skills", "tests", "benchmarks", "migrations/env.py")
CLOCK_READERS = {"now", "utcnow", "today"}
# Log lines carry the machine's time; nothing is decided by it.
MAY_READ_THE_CLOCK = {ROOT / "wfm/core/clock.py", ROOT / "wfm/core/logs.py"}
ZONE_LIBRARIES = {"zoneinfo", "pendulum", "pytz", "dateutil"}
KNOW_ZONES = {"scheduling/timegrid.py", "scheduling/zone_offsets.py"}
# Where packages come from is the business of whoever installs; a lock file must work behind any mirror.
REGISTRY_ADDRESS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|--(extra-)?index-url|--find-links|\"resolved\":"
)
FOLDER_OF_ONE_MACHINE = re.compile(r"(?<![\w.}/])/(root|work|home/\w+|Users/\w+)/")
BINARY = {".png", ".ico", ".woff2", ".gz", ".xlsx", ".mo"}


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def method_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def imported_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name.split(".")[0] for name in node.names]
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return []
    only_names = node.module == "zoneinfo" and {name.name for name in node.names} == {"available_timezones"}
    return [] if only_names else [node.module.split(".")[0]]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_only_the_unit_of_work_commits() -> None:
    committing = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("wfm")
        if relative(path) != "wfm/core/unit_of_work.py"
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        if method_name(call) == "commit"
    ]

    assert committing == []


def test_only_the_clock_reads_the_clock() -> None:
    reading = [
        f"{relative(path)}:{call.lineno}"
        for path in python_files("wfm", "scheduling", "skills")
        if path not in MAY_READ_THE_CLOCK
        for call in calls(ast.parse(path.read_text(encoding="utf-8")))
        if method_name(call) in CLOCK_READERS and "clock" not in ast.unparse(call.func)
    ]

    assert reading == []


def test_only_the_time_grid_knows_zones() -> None:
    knowing = {
        relative(path)
        for path in python_files("wfm", "scheduling", "skills")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported_modules(node)
        if name in ZONE_LIBRARIES
    }

    assert knowing <= KNOW_ZONES


def test_no_source_file_is_too_long() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*CODE)}

    assert {path: lines for path, lines in lengths.items() if lines > LINES_MAX} == {}


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine() -> None:
    naming = [
        f"{relative(path)}:{number}"
        for path in tracked_files()
        if path != Path(__file__) and path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if REGISTRY_ADDRESS.search(line) or FOLDER_OF_ONE_MACHINE.search(line)
    ]

    assert naming == []


@pytest.mark.parametrize("template", sorted((ROOT / "wfm/templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_code(template: Path) -> None:
    """The content policy would drop it silently."""
    assert re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", template.read_text(encoding="utf-8")) is None
