from datetime import date, time

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduling.rostering.contract import BreakRule, Split
from tests.support.factories import LEAD, NOW, a_group, a_member, agent_details, an_agent, employment, terms
from tests.support.statements import counted_questions
from wfm.agents.contracts import terms_of
from wfm.agents.models import Contract
from wfm.agents.people import Newcomer
from wfm.agents.queries import contracts_by_agent
from wfm.agents.services import ContractsOverlap, EmailTaken, add_newcomers, create_team, end_contract, hire, update_agent
from wfm.audit.queries import audit_lines_of
from wfm.catalog.services import create_department
from wfm.core.errors import Conflict, InvalidInput
from wfm.core.local_week import DateRange, WeeklyStretch


def test_terms_come_back_from_the_table_as_they_went_in(session: Session) -> None:
    every_field = terms(
        shift_step_minutes=15,
        start_step_minutes=60,
        week_minimum_hard=True,
        breaks=(
            BreakRule(360, 30, paid=False, starts_after_minutes=(150, 330)),
            BreakRule(480, 15, paid=True, starts_after_minutes=(60, 120)),
        ),
        day_minutes_max=600,
        weekly_rest_minutes=2160,
        nights_per_week_max=2,
        days_off_run_min=2,
        weekends_off_min=1,
        period_weeks=4,
        period_minutes=(6000, 9600),
        start_windows=(("06:00", "10:00"), ("14:00", "16:00")),
        templates=(("09:00", 480),),
        split=Split(gap_minutes=(60, 240), part_minutes_min=120),
    )

    contract = hire(session, agent_id=an_agent(session).id, employment=employment(terms=every_field), actor=LEAD, now=NOW)
    session.flush()
    session.expire(contract)

    assert terms_of(contract) == every_field


def test_optional_terms_that_are_absent_stay_absent(session: Session) -> None:
    contract = hire(session, agent_id=an_agent(session).id, employment=employment(terms=terms()), actor=LEAD, now=NOW)
    session.flush()
    session.expire(contract)

    assert terms_of(contract) == terms()


def test_a_second_contract_on_one_of_the_same_dates_is_refused(session: Session) -> None:
    agent = an_agent(session)
    hire(session, agent_id=agent.id, employment=employment(date(2026, 1, 1), date(2026, 7, 1)), actor=LEAD, now=NOW)

    with pytest.raises(ContractsOverlap, match="2026-01-01 until 2026-07-01"):
        hire(session, agent_id=agent.id, employment=employment(date(2026, 6, 30)), actor=LEAD, now=NOW)
    hire(session, agent_id=agent.id, employment=employment(date(2026, 7, 1)), actor=LEAD, now=NOW)

    (first, second) = contracts_by_agent(session, agent_ids=[agent.id], dates=DateRange(date(2026, 1, 1)))[agent.id]
    assert (first.valid_until, second.valid_from) == (date(2026, 7, 1), date(2026, 7, 1))


def test_a_contract_can_be_made_shorter_but_not_longer(session: Session) -> None:
    agent = an_agent(session)
    contract = hire(session, agent_id=agent.id, employment=employment(date(2026, 1, 1)), actor=LEAD, now=NOW)

    end_contract(session, contract_id=contract.id, valid_until=date(2026, 7, 1), actor=LEAD, now=NOW)

    with pytest.raises(InvalidInput, match="ends on 2026-07-01"):
        end_contract(session, contract_id=contract.id, valid_until=date(2026, 8, 1), actor=LEAD, now=NOW)
    with pytest.raises(InvalidInput, match="must be after valid_from"):
        end_contract(session, contract_id=contract.id, valid_until=date(2026, 1, 1), actor=LEAD, now=NOW)
    assert contract.valid_until == date(2026, 7, 1)


def test_a_borrowed_person_has_a_department_to_go_back_to(session: Session) -> None:
    agent = an_agent(session)
    sales = create_department(session, name="Sales", actor=LEAD, now=NOW)

    with pytest.raises(InvalidInput, match="home_department_id is not given"):
        employment(borrowed_until=date(2026, 12, 31))
    contract = hire(
        session,
        agent_id=agent.id,
        employment=employment(home_department_id=sales.id, borrowed_until=date(2026, 12, 31)),
        actor=LEAD,
        now=NOW,
    )

    assert (contract.home_department_id, contract.borrowed_until) == (sales.id, date(2026, 12, 31))


def test_a_department_that_does_not_exist_is_named(session: Session) -> None:
    with pytest.raises(InvalidInput, match="home_department_id is 77; there is no such department"):
        hire(session, agent_id=an_agent(session).id, employment=employment(home_department_id=77), actor=LEAD, now=NOW)


