"""Which roster somebody wants to see: the draft or version that the address names, else the one that is being worked on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.rosters.choosing import NoSuchRoster, draft_numbered, version_numbered
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import find_open_draft, find_published_version
from wfm.rosters.weeks import RosterWeek

DIGITS_MAX = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSource:
    """The roster shown, a draft or a version. `published` is the version that holds now."""

    roster: RosterDraft | RosterVersion
    published: RosterVersion | None
    is_named: bool

    @property
    def draft(self) -> RosterDraft | None:
        return self.roster if isinstance(self.roster, RosterDraft) else None

    @property
    def version(self) -> RosterVersion | None:
        return self.roster if isinstance(self.roster, RosterVersion) else None

    def arguments(self) -> dict[str, str]:
        """How an address names this roster again; nothing where it is the usual one."""
        if not self.is_named:
            return {}
        return {"draft" if self.draft else "version": str(self.roster.number)}


def source_in_address(session: Session, *, week: RosterWeek, arguments: Mapping[str, str]) -> BoardSource | None:
    """The roster to show; None while the week has none. Raises NoSuchRoster."""
    published = find_published_version(session, week=week)
    if text := arguments.get("version"):
        version = version_numbered(session, week=week, number=_number("version", text))
        return BoardSource(roster=version, published=published, is_named=True)
    if text := arguments.get("draft"):
        draft = draft_numbered(session, week=week, number=_number("draft", text))
        return BoardSource(roster=draft, published=published, is_named=True)
    roster = find_open_draft(session, week=week) or published
    return BoardSource(roster=roster, published=published, is_named=False) if roster else None


def _number(field: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS_MAX:
        raise NoSuchRoster(_("%(field)s is %(value)r; a number is needed.", field=field, value=text))
    return int(text)
