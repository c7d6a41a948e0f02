"""Imports as jobs: an uploaded file is kept in parts with its run, read by a worker, and forgotten when the run is over."""

from __future__ import annotations

import codecs
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from wfm.audit.services import record
from wfm.core import clock
from wfm.core.access import JOB, Actor, Role
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.csv_import import read_volumes
from wfm.demand.import_outcome import ImportOutcome
from wfm.demand.kinds import IMPORT
from wfm.demand.models import ImportRun, UploadPart
from wfm.demand.option_texts import FileOptions, volume_file_from
from wfm.demand.services import find_unchanged, known_names, store_volumes
from wfm.jobs import queue
from wfm.jobs.execution import RunningJob
from wfm.jobs.runs import FINAL_STATES, RunState, Stopped, request_cancel

PART_BYTES = 2**20
UPLOAD_BYTES_MAX = 200 * 2**20
HEAD_BYTES = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")
ERRORS_TOLD_MAX = 200
FOLDER_PREFIX = "wfm-import-"
ABANDONED_SECONDS = 86_400.0
"""No import reads a file for so long."""


def request_import(session: Session, *, name: str, stream: IO[bytes], options: Mapping[str, Any], actor: Actor, now: datetime) -> ImportRun:
    """A worker will bring the file in: the file, its run and its place in the queue are written in one transaction.

    `options` are those of `FileOptions` by name. Raises InvalidInput for an empty or too large file, or for options that cannot be."""
    head = stream.read(HEAD_BYTES)
    if not head.strip():
        raise InvalidInput(_("The file is empty."))
    stream.seek(0)
    told = _complete(head, options)
    volume_file_from(session, _file_options(told, Path(name)))  # refuses what cannot be before anything is kept
    run = ImportRun(
        file_name=_harmless_name(name), options=told, bytes_total=0, actor_id=actor.id, actor_name=actor.name[:200], created_at=now
    )
    session.add(run)
    session.flush()
    for number, content in enumerate(_parts(stream)):
        run.bytes_total += len(content)
        if run.bytes_total > UPLOAD_BYTES_MAX:
            raise InvalidInput(_("The file has more than %(most)d MB.", most=UPLOAD_BYTES_MAX // 2**20))
        session.execute(insert(UploadPart).values(run_id=run.id, number=number, content=content))
    after = {"file_name": run.file_name, "bytes": run.bytes_total}
    record(session, actor=actor, action="request", entity="import_run", entity_id=run.id, after=after, now=now)
    queue.enqueue(session, kind=IMPORT, run_id=run.id, is_light=True)
    return run


def cancel_import(session: Session, *, run_id: int, actor: Actor, now: datetime) -> None:
    """The import ends within a second and nothing of it is stored. Raises NoSuchRun, RunIsOver."""
    request_cancel(session, ImportRun, run_id, now=now)
    record(session, actor=actor, action="cancel", entity="import_run", entity_id=run_id, now=now)


def run_import(job: RunningJob) -> None:
    """The work of an import on a worker: all of the file is stored together with the end of its run, or nothing is."""
    run = read_session().get_one(ImportRun, job.run_id)
    options, name, actor = run.options, run.file_name, _actor_of(run)
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        path = Path(folder) / name
        _write(path, job.run_id)
        file = volume_file_from(read_session(), _file_options(options, path))
        outcome = find_unchanged(read_session(), file=file)
        if outcome is None:
            known = known_names(read_session(), file=file)
            read_session().rollback()  # nothing is held while the file is read
            try:
                found = read_volumes(path, reading=file.reading, known=known, on_progress=_Progress(job))
            except Stopped:
                return
            with job.unit_of_work() as session:
                _close(session, job.run_id, store_volumes(session, file=file, found=found, actor=actor, now=clock.now()))
            return
        read_session().rollback()
        with job.unit_of_work() as session:
            _close(session, job.run_id, outcome)


def forget_uploads(app: Flask) -> int:
    """Removes the parts of files whose runs are over, and files that a killed worker was reading; how many the former were."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with suppress(FileNotFoundError):  # its worker, or another, has just removed it
            if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
    with app.app_context():
        over = select(ImportRun.id).where(ImportRun.state.in_(FINAL_STATES))
        ids = read_session().scalars(select(UploadPart.run_id).where(UploadPart.run_id.in_(over)).distinct().limit(10)).all()
        read_session().rollback()
        if ids:
            with unit_of_work() as session:
                session.execute(delete(UploadPart).where(UploadPart.run_id.in_(ids)))
        return len(ids)


class _Progress:
    """Told the bytes read: keeps them with the run now and then, and ends the reading when it should stop."""

    def __init__(self, job: RunningJob) -> None:
        self._job = job
        self._told_at = clock.now()

    def __call__(self, bytes_read: int) -> None:
        if self._job.should_stop():
            raise Stopped
        if (clock.now() - self._told_at).total_seconds() < 0.5:
            return
        self._told_at = clock.now()
        with self._job.unit_of_work() as session:
            session.get_one(ImportRun, self._job.run_id).bytes_read = bytes_read


def _close(session: Session, run_id: int, outcome: ImportOutcome) -> None:
    run = session.get_one(ImportRun, run_id)
    run.import_id, run.bytes_read = outcome.import_id, run.bytes_total
    run.outcome = {
        "result": outcome.result.value,
        "rows_read": outcome.rows_read,
        "rows_kept": outcome.rows_kept,
        "window": [instant.isoformat() for instant in outcome.window] if outcome.window else None,
        "rules": [{"rows": rule.rows, "why": rule.why or rule.effect.value, "count": rule.decided} for rule in outcome.rules],
        "errors": [error.to_json() for error in outcome.errors[:ERRORS_TOLD_MAX]],
        "error_count": outcome.error_count,
        "series": [
            {"contact_type": series.contact_type, "offered": series.offered, "handle_time_seconds": series.mean_handle_time_seconds}
            for series in outcome.series
        ],
        "made": list(outcome.made),
        "replaced_intervals": outcome.replaced_intervals,
    }
    run.state, run.finished_at = RunState.DONE, clock.now()


def _write(path: Path, run_id: int) -> None:
    """Puts the uploaded parts together, one at a time."""
    session = read_session()
    count = session.scalar(select(func.count()).where(UploadPart.run_id == run_id)) or 0
    with path.open("wb") as file:
        for number in range(count):
            file.write(session.scalars(select(UploadPart.content).where(UploadPart.run_id == run_id, UploadPart.number == number)).one())


def _actor_of(run: ImportRun) -> Actor:
    return replace(JOB, id=run.actor_id, name=run.actor_name, roles=frozenset(Role))


def _file_options(told: Mapping[str, Any], path: Path) -> FileOptions:
    empty: dict[str, Any] = {field.name: None for field in fields(FileOptions)}
    lists = dict.fromkeys(("columns", "key_columns", "leave_out", "abandoned", "untimed", "mapping"), ())
    flags = dict.fromkeys(("create_missing", "skip_bad_lines", "again"), False)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return FileOptions(**empty | lists | flags | given | {"path": path})


def _complete(head: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with encoding and delimiter as the beginning of the file shows them, where nothing was said."""
    told = dict(options)
    if told.get("profile"):
        return told
    if not told.get("encoding"):
        told["encoding"] = _encoding_of(head)
    if not told.get("delimiter"):
        first = head.decode(told["encoding"], errors="replace").lstrip("\ufeff").splitlines()[0]
        told["delimiter"] = max(DELIMITERS, key=first.count)
    return told


def _encoding_of(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter that the end of the beginning cuts is no fault
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while content := stream.read(PART_BYTES):
        yield content


def _harmless_name(name: str) -> str:
    told = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable()).strip(". ")
    return told[-100:] or "volumes.csv"
