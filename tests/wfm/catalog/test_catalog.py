from datetime import time

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_work_type, target, work_type_details
from tests.support.statements import counted_questions
from wfm.audit.queries import audit_lines_of
from wfm.catalog.contact_services import add_contact_types, create_contact_reason, create_contact_source, map_contact_types
from wfm.catalog.kinds import CoverageMode, Stage, TargetKind
from wfm.catalog.models import WorkType
from wfm.catalog.queries import contact_reasons_by_code, contact_types_by_code, find_contact_source, find_work_type, work_types_of_group
from wfm.catalog.services import (
    WorkTypeNotFound,
    create_bundle,
    create_channel,
    create_department,
    rename,
    retire_work_type,
    update_work_type,
)
from wfm.core.errors import Conflict, InvalidInput
from wfm.core.local_week import WeeklyStretch

MORNINGS = (WeeklyStretch(1, time(8), time(12)), WeeklyStretch(2, time(8), time(12)))
AFTERNOON = (WeeklyStretch(1, time(8), time(18)),)


def test_a_group_serves_its_own_work_types_and_those_for_all(session: Session) -> None:
    ours, theirs = a_group(session), a_group(session)
    a_work_type(session, code="phone", roster_group_id=ours.id)
    a_work_type(session, code="chat")
    a_work_type(session, code="mail", roster_group_id=theirs.id)
    retired = a_work_type(session, code="fax", roster_group_id=ours.id)
    retire_work_type(session, work_type_id=retired.id, actor=LEAD, now=NOW)

    assert [work_type.code for work_type in work_types_of_group(session, roster_group_id=ours.id)] == ["chat", "phone"]


def test_work_types_come_with_their_opening_hours_in_two_questions(session: Session) -> None:
    group = a_group(session)
    for _ in range(4):
        a_work_type(session, roster_group_id=group.id, opening_hours=MORNINGS)
    session.expunge_all()

    with counted_questions(session) as questions:
        found = work_types_of_group(session, roster_group_id=group.id)
        hours = {(h.weekday, h.local_start, h.local_end) for work_type in found for h in work_type.opening_hours}

    assert len(questions) == 2
    assert hours == {(1, time(8), time(12)), (2, time(8), time(12))}


def test_a_work_type_says_what_it_was_told(session: Session) -> None:
    sales = create_department(session, name="Sales", actor=LEAD, now=NOW)
    bundle = create_bundle(session, code="written", name="Written", actor=LEAD, now=NOW)
    details = work_type_details(
        session,
        code="social",
        target=target(kind=TargetKind.BACKLOG_DEADLINE, deadline_minutes=240, minimum_headcount=1),
        mode=CoverageMode.BLEND,
        bundle_id=bundle.id,
        stage=Stage.PRE_SALE,
        is_public=True,
        required_level=4,
        owning_department_id=sales.id,
        shrinkage_share=0.1,
        priority=2.5,
    )

    a_work_type(session, **vars(details))
    session.expunge_all()

    found = find_work_type(session, code="social")
    assert found is not None
    assert (found.mode, found.stage, found.target_kind) == (CoverageMode.BLEND, Stage.PRE_SALE, TargetKind.BACKLOG_DEADLINE)
    assert (found.is_public, found.required_level, found.concurrency, found.deadline_minutes) == (True, 4, 1, 240)
    assert (found.owning_department_id, found.bundle_id, found.priority, found.shrinkage_share) == (sales.id, bundle.id, 2.5, 0.1)


def test_an_update_replaces_the_opening_hours_and_tells_what_changed(session: Session) -> None:
    details = work_type_details(session, opening_hours=MORNINGS)
    work_type = a_work_type(session, **vars(details))

    changed = work_type_details(session, **vars(details) | {"opening_hours": AFTERNOON, "priority": 3.0})
    update_work_type(session, work_type_id=work_type.id, details=changed, actor=LEAD, now=NOW)
    session.flush()

    assert [(h.weekday, h.local_start, h.local_end) for h in work_type.opening_hours] == [(1, time(8), time(18))]
    line = audit_lines_of(session, entity="work_type", entity_id=work_type.id)[-1]
    assert line.before is not None
    assert line.after is not None
    assert set(line.after) == {"opening_hours", "priority"}
    assert line.before["opening_hours"] == [stretch.to_json() for stretch in MORNINGS]
    assert line.after["opening_hours"] == [stretch.to_json() for stretch in AFTERNOON]


