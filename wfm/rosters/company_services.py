"""Who must be at work at the same time: a qualification that is always there, and pairs of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.audit.services import record_created, record_removed
from wfm.catalog.models import WorkType
from wfm.core.access import Actor
from wfm.core.checks import check_between
from wfm.core.errors import Conflict, InvalidInput, NotFound
from wfm.core.local_week import WeeklyStretch
from wfm.rosters.models import PresenceRule, WorkPair
from wfm.rosters.queries import partners_of, presence_rules
from wfm.rosters.weeks import group_of

HEADS_MAX = 100
RULES_MAX = 20
PARTNERS_MAX = 5


def require_presence(
    session: Session,
    *,
    roster_group_id: int,
    work_type_id: int,
    heads: int,
    stretches: Sequence[WeeklyStretch],
    actor: Actor,
    now: datetime,
) -> PresenceRule:
    """So many who may serve the work type are wanted at work in these hours of the group's zone.

    Raises NotFound, InvalidInput and Conflict.
    """
    group_of(session, roster_group_id)
    check_between("heads", heads, 1, HEADS_MAX)
    if not stretches:
        raise InvalidInput(_("hours is empty; such as Mon-Fri 08:00-20:00 is needed."))
    work_type = session.get(WorkType, work_type_id)
    if work_type is None or work_type.roster_group_id not in (None, roster_group_id):
        raise InvalidInput(_("There is no work type %(id)s.", id=work_type_id))
    if len(presence_rules(session, roster_group_id=roster_group_id)) >= RULES_MAX:
        raise Conflict(_("There are %(num)d of these already; remove one first.", num=RULES_MAX))
    rule = PresenceRule(
        roster_group_id=roster_group_id, work_type_id=work_type_id, heads=heads, stretches=[each.to_json() for each in stretches]
    )
    session.add(rule)
    session.flush()
    record_created(session, rule, actor=actor, now=now)
    return rule


def remove_presence(session: Session, *, roster_group_id: int, rule_id: int, actor: Actor, now: datetime) -> None:
    """It is wanted no longer. Raises NotFound."""
    rule = session.get(PresenceRule, rule_id)
    if rule is None or rule.roster_group_id != roster_group_id:
        raise NotFound(_("There is no such rule %(id)s.", id=rule_id))
    record_removed(session, rule, actor=actor, now=now)
    session.delete(rule)
    session.flush()


def pair_people(session: Session, *, agent_id: int, partner_id: int, actor: Actor, now: datetime) -> WorkPair:
    """The two should work at the same time. Raises InvalidInput and Conflict."""
    if agent_id == partner_id:
        raise InvalidInput(_("Nobody is paired with themselves."))
    found = partners_of(session, agent_ids=[agent_id, partner_id])
    if any({pair.agent_id, pair.partner_id} == {agent_id, partner_id} for pair in found):
        raise Conflict(_("They are a pair already."))
    for each in (agent_id, partner_id):
        if sum(each in (pair.agent_id, pair.partner_id) for pair in found) >= PARTNERS_MAX:
            raise Conflict(_("Somebody works with %(num)d people at most.", num=PARTNERS_MAX))
    first, second = sorted((agent_id, partner_id))
    pair = WorkPair(agent_id=first, partner_id=second)
    session.add(pair)
    session.flush()
    record_created(session, pair, actor=actor, now=now)
    return pair


def part_people(session: Session, *, agent_id: int, partner_id: int, actor: Actor, now: datetime) -> None:
    """They are no pair any more. Raises NotFound."""
    pairs = partners_of(session, agent_ids=[agent_id])
    pair = next((pair for pair in pairs if {pair.agent_id, pair.partner_id} == {agent_id, partner_id}), None)
    if pair is None:
        raise NotFound(_("They are no pair."))
    record_removed(session, pair, actor=actor, now=now)
    session.delete(pair)
    session.flush()
