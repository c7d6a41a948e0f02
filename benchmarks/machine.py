"""On what was measured: the processor, the versions that matter, and which code it was."""

import os
import platform
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("numpy", "numba", "ortools")


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a row was measured. ``code`` changes with the library's sources, so rows of other code are never mixed in."""

    processor: str
    cores: int
    python: str
    packages: dict[str, str]
    code: str
    load_before: float

    def to_json(self) -> dict[str, object]:
        """Plain data for the results file."""
        return asdict(self)


def this_machine() -> Machine:
    """The machine, the code and the load as they are now."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        packages={name: found for name in PACKAGES if (found := _version(name))},
        code=code_digest(),
        load_before=round(os.getloadavg()[0], 2),
    )


def code_digest() -> str:
    """A fingerprint of the scheduling library's sources."""
    digest = sha256()
    for path in sorted((ROOT / "scheduling").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
