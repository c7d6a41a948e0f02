"""The API held against its own document by a tool others wrote: whatever it is sent, it never breaks and answers as it says."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.support.pages import a_published_draft, bearer, sign_in
from wfm.core.access import Role

# The header of the token is put in by the test itself; and what depends on today, on rows or on other fields no schema can say.
EXCLUDED = [ignored_auth, positive_data_acceptance]


@pytest.mark.parametrize("examples", [5, pytest.param(200, marks=pytest.mark.torture)])
@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.ADMINISTRATOR])
def test_every_answer_is_as_the_document_says(app: Flask, client: FlaskClient, role: Role, examples: int) -> None:
    week = a_published_draft(app)
    headers = bearer(app, sign_in(app, client, role, agent_id=week.agent_ids[0] if role is Role.AGENT else None))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0

    for result in schema.get_all_operations():
        operation = result.ok()
        tried += 1

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        def try_it(case: schemathesis.Case) -> None:
            answer = case.call(headers=headers)
            case.validate_response(answer, excluded_checks=EXCLUDED)

        try_it()
    assert tried > 20
