"""Which groups of the company's sign-in give which role here: `group=role`, `group=lead@Roster group`, `group=lead@team:Team`,
separated by semicolons."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import column as column_of
from sqlalchemy import select, table
from sqlalchemy.orm import Session

from wfm.accounts.services import RoleGrant
from wfm.core.access import Role
from wfm.core.errors import Conflict

TEAM = "team:"


class MappingIsWrong(Conflict):
    code = "role_mapping_is_wrong"


def grants_of_groups(session: Session, *, mapping: str, groups: Collection[str]) -> tuple[RoleGrant, ...]:
    """The roles that these groups give. Raises MappingIsWrong, naming the entry, where the setting cannot be read."""
    grants: dict[RoleGrant, None] = {}
    for entry in filter(None, (part.strip() for part in mapping.split(";"))):
        group, equals, role_and_scope = entry.rpartition("=")
        role_name, _at, scope = role_and_scope.partition("@")
        if not equals or role_name.strip() not in tuple(Role):
            raise MappingIsWrong(_("The setting WFM_OIDC_ROLES has %(entry)r, which is no group=role.", entry=entry))
        if group.strip() in groups:
            grants[_grant(session, Role(role_name.strip()), scope.strip(), entry)] = None
    return tuple(grants)


def _grant(session: Session, role: Role, scope: str, entry: str) -> RoleGrant:
    if not scope:
        return RoleGrant(role=role)
    if scope.startswith(TEAM):
        return RoleGrant(role=role, team_id=_id_of(session, "team", scope.removeprefix(TEAM), entry))
    return RoleGrant(role=role, roster_group_id=_id_of(session, "roster_group", scope, entry))


def _id_of(session: Session, kind: str, name: str, entry: str) -> int:
    # Teams and roster groups belong to a feature above this one, so their tables are named, not imported.
    named = table(kind, column_of("id"), column_of("name"))
    found: int | None = session.scalar(select(named.c.id).where(named.c.name == name))
    if found is None:
        raise MappingIsWrong(_("The setting WFM_OIDC_ROLES has %(entry)r; there is no such team or roster group.", entry=entry))
    return found
