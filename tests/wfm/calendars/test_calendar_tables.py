import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import NOW, an_agent
from wfm.audit.services import values_of
from wfm.calendars.models import CalendarFeed


def test_an_agent_has_one_live_address_and_any_number_of_withdrawn_ones(session: Session) -> None:
    agent = an_agent(session)
    for at in range(3):
        session.add(CalendarFeed(agent_id=agent.id, secret_hash=str(at) * 64, created_at=NOW, revoked_at=None if at == 0 else NOW))
    session.flush()

    session.add(CalendarFeed(agent_id=agent.id, secret_hash="9" * 64, created_at=NOW))

    with pytest.raises(IntegrityError):
        session.flush()


def test_two_feeds_never_share_an_address(session: Session) -> None:
    for _ in range(2):
        session.add(CalendarFeed(agent_id=an_agent(session).id, secret_hash="7" * 64, created_at=NOW))

    with pytest.raises(IntegrityError):
        session.flush()


def test_the_hash_is_hidden_from_the_audit_trail(session: Session) -> None:
    feed = CalendarFeed(agent_id=an_agent(session).id, secret_hash="7" * 64, created_at=NOW)

    assert values_of(feed)["secret_hash"] == "(hidden)"
