"""The decorator of every compiled function, and where their machine code is kept.

Numba looks only at the file of the function itself to see whether kept code is stale; a change in a function that it calls
goes unseen. So the code is kept in a folder named after the contents of all compiled modules.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.core import config as numba_config

_HERE = Path(__file__).parent
_CONSTANTS = (
    "rostering/tours/automaton.py",
    "rostering/tours/crew.py",
    "simulation/contacts.py",
    "simulation/duties.py",
    "simulation/ticks.py",
)
"""Modules without compiled functions whose constants and types those functions hold."""
_COMPILED = sorted(
    path for path in _HERE.rglob("*.py") if b"@compiled" in path.read_bytes() or path.relative_to(_HERE).as_posix() in _CONSTANTS
)


config: Any = numba_config  # its settings are made at run time, from the environment
njit: Any = numba.njit  # takes more options than its types tell


def _cache_folder() -> str:
    digest = sha256(numba.__version__.encode())
    for path in _COMPILED:
        digest.update(path.read_bytes())
    base = Path(config.CACHE_DIR) if config.CACHE_DIR else _HERE / "__pycache__"
    return str(base / f"kernels-{digest.hexdigest()[:16]}")


config.CACHE_DIR = _cache_folder()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile ``function`` on its first call, keep the code on disk, and run it without the interpreter's lock."""
    result: Callable[..., Any] = njit(cache=True, nogil=True, no_cfunc_wrapper=True)(function)
    return result


def compiled_within(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that only compiled functions call.

    It gets no way in from the interpreter: to unpack the arrays of a crew there takes longer to compile than most functions.
    """
    result: Callable[..., Any] = njit(cache=True, nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True)(function)
    return result
