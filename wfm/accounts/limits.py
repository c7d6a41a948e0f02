"""Limits at the door: too many tries for one address or from one place, and it stays shut for a while. Counted in the database, so
that they hold for all web servers together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from wfm.accounts.models import DoorKnock
from wfm.core.errors import WfmError

KEPT = timedelta(days=1)


class TooManyTries(WfmError):
    code = "too_many_tries"
    status = HTTPStatus.TOO_MANY_REQUESTS


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `most` tries `within` a stretch of time for one and the same."""

    name: str
    most: int
    within: timedelta

    def key(self, what: str) -> str:
        return sha256(f"{self.name}\n{what}".encode()).hexdigest()


# Whether an account exists does not matter, so being shut out tells nobody that one does.
SIGN_IN_FOR_EMAIL = Limit(name="sign-in-email", most=8, within=timedelta(minutes=15))
SIGN_IN_FROM_PLACE = Limit(name="sign-in-place", most=60, within=timedelta(minutes=15))
RESET_FOR_EMAIL = Limit(name="reset-email", most=3, within=timedelta(hours=1))
RESET_FROM_PLACE = Limit(name="reset-place", most=20, within=timedelta(hours=1))


def check_limit(session: Session, limit: Limit, what: str, *, now: datetime) -> None:
    """Raises TooManyTries, which says in how many minutes the next try is possible."""
    asked = select(func.count(), func.min(DoorKnock.at)).where(DoorKnock.counted_for == limit.key(what), DoorKnock.at > now - limit.within)
    count, first = session.execute(asked).one()
    if count >= limit.most:
        minutes = max(1, -int(-(first + limit.within - now).total_seconds() // 60))
        raise TooManyTries(
            ngettext("Too many tries. Please wait %(num)d minute.", "Too many tries. Please wait %(num)d minutes.", minutes)
            + " "
            + _("If you forgot your password, ask for a new one.")
        )


def count_try(session: Session, limit: Limit, what: str, *, now: datetime) -> None:
    """One more try; what is too old to count is forgotten."""
    session.execute(delete(DoorKnock).where(DoorKnock.at < now - KEPT))
    session.add(DoorKnock(counted_for=limit.key(what), at=now))


def forget_tries(session: Session, limit: Limit, what: str) -> None:
    """After a success one begins anew."""
    session.execute(delete(DoorKnock).where(DoorKnock.counted_for == limit.key(what)))
