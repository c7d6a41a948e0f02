"""Rows kept as they are measured, so that a run that was ended goes on where it stopped, and the table made of them."""

import json
import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Results:
    """A JSON file of rows by name, and a Markdown table beside it."""

    def __init__(self, folder: Path, name: str) -> None:
        """Read what is there already."""
        folder.mkdir(parents=True, exist_ok=True)
        self._json, self._markdown = folder / f"{name}.json", folder / f"{name}.md"
        self.rows: dict[str, Row] = json.loads(self._json.read_text())["rows"] if self._json.exists() else {}

    def measure(self, key: str, run: Callable[[], Row]) -> None:
        """Measure and keep a row, unless it is there."""
        if key in self.rows:
            print(f"{key}: measured before")
            return
        self.rows[key] = run()
        self._json.write_text(json.dumps({"machine": machine(), "rows": self.rows}, indent=1) + "\n")
        self._markdown.write_text(self.table())
        print(f"{key}: {self.rows[key]}", flush=True)

    def table(self) -> str:
        """All rows as Markdown, with the machine and the versions they were measured on."""
        columns = list(dict.fromkeys(column for row in self.rows.values() for column in row))
        lines = ["| run | " + " | ".join(columns) + " |", "|" + "---|" * (len(columns) + 1)]
        lines += [f"| {key} | " + " | ".join(str(row.get(column, "")) for column in columns) + " |" for key, row in self.rows.items()]
        facts = ", ".join(f"{name} {value}" for name, value in machine().items())
        return "\n".join([*lines, "", facts, ""])


def machine() -> dict[str, str]:
    """What the figures depend on: processors and versions."""
    packages = {package: version(package) for package in ("numba", "numpy", "ortools")}
    return {"processors": str(os.cpu_count()), "python": platform.python_version(), **packages}
