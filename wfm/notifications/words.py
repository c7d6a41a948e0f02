"""The words of a notice, in the language and zone of whoever reads it, and the page it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from wfm.core.formats import date_span, day, just_before, local_day
from wfm.notifications.kinds import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line, a second one where there is more to say, and the endpoint with its arguments."""

    title: str
    more: str
    endpoint: str
    arguments: Mapping[str, Any]


def words_of(kind: NoticeKind, about: Mapping[str, Any], *, zone: str) -> Words:
    """The words of a notice of a kind with its facts."""
    if kind in (NoticeKind.WEEK_PUBLISHED, NoticeKind.WEEK_CHANGED):
        first = date.fromisoformat(about["week_date"])
        span = date_span(first, first + timedelta(days=6))
        published = _("Your week %(span)s is published", span=span)
        changed = _("Your week %(span)s has changed", span=span)
        return Words(
            title=published if kind is NoticeKind.WEEK_PUBLISHED else changed,
            more=about.get("note", ""),
            endpoint="calendars.my_week",
            arguments={"day": about["week_date"]},
        )
    span = _span(about, zone)
    if kind is NoticeKind.TIME_OFF_REQUESTED:
        title = _("%(name)s asks for time off, %(span)s", name=about["name"], span=span)
        return Words(title=title, more="", endpoint="self_service.requests", arguments={})
    approved = _("Your time off %(span)s is approved", span=span)
    refused = _("Your time off %(span)s is refused", span=span)
    return Words(
        title=approved if kind is NoticeKind.TIME_OFF_APPROVED else refused,
        more=about.get("note", ""),
        endpoint="self_service.time_off",
        arguments={},
    )


def _span(about: Mapping[str, Any], zone: str) -> str:
    starts_at, ends_at = (datetime.fromisoformat(about[name]) for name in ("starts_at", "ends_at"))
    first, last = local_day(starts_at, zone), local_day(just_before(ends_at), zone)
    return day(first) if first == last else f"{day(first)} – {day(last)}"
