"""The four kinds of "no" that a person can act on. Features derive their own errors from these, beside the code that raises them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar


class WfmError(Exception):
    """Base. `code` is for programs, the message for the person who can act, `details` one line a finding."""

    code: ClassVar[str] = "error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, message: object, *, details: Sequence[str] = ()) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.details = tuple(details)


class InvalidInput(WfmError):
    code = "invalid_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotFound(WfmError):
    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class NotAllowed(WfmError):
    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


class NotSignedIn(NotAllowed):
    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED


class Conflict(WfmError):
    code = "conflict"
    status = HTTPStatus.CONFLICT
