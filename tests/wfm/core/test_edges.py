"""What every route and command gets from the core, shown on routes and commands of the test's own."""

import json

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from wfm import create_app
from wfm.core.access import Actor, Permission, Role, current_actor, public, requires, set_actor_loader
from wfm.core.commands import command
from wfm.core.errors import Conflict, InvalidInput
from wfm.settings import Settings

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


@pytest.fixture
def small_app() -> Flask:
    app = create_app(Settings(secret_key="0123456789abcdef", database_url="sqlite://", log_level="ERROR"))

    @app.get("/open")
    @public
    def open_to_all() -> str:
        return "open"

    @app.get("/trial-rosters")
    @requires(Permission.SEE_ROSTERS)
    def rosters() -> str:
        return f"rosters for {current_actor().name}"

    @app.get("/forgotten")
    def forgotten() -> str:
        return "nobody said who may see this"

    @app.post("/changes")
    @public
    def changes() -> str:
        return "changed"

    @app.get("/conflict")
    @public
    def conflict() -> str:
        raise Conflict("Somebody else was quicker.", details=["Shift 14 was moved <by> Aya"])

    @app.get("/broken")
    @public
    def broken() -> str:
        raise LookupError("internal detail")

    return app


def sign_in(app: Flask, *roles: Role) -> None:
    set_actor_loader(app, lambda: Actor(id=1, name="Aya", roles=frozenset(roles)))


@pytest.fixture
def visitor(small_app: Flask) -> FlaskClient:
    return small_app.test_client()


def test_a_public_route_needs_nobody(visitor: FlaskClient) -> None:
    assert visitor.get("/open").text == "open"


def test_a_guarded_route_asks_for_sign_in(visitor: FlaskClient) -> None:
    assert visitor.get("/trial-rosters", headers=JSON).status_code == 401


def test_a_role_without_the_permission_is_refused(small_app: Flask, visitor: FlaskClient) -> None:
    sign_in(small_app, Role.AGENT)

    assert visitor.get("/trial-rosters").status_code == 403


def test_a_role_with_the_permission_gets_in(small_app: Flask, visitor: FlaskClient) -> None:
    sign_in(small_app, Role.AGENT, Role.LEAD)

    assert visitor.get("/trial-rosters").text == "rosters for Aya"


def test_a_route_that_says_nothing_is_refused_to_every_role(small_app: Flask, visitor: FlaskClient) -> None:
    sign_in(small_app, *Role)

    assert visitor.get("/forgotten").status_code == 403


def test_a_form_without_its_token_is_refused(visitor: FlaskClient) -> None:
    assert visitor.post("/changes").status_code == 400


def test_an_error_is_a_problem_for_programs_and_a_page_for_people(visitor: FlaskClient) -> None:
    problem = visitor.get("/conflict", headers=JSON)
    page = visitor.get("/conflict", headers=HTML)

    assert problem.status_code == page.status_code == 409
    assert problem.content_type == "application/problem+json"
    answer = json.loads(problem.text)
    assert (answer["code"], answer["details"]) == ("conflict", ["Shift 14 was moved <by> Aya"])
    assert "Shift 14 was moved &lt;by&gt; Aya" in page.text


def test_an_unexpected_error_tells_its_number_and_no_detail(visitor: FlaskClient) -> None:
    answer = visitor.get("/broken", headers={**HTML, "X-Request-ID": "number-7"})

    assert answer.status_code == 500
    assert "number-7" in answer.text
    assert "internal detail" not in answer.text


def test_a_wrong_method_says_which_are_right(visitor: FlaskClient) -> None:
    answer = visitor.delete("/open")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_answer_carries_a_strict_policy_and_a_request_id(visitor: FlaskClient) -> None:
    for path in ("/open", "/conflict", "/no/such/page"):
        headers = visitor.get(path).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Request-ID"]


def test_a_request_id_that_could_forge_log_lines_is_replaced(visitor: FlaskClient) -> None:
    assert visitor.get("/open", headers={"X-Request-ID": 'x" evil'}).headers["X-Request-ID"] != 'x" evil'


def test_a_command_ends_with_the_message_and_code_two(small_app: Flask) -> None:
    @command("refuse")
    def refuse() -> None:
        raise InvalidInput("volumes.csv cannot be read.", details=["line 3: offered is -1; it must be 0 or more"])

    small_app.cli.add_command(refuse)
    result = small_app.test_cli_runner().invoke(args=["refuse"])

    assert result.exit_code == 2
    assert result.stderr == "Error: volumes.csv cannot be read.\n  line 3: offered is -1; it must be 0 or more\n"


def test_a_command_that_succeeds_ends_with_code_zero(small_app: Flask) -> None:
    @command("greet")
    def greet() -> None:
        click.echo("hello")

    small_app.cli.add_command(greet)

    assert small_app.test_cli_runner().invoke(args=["greet"]).exit_code == 0
