"""The files of the project, as the tests of its shape see them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def python_files(*folders: str) -> list[Path]:
    roots = tuple(ROOT / folder for folder in folders)
    return [path for path in tracked_files() if path.suffix == ".py" and any(path.is_relative_to(root) for root in roots)]
