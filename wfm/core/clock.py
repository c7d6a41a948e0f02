"""The only place that reads the clock. Edges call `clock.now()` and tell everybody below."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
