"""What is wrong with an installation: each check looks at one thing and says what to do about it."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from wfm.accounts.queries import administrators_exist
from wfm.core.db import WRITES, db
from wfm.core.unit_of_work import read_session
from wfm.jobs import queue
from wfm.jobs.kinds import all_kinds
from wfm.jobs.runs import RunState
from wfm.operations.figures import mail_figures, run_figures
from wfm.outbox import smtp
from wfm.settings import ROOT, Settings

SECRET_KEY_LENGTH_GOOD = 32
FREE_BYTES_MIN = 1_000_000_000
WAITING_SECONDS_MAX = 60
SILENT_SECONDS_MAX = 60
CLOCK_SECONDS_MAX = 5
TIMEOUT_SECONDS = 10


class Health(StrEnum):
    GOOD = "good"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do where it is not good."""

    health: Health
    what: str
    remedy: str = ""


def examine(app: Flask, *, now: datetime) -> Iterator[Finding]:
    """Every finding, in the order in which they are best mended: where the database does not answer, what needs it is left out."""
    settings: Settings = app.config["WFM_SETTINGS"]
    yield from _settings(settings)
    yield from _front_end()
    answers = list(_database(db.engine, now))
    yield from answers
    if all(finding.health is not Health.WRONG for finding in answers):
        yield from _people()
        yield from _jobs(now)
        yield from _mails()
    yield from _mail_server(settings)
    yield from _provider(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    is_public = settings.public_url.startswith("https://")
    if settings.demo:
        yield Finding(
            Health.WRONG if is_public else Health.DOUBTFUL,
            _("Demo mode is on: anybody signs in as anybody."),
            _("Set WFM_DEMO=0 wherever real data is."),
        )
    if len(settings.secret_key) < SECRET_KEY_LENGTH_GOOD:
        yield Finding(
            Health.DOUBTFUL,
            _("The secret key is short."),
            _("Set WFM_SECRET_KEY to a longer random text."),
        )
    if is_public and not settings.secure_cookies:
        yield Finding(Health.WRONG, _("Cookies travel unprotected although people come by https."), _("Set WFM_SECURE_COOKIES=1."))
    if not settings.public_url:
        yield Finding(Health.DOUBTFUL, _("The service does not know its own address, so links cannot be mailed."), _("Set WFM_PUBLIC_URL."))


def _front_end() -> Iterator[Finding]:
    if not (ROOT / "wfm/static/dist/main.js").is_file():
        yield Finding(Health.WRONG, _("Style sheets and scripts are not built."), _("Run: make set-up"))


def _database(engine: Engine, now: datetime) -> Iterator[Finding]:
    try:
        with engine.connect() as connection:
            there = MigrationContext.configure(connection).get_current_revision()
            told = connection.scalar(text("SELECT CURRENT_TIMESTAMP")) if engine.dialect.name == "postgresql" else now
    except SQLAlchemyError as error:
        yield Finding(
            Health.WRONG, _("The database does not answer: %(error)s", error=_short(error)), _("Is it running? See WFM_DATABASE_URL.")
        )
        return
    wanted = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    if there != wanted or not queue.has_tables(engine):
        yield Finding(
            Health.WRONG,
            _("The tables are of revision %(there)s; this program needs %(wanted)s.", there=there or "-", wanted=wanted),
            _("Run: flask upgrade-database"),
        )
        return
    yield Finding(Health.GOOD, _("The database answers (%(kind)s, revision %(there)s).", kind=engine.dialect.name, there=there))
    if told is not None and abs((told - now).total_seconds()) > CLOCK_SECONDS_MAX:
        yield Finding(Health.WRONG, _("The clocks of this machine and of the database differ."), _("Set both by the network's time."))
    yield from _writing(engine)


def _writing(engine: Engine) -> Iterator[Finding]:
    try:
        with engine.execution_options(**{WRITES: True}).connect() as connection:
            connection.execute(text("CREATE TABLE doctor_tries_to_write (id INTEGER)"))
            connection.rollback()
    except SQLAlchemyError as error:
        yield Finding(
            Health.WRONG,
            _("Nothing can be written into the database: %(error)s", error=_short(error)),
            _("See the rights on it and on its disk."),
        )
    if engine.dialect.name == "sqlite" and engine.url.database:
        free = shutil.disk_usage(Path(engine.url.database).resolve().parent).free
        if free < FREE_BYTES_MIN:
            yield Finding(
                Health.DOUBTFUL,
                _("The disk of the database has %(num)s MB left.", num=free // 1_000_000),
                _("Make room on it."),
            )


def _people() -> Iterator[Finding]:
    if not administrators_exist(read_session()):
        yield Finding(Health.DOUBTFUL, _("There is no administrator."), _("Run: flask create-admin"))


def _jobs(now: datetime) -> Iterator[Finding]:
    figures = run_figures(read_session(), kinds=all_kinds().values(), now=now)
    running = sum(each.by_state[RunState.RUNNING] for each in figures)
    if not running and any(each.waiting_seconds > WAITING_SECONDS_MAX for each in figures):
        yield Finding(Health.WRONG, _("Jobs wait and nobody works on any."), _("Start a worker: flask worker"))
    if any(each.silent_seconds > SILENT_SECONDS_MAX for each in figures):
        yield Finding(
            Health.WRONG,
            _("A worker died at its work and nobody has taken over."),
            _("Start a worker: flask worker"),
        )


def _mails() -> Iterator[Finding]:
    failed = mail_figures(read_session()).get("failed", 0)
    if failed:
        yield Finding(
            Health.DOUBTFUL, _("%(num)s mails could not be sent.", num=failed), _("The page Mails tells why, and sends them again.")
        )


def _mail_server(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        return
    try:
        with smtp.connection(settings):
            pass
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(Health.WRONG, _("The mail server refuses: %(error)s", error=_short(error)), _("See WFM_SMTP_HOST and its fellows."))


def _provider(settings: Settings) -> Iterator[Finding]:
    if not settings.oidc_issuer:
        return
    import requests  # only where there is something to ask

    address = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        told = requests.get(address, timeout=TIMEOUT_SECONDS)
        told.raise_for_status()
        issuer = told.json()["issuer"]
    except (requests.RequestException, ValueError, KeyError) as error:
        yield Finding(Health.WRONG, _("The company's sign-in does not answer: %(error)s", error=_short(error)), _("See WFM_OIDC_ISSUER."))
        return
    if issuer != settings.oidc_issuer:
        yield Finding(
            Health.WRONG,
            _("The company's sign-in calls itself %(issuer)s.", issuer=issuer),
            _("Set WFM_OIDC_ISSUER to just that."),
        )


def _short(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0][:200]
