"""The figures for machines that watch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from tests.support.pages import a_drafted_week, sign_in
from wfm.core.access import Role


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(app.config, "WFM_SETTINGS", replace(app.config["WFM_SETTINGS"], metrics_token="only for machines"))
    return app


def figure(client: FlaskClient, name: str, **labels: str) -> float:
    told = client.get("/metrics", headers={"Authorization": "Bearer only for machines"})
    assert told.status_code == 200
    samples = [sample for family in text_string_to_metric_families(told.text) for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())


def test_requests_and_runs_are_counted(watched: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(watched)
    sign_in(watched, client, Role.LEAD)
    before = figure(client, "wfm_requests_total", endpoint="solves.weeks", status="200")

    client.get("/weeks")
    client.post(f"{week.url}/build", data={"seconds": "15", "threads": "1", "seed": "1"})

    assert figure(client, "wfm_requests_total", endpoint="solves.weeks", status="200") == before + 1
    assert figure(client, "wfm_runs", kind="solve", state="queued") == 1
    assert figure(client, "wfm_live_sessions") == 1


def test_figures_are_for_whoever_has_the_secret(watched: Flask, client: FlaskClient) -> None:
    sign_in(watched, client, Role.ADMINISTRATOR)

    for headers in ({}, {"Authorization": "Bearer something else"}):
        assert client.get("/metrics", headers=headers).status_code == 403


def test_without_a_secret_there_is_no_such_page(app: Flask, client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