def test_an_update_of_nothing_writes_no_line(session: Session) -> None:
    details = work_type_details(session, opening_hours=MORNINGS)
    work_type = a_work_type(session, **vars(details))

    update_work_type(session, work_type_id=work_type.id, details=details, actor=LEAD, now=NOW)
    session.flush()

    assert len(audit_lines_of(session, entity="work_type", entity_id=work_type.id)) == 1


def test_an_update_cannot_take_the_code_of_another_work_type(session: Session) -> None:
    phone, chat = a_work_type(session, code="phone"), a_work_type(session, code="chat")

    with pytest.raises(Conflict, match="work type phone"):
        update_work_type(session, work_type_id=chat.id, details=work_type_details(session, code="phone"), actor=LEAD, now=NOW)
    with pytest.raises(WorkTypeNotFound):
        update_work_type(session, work_type_id=phone.id + chat.id, details=work_type_details(session), actor=LEAD, now=NOW)
    with pytest.raises(InvalidInput, match="roster_group_id is 4711"):
        update_work_type(session, work_type_id=chat.id, details=work_type_details(session, roster_group_id=4711), actor=LEAD, now=NOW)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"service_level_seconds": None}, "service_level_seconds is missing"),
        ({"service_level_share": 1.2}, "service_level_share is 1.2, it lies between 0 and 1"),
        ({"abandonment_share_max": -0.1}, "abandonment_share_max is -0.1"),
        ({"kind": TargetKind.BACKLOG_DEADLINE}, "deadline_minutes is missing; a target of kind backlog_deadline"),
        ({"kind": TargetKind.MINIMUM_HEADCOUNT}, "minimum_headcount is missing"),
        ({"kind": TargetKind.WEEKLY_HOURS}, "weekly_hours is missing"),
        ({"kind": TargetKind.WEEKLY_HOURS, "weekly_hours": -4.0}, "weekly_hours is -4.0"),
        ({"patience_seconds": 0}, "patience_seconds is 0, it must be above 0"),
    ],
)
def test_a_target_is_refused_by_field_and_limit(session: Session, said: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        target(**said)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"code": "Phone Line"}, "code is 'Phone Line'; small letters"),
        ({"code": "x" * 61}, "code has 61 characters, the most is 60"),
        ({"name": ""}, "name is ''"),
        ({"opening_zone": "Lisbon"}, "opening_zone is 'Lisbon'"),
        ({"priority": 0}, "priority is 0, it must be above 0"),
        ({"required_level": 6}, "required_level is 6"),
        ({"concurrency": 0}, "concurrency is 0, it lies between 1 and 100"),
        ({"shrinkage_share": 1.0}, "shrinkage_share is 1.0"),
        ({"mode": CoverageMode.BLEND}, "mode is blend; a bundle is given with mode blend"),
        ({"bundle_id": 1}, "mode is focus; a bundle is given with mode blend"),
        ({"opening_hours": MORNINGS + AFTERNOON}, "two stretches that begin at the same time"),
    ],
)
def test_a_work_type_is_refused_by_field_and_limit(session: Session, said: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        work_type_details(session, channel_id=1, **said)


@pytest.mark.parametrize(
    "broken",
    [
        {"priority": 0},
        {"mode": CoverageMode.BLEND},
        {"concurrency": 0},
        {"required_level": 0},
        {"shrinkage_share": 1.0},
        {"service_level_share": 1.1},
        {"service_level_share": None},
        {"abandonment_share_max": -0.1},
        {"target_kind": TargetKind.BACKLOG_DEADLINE},
        {"target_kind": TargetKind.MINIMUM_HEADCOUNT},
        {"target_kind": TargetKind.WEEKLY_HOURS},
        {"deadline_minutes": 0},
        {"patience_seconds": 0},
        {"channel_id": 4711},
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_the_database_refuses_work_types_that_cannot_be(session: Session, broken: dict[str, object]) -> None:
    a_work_type(session)

    with pytest.raises(IntegrityError):
        session.execute(update(WorkType).values(**broken))


def test_names_and_codes_are_taken_once(session: Session) -> None:
    create_channel(session, code="phone", name="Phone", actor=LEAD, now=NOW)
    a_work_type(session, code="phone")

    with pytest.raises(Conflict, match="channel phone or one named Telephone"):
        create_channel(session, code="phone", name="Telephone", actor=LEAD, now=NOW)
    with pytest.raises(Conflict, match="work type phone"):
        a_work_type(session, code="phone")


def test_a_department_can_be_renamed_but_not_to_a_name_that_is_taken(session: Session) -> None:
    sales, billing = (create_department(session, name=name, actor=LEAD, now=NOW) for name in ("Sales", "Billing"))

    rename(session, entity=sales, name="Sales and Marketing", actor=LEAD, now=NOW)

    with pytest.raises(Conflict, match="Sales and Marketing is taken"):
        rename(session, entity=billing, name="Sales and Marketing", actor=LEAD, now=NOW)
    assert audit_lines_of(session, entity="department", entity_id=sales.id)[-1].after == {"name": "Sales and Marketing"}


def test_contact_types_are_added_once_and_mapped_many_to_one(session: Session) -> None:
    bank = create_contact_source(session, code="bank", name="Bank", zone="Asia/Jerusalem", actor=LEAD, now=NOW)
    service = a_work_type(session, code="service")
    add_contact_types(session, source_id=bank.id, codes=["PS", "NE", "PS"], actor=LEAD, now=NOW)

    found = add_contact_types(session, source_id=bank.id, codes=["NE", "NW"], actor=LEAD, now=NOW)
    map_contact_types(session, source_id=bank.id, work_type_ids={"PS": service.id, "NW": service.id}, actor=LEAD, now=NOW)
    session.flush()
    session.expire_all()

    assert sorted(found) == ["NE", "NW", "PS"]
    assert {code: t.work_type_id for code, t in contact_types_by_code(session, source_id=bank.id).items()} == {
        "NE": None,
        "NW": service.id,
        "PS": service.id,
    }
    assert find_contact_source(session, code="bank") == bank


def test_two_sources_log_the_same_code_for_different_things(session: Session) -> None:
    bank, shop = (create_contact_source(session, code=code, name=code, zone="UTC", actor=LEAD, now=NOW) for code in ("bank", "shop"))
    for source in (bank, shop):
        add_contact_types(session, source_id=source.id, codes=["PS"], actor=LEAD, now=NOW)

    assert contact_types_by_code(session, source_id=bank.id)["PS"].id != contact_types_by_code(session, source_id=shop.id)["PS"].id


def test_a_mapping_of_what_is_not_logged_or_not_served_is_refused(session: Session) -> None:
    bank = create_contact_source(session, code="bank", name="Bank", zone="UTC", actor=LEAD, now=NOW)
    add_contact_types(session, source_id=bank.id, codes=["PS"], actor=LEAD, now=NOW)

    with pytest.raises(InvalidInput, match="contact_type is XX; the source logs PS"):
        map_contact_types(session, source_id=bank.id, work_type_ids={"XX": None}, actor=LEAD, now=NOW)
    with pytest.raises(InvalidInput, match="work_type_id is 4711"):
        map_contact_types(session, source_id=bank.id, work_type_ids={"PS": 4711}, actor=LEAD, now=NOW)


def test_an_avoidable_reason_names_the_department_that_could_end_it(session: Session) -> None:
    billing = create_department(session, name="Billing", actor=LEAD, now=NOW)

    create_contact_reason(
        session, code="wrong bill", name="Wrong bill", is_avoidable=True, owning_department_id=billing.id, actor=LEAD, now=NOW
    )

    reason = contact_reasons_by_code(session)["wrong bill"]
    assert (reason.is_avoidable, reason.owning_department_id) == (True, billing.id)
    with pytest.raises(Conflict, match="contact reason wrong bill"):
        create_contact_reason(session, code="wrong bill", name="Other", actor=LEAD, now=NOW)