def test_default_hours_are_kept_in_local_time(session: Session) -> None:
    night = (WeeklyStretch(5, time(22), time(6)),)

    contract = hire(session, agent_id=an_agent(session).id, employment=employment(default_hours=night), actor=LEAD, now=NOW)

    assert contract.default_hours == [{"weekday": 5, "local_start": "22:00", "local_end": "06:00"}]
    assert WeeklyStretch.from_json(contract.default_hours[0]) == night[0]


@pytest.mark.parametrize(
    ("field", "value", "limit"),
    [
        ("zone", "Europe/Atlantis", "a zone such as"),
        ("country", "XX", "a country code"),
        ("country", "pt", "a country code"),
        ("email", "nobody", "an e-mail address"),
        ("locale", "klingon-x", "a language"),
        ("display_name", " ", "a text without spaces around it"),
        ("display_name", "x" * 201, "the most is 200"),
    ],
)
def test_a_person_is_refused_by_field_and_limit(session: Session, field: str, value: str, limit: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        agent_details(**{field: value})

    assert refused.value.message.startswith(field)
    assert limit in refused.value.message


def test_an_email_address_belongs_to_one_agent_whatever_its_letters(session: Session) -> None:
    an_agent(session, email="Aya@example.com")

    with pytest.raises(EmailTaken, match=r"aya@example\.com"):
        an_agent(session, email="AYA@example.com")


def test_a_refused_row_leaves_the_transaction_usable(session: Session) -> None:
    create_team(session, name="North", actor=LEAD, now=NOW)

    with pytest.raises(Conflict, match="named North"):
        create_team(session, name="North", actor=LEAD, now=NOW)
    south = create_team(session, name="South", actor=LEAD, now=NOW)

    assert south.id is not None


def test_an_update_is_recorded_with_what_changed_and_nothing_else(session: Session) -> None:
    details = agent_details(display_name="Aya", zone="Asia/Manila", country="PH")
    agent = an_agent(session, **vars(details))

    update_agent(session, agent_id=agent.id, details=agent_details(**vars(details) | {"zone": "Asia/Kathmandu"}), actor=LEAD, now=NOW)
    session.flush()

    _, changed = audit_lines_of(session, entity="agent", entity_id=agent.id)
    assert (changed.action, changed.before, changed.after) == ("update", {"zone": "Asia/Manila"}, {"zone": "Asia/Kathmandu"})


def test_the_number_of_questions_does_not_grow_with_the_number_of_newcomers(session: Session) -> None:
    group = a_group(session)
    team = create_team(session, name="North", actor=LEAD, now=NOW)

    def questions_for(people: int) -> int:
        newcomers = [
            Newcomer(details=agent_details(), employment=employment(), roster_group_id=group.id, team_ids=(team.id,)) for _ in range(people)
        ]
        with counted_questions(session) as questions:
            agents = add_newcomers(session, newcomers=newcomers, actor=LEAD, now=NOW)
        assert [agent.email for agent in agents] == [newcomer.details.email for newcomer in newcomers]
        return len(questions)

    assert questions_for(100) == questions_for(2)


@pytest.mark.parametrize(
    "broken",
    [
        {"week_minutes_min": 2500},
        {"week_minutes_max": 10_095},
        {"shift_minutes_min": 0},
        {"shift_minutes_max": 100},
        {"shift_step_minutes": 20},
        {"rest_minutes": -15},
        {"days_per_week_max": 8},
        {"consecutive_days_max": 0},
        {"block_minutes_min": 600},
        {"day_minutes_max": 7},
        {"nights_per_week_max": 8},
        {"weekends_off_min": 1},
        {"period_weeks": 0},
        {"period_weeks": 4, "period_minutes_min": 600},
        {"period_minutes_min": 600, "period_minutes_max": 1200},
        {"valid_until": date(2026, 1, 1)},
        {"borrowed_until": date(2026, 12, 31)},
    ],
    ids=",".join,
)
def test_the_database_refuses_terms_that_cannot_be(session: Session, broken: dict[str, object]) -> None:
    contract = hire(session, agent_id=an_agent(session).id, employment=employment(date(2026, 1, 1)), actor=LEAD, now=NOW)

    with pytest.raises(IntegrityError):
        session.execute(update(Contract).where(Contract.id == contract.id).values(**broken))


def test_a_member_of_a_group_that_is_gone_cannot_be(session: Session) -> None:
    group = a_group(session)
    a_member(session, group)

    session.delete(group)
    with pytest.raises(IntegrityError):
        session.flush()
