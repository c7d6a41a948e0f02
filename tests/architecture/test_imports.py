from importlinter.cli import lint_imports

from tests.architecture.files import ROOT


def test_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0
