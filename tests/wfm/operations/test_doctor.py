"""What the doctor finds in installations that lack something."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text, update

from tests.conftest import make_app
from tests.support.factories import LEAD, NOW
from tests.support.pages import a_staffed_week, given
from tests.support.service import free_port
from wfm.accounts.services import create_administrator
from wfm.core import clock
from wfm.rosters.weeks import group_of, week_holding
from wfm.settings import SmtpSecurity
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.services import request_build

NOBODY_LISTENS = free_port()
NO_MAIL_SERVER = {"smtp_host": "127.0.0.1", "smtp_port": NOBODY_LISTENS, "smtp_security": SmtpSecurity.NONE, "mail_from": "a@example.com"}


def doctor(app: Flask, **settings: Any) -> Result:
    usual = app.config["WFM_SETTINGS"]
    well = {"demo": False, "secret_key": "k" * 40, "public_url": "https://wfm.example.com", "secure_cookies": True}
    app.config["WFM_SETTINGS"] = replace(usual, **well | settings)
    try:
        return app.test_cli_runner().invoke(args=["doctor"], color=False)
    finally:
        app.config["WFM_SETTINGS"] = usual


@pytest.fixture
def well(app: Flask) -> Flask:
    given(app, lambda session: create_administrator(session, email="ada@example.com", display_name="Ada", actor=LEAD, now=NOW))
    return app


def test_a_sound_installation_is_told_so(well: Flask) -> None:
    told = doctor(well)

    assert told.exit_code == 0, told.output
    assert told.output.strip().count("\n") == 0
    assert "The database answers" in told.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"demo": True}, "anybody signs in as anybody"),
        ({"secure_cookies": False}, "Set WFM_SECURE_COOKIES=1."),
        (NO_MAIL_SERVER, "The mail server refuses"),
        ({"oidc_issuer": f"http://127.0.0.1:{NOBODY_LISTENS}", "oidc_client_id": "wfm"}, "The company's sign-in does not answer"),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(well: Flask, settings: dict[str, Any], said: str) -> None:
    told = doctor(well, **settings)

    assert told.exit_code == 2
    assert said in told.output


def test_doubts_alone_are_no_failure(app: Flask) -> None:
    told = doctor(app, secret_key="k" * 16, public_url="")

    assert told.exit_code == 0
    assert "There is no administrator." in told.output
    assert "The secret key is short." in told.output


def test_jobs_that_nobody_takes_are_found(well: Flask) -> None:
    week = a_staffed_week(well)

    def build(session: Any) -> None:
        shown = week_holding(group_of(session, week.group_id), NOW.date() + timedelta(days=3))
        request_build(session, week=shown, options=BuildOptions(seconds=15, threads=1, seed=1), actor=LEAD, now=clock.now())

    given(well, build)
    assert "Jobs wait" not in doctor(well).output
    given(well, lambda session: session.execute(update(SolveRun).values(created_at=clock.now() - timedelta(minutes=5))))

    assert "Start a worker" in doctor(well).output


def test_tables_of_another_age_are_found(well: Flask) -> None:
    given(well, lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    try:
        told = doctor(well)
    finally:
        from alembic.script import ScriptDirectory

        from wfm.settings import ROOT

        head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
        given(well, lambda session: session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head}))

    assert told.exit_code == 2
    assert "flask upgrade-database" in told.output


def test_a_database_that_is_away_is_no_traceback() -> None:
    app = make_app(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing")

    told = doctor(app)

    assert told.exit_code == 2
    assert "The database does not answer" in told.output
