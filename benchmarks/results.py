"""Measured rows, kept one JSON file and one Markdown table a set; a row that is there already is not measured again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import this_machine

Row = dict[str, Any]
RESULTS = Path(__file__).parent / "results"


class Results:
    """The rows of one set. ``what`` names a row: its parameters, to which the code is added."""

    def __init__(self, name: str, folder: Path, columns: dict[str, str]) -> None:
        """``columns`` maps a column's title to a format such as ``{short_percent:.2f}``."""
        self.name, self.folder, self.columns = name, folder, columns
        self.path = folder / f"{name}.json"
        self.rows: list[Row] = json.loads(self.path.read_text()) if self.path.exists() else []

    def measure(self, what: Row, measured: Callable[[], Row]) -> Row:
        """The row of these parameters: found among those of the present code, or measured now and kept."""
        machine = this_machine()
        for row in self.rows:
            if row["what"] == what and row["machine"]["code"] == machine.code:
                print(f"{self.name}: {_in_words(what)}: measured before")
                return row
        print(f"{self.name}: {_in_words(what)} ...", flush=True)
        row = {"what": what, "machine": machine.to_json(), "measured": measured()}
        self.rows.append(row)
        self._write()
        print(f"  {self._line(row)}", flush=True)
        return row

    def of_present_code(self) -> list[Row]:
        """The rows that the code as it is gave."""
        return [row for row in self.rows if row["machine"]["code"] == this_machine().code]

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        half_written = self.path.with_suffix(".part")
        half_written.write_text(json.dumps(self.rows, indent=1) + "\n")
        half_written.replace(self.path)
        (self.folder / f"{self.name}.md").write_text(self.markdown())

    def markdown(self) -> str:
        """A table for each machine and code, the rows by their parameters."""
        parts = [f"# {self.name}\n"]
        for machine in {_where(row): None for row in self.rows}:
            rows = sorted((row for row in self.rows if _where(row) == machine), key=lambda row: list(map(str, row["what"].values())))
            head = f"| {' | '.join(self.columns)} |\n|{'---|' * len(self.columns)}\n"
            parts.append(f"{machine}\n\n{head}{''.join(self._line(row) + chr(10) for row in rows)}")
        return "\n".join(parts)

    def _line(self, row: Row) -> str:
        known = {**row["what"], **row["measured"], "load_before": row["machine"]["load_before"]}
        return f"| {' | '.join(_cell(template, known) for template in self.columns.values())} |"


def _cell(template: str, known: Row) -> str:
    try:
        return template.format(**known)
    except (TypeError, ValueError):  # None does not take a number's format: nothing was found
        return "–"


def _where(row: Row) -> str:
    machine = row["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, {packages}, code {machine['code']}"


def _in_words(what: Row) -> str:
    return ", ".join(f"{name} {value}" for name, value in what.items())
