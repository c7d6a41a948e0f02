from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from wfm.audit.models import AuditLine
from wfm.audit.queries import audit_lines_of, latest_audit_lines
from wfm.audit.services import record
from wfm.core.access import Actor, Role
from wfm.core.immutable import ImmutableRow


def test_values_are_kept_in_plain_types(session: Session) -> None:
    told = {
        "at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "on": date(2026, 11, 23),
        "start": time(9, 15),
        "role": Role.LEAD,
        "ids": {3},
        "nested": {"pairs": ((1, 2),)},
        "nothing": None,
    }

    record(session, actor=LEAD, action="try", entity="thing", entity_id=7, after=told, now=NOW)
    session.flush()
    session.expire_all()

    (line,) = audit_lines_of(session, entity="thing", entity_id=7)
    assert line.before is None
    assert line.after == {
        "at": "2026-11-23T09:00:00+00:00",
        "on": "2026-11-23",
        "start": "09:15:00",
        "role": "lead",
        "ids": [3],
        "nested": {"pairs": [[1, 2]]},
        "nothing": None,
    }


def test_lines_come_in_the_order_they_were_written(session: Session) -> None:
    for minutes, action in ((0, "first"), (0, "second"), (5, "third")):
        record(session, actor=LEAD, action=action, entity="thing", entity_id=7, now=NOW + timedelta(minutes=minutes))
    record(session, actor=LEAD, action="other", entity="thing", entity_id=8, now=NOW)

    assert [line.action for line in audit_lines_of(session, entity="thing", entity_id=7)] == ["first", "second", "third"]
    assert [line.action for line in latest_audit_lines(session, limit=2)] == ["third", "other"]


def test_a_line_names_who_did_it_even_without_an_account(session: Session) -> None:
    record(session, actor=Actor(id=None, name="command line"), action="import", entity="thing", entity_id=7, now=NOW)

    (line,) = latest_audit_lines(session)

    assert (line.actor_id, line.actor_name, line.at) == (None, "command line", NOW)


def test_a_line_cannot_be_changed(session: Session) -> None:
    record(session, actor=LEAD, action="try", entity="thing", entity_id=7, now=NOW)
    (line,) = latest_audit_lines(session)

    line.actor_name = "Somebody else"

    with pytest.raises(ImmutableRow):
        session.flush()


@pytest.mark.parametrize("empty", ["action", "entity", "entity_id"])
def test_the_database_refuses_a_line_that_says_nothing(session: Session, empty: str) -> None:
    said = {"action": "try", "entity": "thing", "entity_id": "7"} | {empty: ""}
    session.add(AuditLine(at=NOW, actor_name="Ines", **said))

    with pytest.raises(IntegrityError):
        session.flush()
