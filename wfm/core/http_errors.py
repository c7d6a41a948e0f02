"""Turns errors into answers: a JSON problem (RFC 9457) for programs, a page for people. Unexpected errors are logged once, here."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from wfm.core.errors import NotSignedIn, WfmError
from wfm.core.http import is_htmx, wants_json

SIGN_IN_ENDPOINT = "accounts.sign_in"
RETRY_AFTER_SECONDS = 10


def init_app(app: Flask) -> None:
    app.register_error_handler(WfmError, _wfm_error)
    app.register_error_handler(HTTPException, _http_error)
    for away in (OperationalError, InterfaceError):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _wfm_error(error: WfmError) -> BaseResponse:
    if isinstance(error, NotSignedIn) and not wants_json() and SIGN_IN_ENDPOINT in current_app.view_functions:
        return _to_sign_in()
    return _answer(status=error.status, code=error.code, message=error.message, details=error.details)


def _to_sign_in() -> BaseResponse:
    address = url_for(SIGN_IN_ENDPOINT, next=request.full_path.rstrip("?") if request.method == "GET" else None)
    if not is_htmx():
        return redirect(address)
    response = make_response("", HTTPStatus.UNAUTHORIZED)
    response.headers["HX-Redirect"] = address
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:  # a redirect raised on the way
        return error.get_response()
    response = _answer(status=error.code, code=error.name.lower().replace(" ", "_"), message=_text(error), details=_faults(error))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _faults(error: HTTPException) -> list[str]:
    """What is wrong with each field, where the error came of input that was read by a schema."""
    told = getattr(error, "data", None) or {}
    return [line for place, found in (told.get("messages") or {}).items() for line in _fault_lines(place, found)]


def _fault_lines(path: str, found: object) -> list[str]:
    if isinstance(found, dict):
        return [line for name, part in found.items() for line in _fault_lines(f"{path}.{name}", part)]
    if isinstance(found, list):
        return [line for part in found for line in (_fault_lines(path, part) if isinstance(part, dict) else [f"{path}: {part}"])]
    return [f"{path}: {found}"]


def _text(error: HTTPException) -> str:
    if isinstance(error, CSRFError):
        return _("This page was open for too long, or was opened before you signed in. Load it again and repeat what you did.")
    texts = {
        HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This address cannot be used that way."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What was sent is too large."),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("What was sent is not as it should be."),
    }
    return texts.get(HTTPStatus(error.code or 500)) or error.description or error.name


def _database_away(error: Exception) -> BaseResponse:
    """The database does not answer, or takes no writes: it is away, its disk is full or may only be read."""
    current_app.logger.error("the database failed at %s %s: %s", request.method, request.path, getattr(error, "orig", error))
    g.actor = None  # whoever it is, this answer must not ask the database
    message = _("The database cannot be reached or written to at the moment. Nothing was saved; try again in a while.")
    response = _answer(status=HTTPStatus.SERVICE_UNAVAILABLE, code="database_away", message=message, details=())
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _unexpected(error: Exception) -> BaseResponse:
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("unexpected error at %s %s", request.method, request.path, exc_info=error)
    g.actor = None  # the page of this error must not need what may just have failed
    message = _("Something went wrong on our side. Nothing was saved. If you ask for help, give the number below.")
    return _answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, code="internal_error", message=message, details=())


def _answer(*, status: int, code: str, message: str, details: Sequence[str]) -> Response:
    status = HTTPStatus(status)
    request_id = g.get("request_id", "")
    if wants_json():
        response = jsonify(
            type="about:blank",
            title=status.phrase,
            status=status.value,
            code=code,
            detail=message,
            details=list(details),
            request_id=request_id,
        )
        response.content_type = "application/problem+json"
    else:
        page = render_template("error.html", status=status.value, message=message, details=details, request_id=request_id)
        response = make_response(page)
    response.status_code = status.value
    return response
