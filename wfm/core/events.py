"""What happened, told in the transaction in which it happened. A feature that wants to know offers `reactions.REACTIONS`; those that
tell need not know who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, has_app_context
from sqlalchemy.orm import Session

_REACTIONS = "wfm_reactions"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Features derive their own, beside the services that tell them."""


Reaction = Callable[[Session, Event, datetime], None]


def init_app(app: Flask, reactions: Iterable[Reaction]) -> None:
    app.extensions[_REACTIONS] = tuple(reactions)


def tell(session: Session, event: Event, *, now: datetime) -> None:
    """Everybody who listens does their part within this transaction: all of it is kept, or nothing is."""
    if not has_app_context():
        return
    for react in current_app.extensions[_REACTIONS]:
        react(session, event, now)
