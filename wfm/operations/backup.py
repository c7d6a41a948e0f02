"""Copies of the database and the way back, while the service runs or not: SQLite by its own means, PostgreSQL by pg_dump, pg_restore
and psql of its client package."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import URL

from wfm.core.errors import Conflict, InvalidInput

SQLITE_HEADER = b"SQLite format 3\x00"
POSTGRES_HEADER = b"PGDMP"
# The schemas of the service and of its queue, made anew before a copy is read back, so that nothing of another age stays behind.
EMPTIED = "DROP SCHEMA IF EXISTS dbos CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def back_up(url: URL, *, to: Path) -> int:
    """A copy of the database as of one moment; its size in bytes. It is complete under its name, or not there.

    Raises InvalidInput where the file is there already or cannot be written, and Conflict where the database refuses."""
    if to.exists():
        raise InvalidInput(_("%(path)s is there already; choose another name.", path=to))
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy_sqlite(url, part) if _is_sqlite(url) else _run("pg_dump", ["--format=custom", f"--file={part}"], url)
        size = part.stat().st_size
        part.replace(to)
    except OSError as error:
        raise InvalidInput(_("%(path)s cannot be written: %(error)s", path=to, error=error.strerror or error)) from None
    finally:
        part.unlink(missing_ok=True)
    return size


def restore(url: URL, *, source: Path) -> None:
    """The database is as the copy says; what it held is gone. All of it or nothing.

    Raises InvalidInput where the file is no copy of this kind of database, and Conflict where the database refuses."""
    header = POSTGRES_HEADER if not _is_sqlite(url) else SQLITE_HEADER
    try:
        with source.open("rb") as file:
            found = file.read(len(header))
    except OSError as error:
        raise InvalidInput(_("%(path)s cannot be read: %(error)s", path=source, error=error.strerror or error)) from None
    if found != header:
        raise InvalidInput(_("%(path)s is no copy that was made of a database of this kind.", path=source))
    _restore_sqlite(url, source) if _is_sqlite(url) else _restore_postgres(url, source)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _copy_sqlite(url: URL, to: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as database:
            database.execute("VACUUM INTO ?", [str(to)])
        _check_sqlite(to)
    except sqlite3.Error as error:
        raise Conflict(_("The database refused: %(error)s", error=error)) from None


def _restore_sqlite(url: URL, source: Path) -> None:
    try:
        _check_sqlite(source)
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy, closing(sqlite3.connect(str(url.database))) as database:
            copy.backup(database)
    except sqlite3.Error as error:
        raise Conflict(_("The database refused: %(error)s", error=error)) from None


def _check_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        (answer,) = copy.execute("PRAGMA quick_check").fetchone()
        copy.execute("SELECT version_num FROM alembic_version").fetchone()
    if answer != "ok":
        raise sqlite3.DatabaseError(answer)


def _restore_postgres(url: URL, source: Path) -> None:
    script = _call("pg_restore", ["--no-owner", "--no-privileges", "--file=-", str(source)])
    _run("psql", ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"], url, told=EMPTIED.encode() + script)


def _run(program: str, options: Sequence[str], url: URL, *, told: bytes = b"") -> None:
    """Runs one of PostgreSQL's programs on the database. The password goes by the environment: arguments are seen by everybody."""
    environment = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    _call(program, [*options, f"--dbname={address}"], told=told, environment=environment)


def _call(program: str, options: Sequence[str], *, told: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
    done = subprocess.run(  # noqa: S603  our own words and a path, and no shell
        [_program(program), *options], input=told, env=os.environ | (environment or {}), capture_output=True, check=False
    )
    if done.returncode:
        raise Conflict(_("The database refused: %(error)s", error=_fault_in(done.stderr)))
    return done.stdout


def _program(name: str) -> str:
    """The program of the newest PostgreSQL on this machine, as older ones refuse newer servers."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise Conflict(_("%(program)s is missing; it comes with PostgreSQL's client package.", program=name))
    return found


def _fault_in(errors: bytes) -> str:
    lines = [line for line in errors.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "ERROR" in line or "error" in line), lines[-1] if lines else "")
