from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduling.rostering.person import SPEED_BY_LEVEL
from skills.scales import Enjoyment, Level, default_speed
from tests.support.factories import LEAD, NOW, a_work_type, an_agent
from tests.support.statements import counted_questions
from wfm.agent_skills.models import SkillRating
from wfm.agent_skills.queries import profiles_on, rating_history
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.audit.queries import audit_lines_of
from wfm.core.errors import InvalidInput
from wfm.core.immutable import ImmutableRow

MAY = date(2026, 5, 1)


def rate(session: Session, *assessments: Assessment) -> tuple[SkillRating, ...]:
    return rate_skills(session, assessments=assessments, actor=LEAD, now=NOW)


def test_a_newer_assessment_counts_and_the_older_one_stays_on_record(session: Session) -> None:
    agent, phone = an_agent(session), a_work_type(session, code="phone")
    older = Assessment(agent_id=agent.id, work_type_id=phone.id, level=2, assessed_on=MAY, evidence="First week")
    newer = Assessment(agent_id=agent.id, work_type_id=phone.id, level=4, enjoyment=2, speed=1.05, assessed_on=MAY + timedelta(days=90))

    rate(session, older)
    rate(session, newer)

    found = profiles_on(session, agent_ids=[agent.id], on=date(2026, 11, 23))[agent.id].find("phone")
    assert found is not None
    assert (found.level, found.enjoyment, found.speed) == (Level.EXPERIENCED, Enjoyment.LOVES, 1.05)
    assert profiles_on(session, agent_ids=[agent.id], on=MAY)[agent.id].ratings[0].level == 2
    assert [row.level for row in rating_history(session, agent_id=agent.id, work_type_id=phone.id)] == [2, 4]


def test_of_two_assessments_of_one_day_the_one_entered_later_counts(session: Session) -> None:
    agent, phone = an_agent(session), a_work_type(session, code="phone")
    for level in (5, 3):
        rate(session, Assessment(agent_id=agent.id, work_type_id=phone.id, level=level, assessed_on=MAY))

    assert profiles_on(session, agent_ids=[agent.id], on=MAY)[agent.id].ratings[0].level == 3


def test_many_agents_are_answered_by_one_question(session: Session) -> None:
    agents = [an_agent(session) for _ in range(5)]
    work_types = [a_work_type(session) for _ in range(3)]
    rate(
        session,
        *(Assessment(agent_id=a.id, work_type_id=w.id, level=3, assessed_on=MAY) for a in agents[:4] for w in work_types),
    )

    with counted_questions(session) as questions:
        profiles = profiles_on(session, agent_ids=[agent.id for agent in agents], on=MAY)

    assert len(questions) == 1
    assert [len(profiles[agent.id].ratings) for agent in agents] == [3, 3, 3, 3, 0]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"level": 6}, "level is 6, it lies between 1 and 5"),
        ({"enjoyment": -3}, "enjoyment is -3, it lies between -2 and 2"),
        ({"speed": 0.0}, "speed is 0.0, it must be above 0"),
        ({"speed": 11.0}, "speed is 11.0, it lies between 0 and 10"),
        ({"valid_until": MAY}, "valid_until is 2026-05-01, it must be after assessed_on"),
        ({"evidence": "x" * 2001}, "evidence .* is 2001"),
    ],
)
def test_an_assessment_is_refused_by_field_and_limit(session: Session, said: dict[str, object], message: str) -> None:
    usual: dict[str, object] = {"agent_id": 1, "work_type_id": 1, "level": 3, "assessed_on": MAY}

    with pytest.raises(InvalidInput, match=message):
        Assessment(**usual | said)  # type: ignore[arg-type]


def test_nobody_is_assessed_in_the_future(session: Session) -> None:
    agent, phone = an_agent(session), a_work_type(session)

    with pytest.raises(InvalidInput, match="assessed_on is 2026-11-22, which is in the future"):
        rate(session, Assessment(agent_id=agent.id, work_type_id=phone.id, level=3, assessed_on=NOW.date() + timedelta(days=2)))
    rate(session, Assessment(agent_id=agent.id, work_type_id=phone.id, level=3, assessed_on=NOW.date() + timedelta(days=1)))


def test_unknown_agents_and_work_types_are_named(session: Session) -> None:
    agent, phone = an_agent(session), a_work_type(session)

    with pytest.raises(InvalidInput, match="agent_id is 4711; there is no such agent"):
        rate(session, Assessment(agent_id=4711, work_type_id=phone.id, level=3, assessed_on=MAY))
    with pytest.raises(InvalidInput, match="work_type_id is 4711; there is no such work_type"):
        rate(session, Assessment(agent_id=agent.id, work_type_id=4711, level=3, assessed_on=MAY))


def test_an_assessment_is_on_the_audit_trail(session: Session) -> None:
    agent, phone = an_agent(session), a_work_type(session)
    (rating,) = rate(session, Assessment(agent_id=agent.id, work_type_id=phone.id, level=3, assessed_on=MAY))
    session.flush()

    (line,) = audit_lines_of(session, entity="skill_rating", entity_id=rating.id)

    assert line.after is not None
    assert (line.action, line.after["level"], line.after["assessed_on"]) == ("create", 3, "2026-05-01")


def test_an_assessment_cannot_be_rewritten(session: Session) -> None:
    (rating,) = rate(session, Assessment(agent_id=an_agent(session).id, work_type_id=a_work_type(session).id, level=3, assessed_on=MAY))

    rating.level = 5

    with pytest.raises(ImmutableRow, match="SkillRating"):
        session.flush()


@pytest.mark.parametrize(
    "broken", [{"level": 0}, {"level": 6}, {"enjoyment": 3}, {"speed": 0.0}, {"speed": 10.1}, {"valid_until": MAY}], ids=str
)
def test_the_database_refuses_ratings_off_the_scales(session: Session, broken: dict[str, object]) -> None:
    rate(session, Assessment(agent_id=an_agent(session).id, work_type_id=a_work_type(session).id, level=3, assessed_on=MAY))

    with pytest.raises(IntegrityError):
        session.execute(update(SkillRating).values(**broken))


def test_both_libraries_give_a_level_the_same_speed() -> None:
    assert {int(level): default_speed(level) for level in Level} == SPEED_BY_LEVEL
