"""What the demo company does: departments, channels, work types, and how contacts reach it. Data, and how it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from wfm.agents.models import RosterGroup
from wfm.agents.services import create_roster_group
from wfm.catalog.contact_services import change_contact_reason
from wfm.catalog.details import Target, WorkTypeDetails
from wfm.catalog.kinds import Stage, TargetKind
from wfm.catalog.models import WorkType
from wfm.catalog.queries import contact_reasons_by_code, departments
from wfm.catalog.services import create_channel, create_department, create_work_type
from wfm.core.access import Actor

GROUP_NAME = "Customer Care"
ZONE = "Europe/Lisbon"
COUNTRY = "PT"
WEEK_STARTS_ON = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactKind:
    """A contact type as the company's systems log it: its reason, its part of the work type's contacts, its mean handle time."""

    name: str
    reason: str
    share: float
    handle_time_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWork:
    """A work type of the company. `share` is its part of all hours; work that nobody sends has no contacts."""

    code: str
    name: str
    channel: tuple[str, str]
    department: str
    share: float
    target: Target
    contacts: tuple[ContactKind, ...] = ()
    stage: Stage = Stage.POST_SALE
    is_public: bool = False
    required_level: int = 1
    shrinkage_share: float = 0.06


def _service(seconds: int, share: float = 0.8, *, minimum: int = 1) -> Target:
    return Target(
        kind=TargetKind.SERVICE_LEVEL,
        service_level_share=share,
        service_level_seconds=seconds,
        patience_seconds=240,
        minimum_headcount=minimum,
    )


PHONE, CHAT, EMAIL, SOCIAL = ("phone", "Phone"), ("chat", "Chat"), ("email", "E-mail"), ("social", "Social networks")
CARE, SALES, FINANCE, SHIPPING = "Customer Care", "Sales", "Finance", "Shipping"

# The first come first: a small team has only the first two or three, for tiny lines apart would take far more people.
WORK: tuple[DemoWork, ...] = (
    DemoWork(
        code="phone-care",
        name="Phone: orders and delivery",
        channel=PHONE,
        department=CARE,
        share=0.34,
        target=_service(20),
        contacts=(
            ContactKind(name="where is my order", reason="order status", share=0.45, handle_time_seconds=280),
            ContactKind(name="change of delivery", reason="delivery", share=0.3, handle_time_seconds=340),
            ContactKind(name="return by phone", reason="return", share=0.25, handle_time_seconds=420),
        ),
    ),
    DemoWork(
        code="chat-care",
        name="Chat: care",
        channel=CHAT,
        department=CARE,
        share=0.24,
        target=_service(60),
        contacts=(
            ContactKind(name="chat: order", reason="order status", share=0.6, handle_time_seconds=460),
            ContactKind(name="chat: product", reason="product advice", share=0.4, handle_time_seconds=540),
        ),
    ),
    DemoWork(
        code="email",
        name="E-mail",
        channel=EMAIL,
        department=CARE,
        share=0.16,
        target=Target(kind=TargetKind.BACKLOG_DEADLINE, deadline_minutes=12 * 60, service_level_share=0.95),
        contacts=(
            ContactKind(name="e-mail: complaint", reason="complaint", share=0.3, handle_time_seconds=620),
            ContactKind(name="e-mail: question", reason="product advice", share=0.7, handle_time_seconds=400),
        ),
    ),
    DemoWork(
        code="billing",
        name="Phone: billing",
        channel=PHONE,
        department=FINANCE,
        share=0.12,
        target=_service(30),
        required_level=2,
        contacts=(
            ContactKind(name="invoice", reason="invoice unclear", share=0.7, handle_time_seconds=390),
            ContactKind(name="refund", reason="refund", share=0.3, handle_time_seconds=480),
        ),
    ),
    DemoWork(
        code="social",
        name="Social: public answers",
        channel=SOCIAL,
        department=CARE,
        share=0.09,
        target=_service(300),
        is_public=True,
        required_level=2,
        contacts=(ContactKind(name="public post", reason="complaint", share=1.0, handle_time_seconds=360),),
    ),
    DemoWork(
        code="outreach",
        name="Outreach: welcome calls",
        channel=PHONE,
        department=SALES,
        share=0.05,
        target=Target(kind=TargetKind.WEEKLY_HOURS, weekly_hours=1.0),
        stage=Stage.PROACTIVE,
        shrinkage_share=0.0,
    ),
)


AVOIDABLE: Mapping[str, str] = {"order status": SHIPPING, "invoice unclear": FINANCE, "complaint": CARE}
"""Reasons that a fix would avoid, and whose fix it is."""


def work_for(people: int) -> tuple[DemoWork, ...]:
    """The work of a company with so many people on its contacts."""
    return WORK[: 2 if people < 25 else 4 if people < 50 else len(WORK)]


def create_company(
    session: Session, *, work: Sequence[DemoWork], weekly_hours: Mapping[str, float], actor: Actor, now: datetime
) -> tuple[RosterGroup, tuple[WorkType, ...]]:
    """There is the demo's roster group with its work types, in the order of `work`. `weekly_hours` are those of work that nobody sends.

    Raises Conflict where the demo was loaded before.
    """
    group = create_roster_group(session, name=GROUP_NAME, zone=ZONE, week_starts_on=WEEK_STARTS_ON, country=COUNTRY, actor=actor, now=now)
    departments = {
        name: create_department(session, name=name, actor=actor, now=now).id for name in dict.fromkeys(one.department for one in work)
    }
    channels = {
        code: create_channel(session, code=code, name=name, actor=actor, now=now).id
        for code, name in dict.fromkeys(one.channel for one in work)
    }
    made = []
    for one in work:
        details = WorkTypeDetails(
            code=one.code,
            name=one.name,
            channel_id=channels[one.channel[0]],
            target=replace(one.target, weekly_hours=weekly_hours[one.code]) if one.code in weekly_hours else one.target,
            opening_zone=ZONE,
            roster_group_id=group.id,
            owning_department_id=departments[one.department],
            stage=one.stage,
            is_public=one.is_public,
            required_level=one.required_level,
            shrinkage_share=one.shrinkage_share,
        )
        made.append(create_work_type(session, details=details, actor=actor, now=now))
    return group, tuple(made)


def own_reasons(session: Session, *, actor: Actor, now: datetime) -> None:
    """Once contacts are there: which of their reasons could be avoided, and by which department."""
    known = {department.name: department.id for department in departments(session)}
    for reason in contact_reasons_by_code(session).values():
        if reason.code in AVOIDABLE:
            owner = AVOIDABLE[reason.code]
            if owner not in known:
                known[owner] = create_department(session, name=owner, actor=actor, now=now).id
            change_contact_reason(
                session, reason_id=reason.id, name=reason.name, is_avoidable=True, owning_department_id=known[owner], actor=actor, now=now
            )
