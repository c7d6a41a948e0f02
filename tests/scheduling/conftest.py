"""Torture that can be ended and started again: parts that passed are kept in a file and left out until the code changes."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.scheduling.torture import TORTURE_SEED

RECORD, PASSED_BEFORE = pytest.StashKey[Path](), pytest.StashKey[int]()
ROOT = Path(__file__).parents[2]
CODE = (ROOT / "scheduling", Path(__file__).parent)


def _record() -> Path:
    """The file of the parts that passed with the code and the seed as they are."""
    digest = sha256(str(TORTURE_SEED).encode())
    for folder in CODE:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return ROOT / ".torture" / f"passed-{digest.hexdigest()[:16]}.txt"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    torture = [item for item in items if item.get_closest_marker("torture") and item.path.is_relative_to(Path(__file__).parent)]
    if "not torture" in config.getoption("markexpr") or not torture:
        return
    record = _record()
    config.stash[RECORD] = record
    passed = set(record.read_text().splitlines()) if record.exists() else set()
    done = [item for item in torture if item.nodeid in passed]
    config.stash[PASSED_BEFORE] = len(done)
    config.hook.pytest_deselected(items=done)
    items[:] = [item for item in items if item not in done]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With every part passed before, there is nothing left to run, and that is well."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.stash.get(PASSED_BEFORE, 0):
        session.exitstatus = pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if passed_before := config.stash.get(PASSED_BEFORE, 0):
        terminalreporter.write_line(
            f"parts of the torture that passed before with this code: {passed_before}; another TORTURE_SEED tries others"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    report = yield
    record = item.config.stash.get(RECORD, None)
    if record is not None and report.when == "call" and report.passed and item.get_closest_marker("torture"):
        record.parent.mkdir(exist_ok=True)
        with record.open("a") as lines:
            lines.write(f"{item.nodeid}\n")
    return report
