"""Where a feature comes from: every folder of `wfm` but `core`. What it offers is found by module name, so a new feature needs
no line here: `models` (tables), `pages.blueprint` and `api.blueprint` (routes), `commands.COMMANDS` (command line), `tasks` (jobs)."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import wfm


def feature_names() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(wfm.__path__) if module.ispkg and module.name != "core")


def feature_modules(name: str) -> tuple[ModuleType, ...]:
    """Imports the module called `name` of each feature that has one."""
    paths = (f"wfm.{feature}.{name}" for feature in feature_names())
    return tuple(import_module(path) for path in paths if find_spec(path) is not None)
