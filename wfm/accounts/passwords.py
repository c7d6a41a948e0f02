"""Passwords: what is asked of one, and how it is kept (argon2id with the library's present costs)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from wfm.core.errors import InvalidInput

LENGTH_MIN = 12
LENGTH_MAX = 200
DISTINCT_MIN = 5
# A name of two or three letters is part of many a word.
NAME_LENGTH_MIN = 4


def check_password(password: str, *, email: str) -> None:
    """Raises InvalidInput, which says what is wrong: length comes before rules about kinds of characters, which help nobody."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise InvalidInput(
            _(
                "The password has %(count)d characters; it needs %(least)d to %(most)d. A few words that you remember do well.",
                count=len(password),
                least=LENGTH_MIN,
                most=LENGTH_MAX,
            )
        )
    name = email.split("@", maxsplit=1)[0].lower()
    if len(set(password)) < DISTINCT_MIN or (len(name) >= NAME_LENGTH_MIN and name in password.lower()):
        raise InvalidInput(_("This password is easy to guess; leave your own name out and use more than a few different characters."))


def hash_of(password: str) -> str:
    return _hasher().hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether it is the password. Takes as long where there is none, so that the time does not tell who has an account."""
    try:
        return _hasher().verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the library would hash at other costs today."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
