"""Seconds and peak memory of bringing in a contact log of 1,000,000 rows: `python -m benchmarks.import_volumes`.

The log is made first (a year of twelve contact types in the zone of Lisbon, both clock changes in it), then brought in by the
command itself into a new SQLite database, in a process of its own, whose largest resident size the system tells.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SECONDS_MAX = 60
MEGABYTES_MAX = 400
TYPES = 12
DAYS = 365


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "contacts.csv"
        write_log(log, rows=arguments.rows)
        environment = os.environ | {
            "WFM_DATABASE_URL": f"sqlite:///{folder}/benchmark.db",
            "WFM_SECRET_KEY": "only-for-this-benchmark",
        }
        run(["upgrade-database"], environment)
        options = ["--kind", "contacts", "--source", "benchmark", "--zone", "Europe/Lisbon", "--create-missing", "--key", "contact_id"]
        options += ["--abandoned", "outcome=abandoned"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        started = time.perf_counter()
        run(["import-volumes", str(log), *options], environment)
        seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    told = {
        "rows": arguments.rows,
        "seconds": round(seconds, 1),
        "peak_megabytes": round(megabytes),
        "set_up_megabytes": round(before / 1024),
    }
    print(json.dumps(told))
    sys.exit(seconds > SECONDS_MAX or megabytes > MEGABYTES_MAX)


def run(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "flask", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def write_log(path: Path, *, rows: int) -> None:
    """Contacts in random order, as logs of several lines that were joined are."""
    random = np.random.default_rng(7)
    starts = np.datetime64("2026-01-01T00:00:00") + random.integers(0, DAYS * 86400, rows).astype("timedelta64[s]")
    texts = np.datetime_as_string(starts, unit="s")
    types = random.integers(0, TYPES, rows)
    seconds = random.exponential(240, rows).astype(np.int64)
    abandoned = random.random(rows) < 0.07
    with path.open("w", encoding="utf-8") as file:
        file.write("contact_id,starts_at,contact_type,handle_time_seconds,outcome\n")
        for number in range(rows):
            outcome = "abandoned" if abandoned[number] else "handled"
            file.write(f"c{number:09d},{texts[number]},type-{types[number]:02d},{seconds[number]},{outcome}\n")


if __name__ == "__main__":
    main()
