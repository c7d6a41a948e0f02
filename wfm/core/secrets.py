"""Secrets that a program or a link carries: random and long, and stored only as a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256

SECRET_BYTES = 32
DIGEST_LENGTH = 64


def new_secret() -> str:
    """A text for an address or a cookie that nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """What is stored of a secret. It is random and long, so a plain digest cannot be turned back."""
    return sha256(secret.encode()).hexdigest()
