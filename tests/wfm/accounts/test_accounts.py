import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, an_agent
from wfm.accounts.models import RoleAssignment, UserAccount
from wfm.accounts.queries import demo_users, find_actor, find_user_by_email
from wfm.accounts.services import RoleGrant, UserDetails, create_administrator, create_user, deactivate_user, ensure_demo_users
from wfm.agents.services import create_team
from wfm.audit.services import values_of
from wfm.core.access import Role
from wfm.core.errors import Conflict, InvalidInput, NotFound


def a_user(session: Session, *grants: RoleGrant, email: str = "ines@example.com", **said: object) -> UserAccount:
    details = UserDetails(email=email, display_name="Ines", **said)  # type: ignore[arg-type]
    return create_user(session, details=details, grants=grants, actor=LEAD, now=NOW)


def test_an_actor_has_the_roles_and_the_agent_of_the_account(session: Session) -> None:
    agent = an_agent(session)
    user = a_user(session, RoleGrant(role=Role.LEAD), RoleGrant(role=Role.AGENT), agent_id=agent.id)
    session.expunge_all()

    actor = find_actor(session, user_id=user.id)

    assert actor is not None
    assert (actor.id, actor.name, actor.roles, actor.agent_id) == (user.id, "Ines", {Role.LEAD, Role.AGENT}, agent.id)


def test_who_was_deactivated_is_no_actor(session: Session) -> None:
    user = create_administrator(session, email="Root@Example.com", display_name="Root", actor=LEAD, now=NOW)
    assert find_actor(session, user_id=user.id) is not None
    create_administrator(session, email="second@example.com", display_name="Second", actor=LEAD, now=NOW)

    deactivate_user(session, user_id=user.id, actor=LEAD, now=NOW)
    session.flush()

    assert find_actor(session, user_id=user.id) is None
    found = find_user_by_email(session, email="ROOT@example.com")
    assert found is not None
    assert not found.is_active
    with pytest.raises(NotFound):
        deactivate_user(session, user_id=user.id + 1000, actor=LEAD, now=NOW)


def test_an_address_and_an_agent_have_one_account(session: Session) -> None:
    agent = an_agent(session)
    a_user(session, agent_id=agent.id)

    with pytest.raises(Conflict, match=r"ines@example\.com"):
        a_user(session, email="INES@example.com")
    with pytest.raises(Conflict, match="this agent has an account already"):
        a_user(session, email="other@example.com", agent_id=agent.id)


def test_a_lead_of_a_group_and_of_a_team_is_kept_so(session: Session) -> None:
    group, team = a_group(session), create_team(session, name="North", actor=LEAD, now=NOW)

    user = a_user(session, RoleGrant(role=Role.LEAD, roster_group_id=group.id), RoleGrant(role=Role.LEAD, team_id=team.id))
    session.expunge_all()

    found = find_user_by_email(session, email=user.email)
    assert found is not None
    assert {(held.roster_group_id, held.team_id) for held in found.roles} == {(group.id, None), (None, team.id)}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"role": Role.ADMINISTRATOR, "team_id": 1}, "team_id is given, but only the role of a lead"),
        ({"role": Role.LEAD, "team_id": 1, "roster_group_id": 1}, "limited by one of them"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(session: Session, said: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        RoleGrant(**said)  # type: ignore[arg-type]


def test_the_same_role_twice_is_refused(session: Session) -> None:
    with pytest.raises(Conflict, match="A role is given twice"):
        a_user(session, RoleGrant(role=Role.HR), RoleGrant(role=Role.HR))


def test_a_scope_that_does_not_exist_is_named(session: Session) -> None:
    with pytest.raises(InvalidInput, match="team_id is 4711; there is no such team"):
        a_user(session, RoleGrant(role=Role.LEAD, team_id=4711))


def test_demo_users_are_made_once_and_only_they_are_offered(session: Session) -> None:
    create_administrator(session, email="root@example.com", display_name="Root", actor=LEAD, now=NOW)
    lead = (UserDetails(email="lead@demo.example", display_name="Lead", is_demo=True), RoleGrant(role=Role.LEAD))
    hr = (UserDetails(email="hr@demo.example", display_name="HR", is_demo=True), RoleGrant(role=Role.HR))

    first = ensure_demo_users(session, users=[lead], actor=LEAD, now=NOW)
    both = ensure_demo_users(session, users=[lead, hr], actor=LEAD, now=NOW)
    session.expire_all()

    assert both[0] is first[0]
    assert [user.email for user in demo_users(session)] == ["lead@demo.example", "hr@demo.example"]
    with pytest.raises(InvalidInput, match="not marked as a demo user"):
        ensure_demo_users(session, users=[(UserDetails(email="a@b", display_name="A"), RoleGrant(role=Role.HR))], actor=LEAD, now=NOW)


def test_a_secret_is_told_to_the_audit_trail_as_hidden(session: Session) -> None:
    user = a_user(session)
    assert values_of(user)["password_hash"] is None

    user.password_hash = "$argon2id$secret"

    assert values_of(user)["password_hash"] == "(hidden)"


@pytest.mark.parametrize("broken", [{"email": "Ines@example.com"}, {"oidc_issuer": "https://id.example.com"}, {"agent_id": 4711}], ids=str)
def test_the_database_refuses_accounts_that_cannot_be(session: Session, broken: dict[str, object]) -> None:
    a_user(session)

    with pytest.raises(IntegrityError):
        session.execute(update(UserAccount).values(**broken))


@pytest.mark.parametrize("scope", ["roster_group_id", "team_id"])
def test_the_database_scopes_only_leads(session: Session, scope: str) -> None:
    ids = {"roster_group_id": a_group(session).id, "team_id": create_team(session, name="North", actor=LEAD, now=NOW).id}
    user = a_user(session)
    session.add(RoleAssignment(user_account_id=user.id, role=Role.LEAD, **{scope: ids[scope]}))
    session.flush()

    session.add(RoleAssignment(user_account_id=user.id, role=Role.HR, **{scope: ids[scope]}))

    with pytest.raises(IntegrityError, match="only_leads_scoped"):
        session.flush()


def test_the_database_refuses_the_same_unscoped_role_twice(session: Session) -> None:
    user = a_user(session, RoleGrant(role=Role.HR))

    session.add(RoleAssignment(user_account_id=user.id, role=Role.HR))

    with pytest.raises(IntegrityError):
        session.flush()
