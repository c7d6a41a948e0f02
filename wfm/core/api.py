"""The JSON API under /api/v1: one document for all features, problems instead of error pages, pages of lists, strict input."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint
from flask_smorest.pagination import PaginationParameters
from flask_wtf import CSRFProtect
from marshmallow import RAISE, Schema, fields, validate

from wfm.core.access import public

PREFIX = "/api/v1"
PAGE_SIZE = 100
PAGE_SIZE_MAX = 500
OFFSET_MAX = 2**31 - 1
ID_RANGE = validate.Range(1, 2147483647)
FIRST_DAY, LAST_DAY = date(1980, 1, 2), date(2099, 12, 30)
DESCRIPTION = (
    "Everything that the pages do, for programs. Send a token, made under My account, as `Authorization: Bearer …`; it may do what its "
    "owner may, and only read where it was made for reading. Instants are ISO 8601 with an offset; local dates and times say whose "
    "zone they are in. Errors are problems (RFC 9457): `code` is for programs, `detail` for people, `details` one line a finding."
)


class StrictSchema(Schema):
    """What a caller sends: a field that is not known is refused, not passed over."""

    class Meta:
        unknown = RAISE


class ProblemSchema(Schema):
    """An error."""

    type = fields.String()
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    details = fields.List(fields.String())
    request_id = fields.String()


class CreatedSchema(Schema):
    """What was made."""

    id = fields.Integer(required=True)


class _Api(Api):
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Ours answer for the API as well; see `wfm.core.http_errors`."""

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE  # what is no error is plain JSON

    def _register_pagination_header(self) -> None:
        about = "A JSON object with `total`, `total_pages`, `first_page`, `last_page`, `page`, `previous_page` and `next_page`."
        self.spec.components.header("PAGINATION", {"description": about, "schema": {"type": "string"}}, lazy=True)


def offset_of(page: PaginationParameters) -> int:
    """Where the page asked for begins. No list is longer than a database can number, so a page beyond that is as empty as the last."""
    return int(min(page.first_item, OFFSET_MAX))


def api_blueprint(name: str, description: str) -> Blueprint:
    """The part of the API that a feature offers as `api.blueprint`."""
    return Blueprint(f"{name}_api", name, url_prefix=PREFIX, description=description)


def text(longest: int, *, shortest: int = 1, **said: Any) -> fields.String:
    """A text with limits that the document tells."""
    return fields.String(validate=validate.Length(min=shortest, max=longest), **said)


def day(**said: Any) -> fields.Date:
    """A local date in the years that can be planned."""
    return fields.Date(validate=validate.Range(FIRST_DAY, LAST_DAY), metadata={"example": "2026-11-23"}, **said)


def init_app(app: Flask, csrf: CSRFProtect, blueprints: list[Blueprint]) -> None:
    app.config.update(
        API_TITLE="Workforce management",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    bearer = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
    info = {"description": DESCRIPTION}
    api = _Api(app, spec_kwargs={"info": info, "components": bearer, "security": [{"token": []}]})
    Blueprint.DEFAULT_PAGINATION_PARAMETERS = {"page": 1, "page_size": PAGE_SIZE, "max_page_size": PAGE_SIZE_MAX}
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
        csrf.exempt(blueprint)  # a token is sent on purpose, never by a browser on its own
    endpoint = "api-docs.openapi_json"
    document = app.view_functions[endpoint]

    @public
    def openapi_json() -> Any:
        return document()

    app.view_functions[endpoint] = openapi_json
