"""Who may sign in: user accounts, the roles they hold, each within a scope, their sessions, and what guards the door."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wfm.accounts.kinds import SignInWay
from wfm.core.access import Role
from wfm.core.columns import text_enum, unique_where
from wfm.core.db import Base, UtcDateTime


class UserAccount(Base):
    """A person who signs in: by the demo list, by password, or by an identity provider.

    ``locale`` is the language they chose; without one the browser's holds."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("(oidc_issuer IS NULL) = (oidc_subject IS NULL)", name="oidc_complete"),
        UniqueConstraint("oidc_issuer", "oidc_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id", ondelete="SET NULL"), unique=True)
    locale: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str | None] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255), info={"secret": True})
    oidc_issuer: Mapped[str | None] = mapped_column(String(255))
    oidc_subject: Mapped[str | None] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    roles: Mapped[list["RoleAssignment"]] = relationship(lazy="raise", passive_deletes=True)


class RoleAssignment(Base):
    """One role of one user; a lead's may be limited to one roster group or one team, otherwise it holds everywhere."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint("role = 'lead' OR (roster_group_id IS NULL AND team_id IS NULL)", name="only_leads_scoped"),
        CheckConstraint("roster_group_id IS NULL OR team_id IS NULL", name="one_scope"),
        UniqueConstraint("user_account_id", "role", "roster_group_id"),
        UniqueConstraint("user_account_id", "role", "team_id"),
        unique_where("uq_role_assignment_unscoped", "user_account_id", "role", where="roster_group_id IS NULL AND team_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(text_enum(Role, name="role"))
    roster_group_id: Mapped[int | None] = mapped_column(ForeignKey("roster_group.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))


class UserSession(Base):
    """One browser that somebody is signed in on. Only a digest of its secret is kept; a revoked or expired one opens nothing.

    ``signed_in_by`` names the way in: demo, password, or the identity provider."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user_account_id", "user_account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    signed_in_by: Mapped[SignInWay] = mapped_column(text_enum(SignInWay, name="signed_in_by"))
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasswordLink(Base):
    """An address by which somebody sets a password once, until it expires: the first one, or a new one."""

    __tablename__ = "password_link"
    __table_args__ = (Index("ix_password_link_user_account_id", "user_account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DoorKnock(Base):
    """A try at the door that counts towards a limit; ``counted_for`` is a digest of what is limited, such as an address."""

    __tablename__ = "door_knock"
    __table_args__ = (Index("ix_door_knock_counted_for_at", "counted_for", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    counted_for: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ApiToken(Base):
    """A secret by which a program acts for a user, until it expires or is revoked. Only a hash of it is kept."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_user_account_id", "user_account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_account_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    reads_only: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
