"""Makes what the contacts of a source need in order to be planned, where it is missing, and says what it made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.agents.models import RosterGroup
from wfm.agents.queries import find_roster_group
from wfm.agents.services import create_roster_group
from wfm.catalog.contact_services import add_contact_types, create_contact_reason, create_contact_source, map_contact_types
from wfm.catalog.details import WorkTypeDetails
from wfm.catalog.models import Channel, ContactSource, ContactType
from wfm.catalog.queries import channels, contact_reasons_by_code, contact_types_by_code, find_contact_source, find_work_type
from wfm.catalog.services import create_channel, create_work_type
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput
from wfm.demand.profiles import PlannedWork, Profile
from wfm.demand.volume_read import VolumeRead


class SetUp:
    """One act of making what is missing. ``made`` tells it line by line, for the person who asked."""

    def __init__(self, session: Session, *, actor: Actor, now: datetime) -> None:
        self._session = session
        self._actor = actor
        self._now = now
        self.made: list[str] = []

    def profile(self, profile: Profile) -> None:
        """The roster group, channel and work types of a profile exist."""
        group = find_roster_group(self._session, name=profile.group_name) or self._group(profile)
        missing = [work for work in profile.work if find_work_type(self._session, code=work.code) is None]
        if missing:
            channel = next((one for one in channels(self._session) if one.code == profile.channel_code), None) or self._channel(profile)
            for work in missing:
                self._work_type(work, zone=profile.reading.zone, group=group, channel=channel)

    def source(self, *, code: str, name: str, zone: str) -> ContactSource:
        """The source exists."""
        source = find_contact_source(self._session, code=code)
        if source is None:
            source = create_contact_source(self._session, code=code, name=name, zone=zone, actor=self._actor, now=self._now)
            self.made.append(_("contact source %(code)s, zone %(zone)s", code=code, zone=zone))
        return source

    def contact_types(self, source: ContactSource, found: VolumeRead, *, work_type_codes: Mapping[str, str]) -> dict[str, ContactType]:
        """Every contact type of the file exists. New ones, and those mapped by hand, are served by the work types named."""
        before = contact_types_by_code(self._session, source_id=source.id)
        wanted = dict.fromkeys((*found.contact_types, *work_type_codes))
        types = add_contact_types(self._session, source_id=source.id, codes=tuple(wanted), actor=self._actor, now=self._now)
        ids = {code: self._work_type_id(work_type_code) for code, work_type_code in work_type_codes.items()}
        map_contact_types(self._session, source_id=source.id, work_type_ids=ids, actor=self._actor, now=self._now)
        for code in types:
            if code not in before:
                served = work_type_codes.get(code)
                self.made.append(
                    _("contact type %(code)s, served by %(served)s", code=code, served=served)
                    if served
                    else _("contact type %(code)s, not planned yet", code=code)
                )
        return types

    def reasons(self, found: VolumeRead) -> dict[str, int]:
        """Every contact reason of the file exists; their ids by code."""
        known = contact_reasons_by_code(self._session)
        for code in found.reasons:
            if code not in known:
                known[code] = create_contact_reason(self._session, code=code, name=code, actor=self._actor, now=self._now)
                self.made.append(_("contact reason %(code)s", code=code))
        return {code: reason.id for code, reason in known.items()}

    def _group(self, profile: Profile) -> RosterGroup:
        self.made.append(_("roster group %(name)s, zone %(zone)s", name=profile.group_name, zone=profile.reading.zone))
        return create_roster_group(
            self._session,
            name=profile.group_name,
            zone=profile.reading.zone,
            week_starts_on=profile.week_starts_on,
            country=profile.country,
            actor=self._actor,
            now=self._now,
        )

    def _channel(self, profile: Profile) -> Channel:
        self.made.append(_("channel %(name)s", name=profile.channel_name))
        return create_channel(self._session, code=profile.channel_code, name=profile.channel_name, actor=self._actor, now=self._now)

    def _work_type(self, work: PlannedWork, *, zone: str, group: RosterGroup, channel: Channel) -> None:
        details = WorkTypeDetails(
            code=work.code,
            name=work.name,
            channel_id=channel.id,
            target=work.target,
            opening_zone=zone,
            opening_hours=work.opening_hours,
            roster_group_id=group.id,
            shrinkage_share=work.shrinkage_share,
        )
        create_work_type(self._session, details=details, actor=self._actor, now=self._now)
        self.made.append(_("work type %(name)s with proposed targets", name=work.name))

    def _work_type_id(self, code: str) -> int:
        work_type = find_work_type(self._session, code=code)
        if work_type is None:
            raise InvalidInput(_("work type is %(code)r; there is no such work type", code=code))
        return work_type.id
