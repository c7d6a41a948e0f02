"""What every answer carries: security headers with a strict content policy, and the id under which its log lines are found."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from werkzeug.routing import IntegerConverter, Map

from wfm.core.errors import InvalidInput

# Bootstrap's own style sheet draws its icons from data: images; nothing else comes from anywhere but here.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


ID_MAX = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:...>` in an address: a number that a database can hold as an id; beyond it there is nothing."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = ID_MAX) -> None:  # noqa: A002
        super().__init__(map, fixed_digits=fixed_digits, min=min, max=max)


def whole_number(text: str) -> int:
    """For `request.args.get(…, type=whole_number)`: one that a database can hold; others count as not said."""
    number = int(text)
    if abs(number) > ID_MAX:
        raise ValueError(text)
    return number


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = IdConverter
    app.before_request(_take_request_id)
    app.before_request(_refuse_null_characters)
    app.after_request(_set_headers)


def _refuse_null_characters() -> None:
    """No database text can hold one, and no keyboard makes one."""
    told = [pair for values in (request.args, request.form) for pair in values.items(multi=True)]
    body = request.get_json(silent=True) if request.is_json else None
    for name, value in (*told, *_texts_in(body)):
        if "\x00" in value or "\x00" in name:
            raise InvalidInput(_("%(field)s holds a character that cannot be stored.", field=name.replace("\x00", "")))


def _texts_in(body: Any) -> Iterator[tuple[str, str]]:
    """Every text of a JSON body with the name of the field that holds it."""
    waiting = [("", body)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            waiting.extend((str(key), held) for key, held in value.items())
            yield from ((str(key), "") for key in value)
        elif isinstance(value, list):
            waiting.extend((name, held) for held in value)


def wants_json() -> bool:
    """Whether the caller is a program: an API path, or JSON preferred to HTML."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def _take_request_id() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _set_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static":
        # Pages hold people's working time; a shared machine must not keep them.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
