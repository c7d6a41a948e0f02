"""Create the tables: people, work, availability, demand, solves, rosters, accounts and the audit trail.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=16), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("display_name <> ''", name=op.f("ck_agent_display_name_given")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_agent_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
    )
    op.create_index(op.f("ix_agent_display_name"), "agent", ["display_name"])
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.CheckConstraint("action <> ''", name=op.f("ck_audit_line_action_named")),
        sa.CheckConstraint("entity <> '' AND entity_id <> ''", name=op.f("ck_audit_line_entity_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_line")),
    )
    op.create_index(op.f("ix_audit_line_actor_id_at"), "audit_line", ["actor_id", "at"])
    op.create_index(op.f("ix_audit_line_at"), "audit_line", ["at"])
    op.create_index(op.f("ix_audit_line_entity_entity_id_at"), "audit_line", ["entity", "entity_id", "at"])
    op.create_table(
        "bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("code", name=op.f("uq_bundle_code")),
        sa.UniqueConstraint("name", name=op.f("uq_bundle_name")),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_channel_code")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    op.create_table(
        "contact_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_source")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_source_code")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    op.create_table(
        "roster_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("week_starts_on", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.CheckConstraint("week_starts_on BETWEEN 1 AND 7", name=op.f("ck_roster_group_week_starts_on_iso")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_group")),
        sa.UniqueConstraint("name", name=op.f("uq_roster_group_name")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "availability_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("local_start", sa.Time(), nullable=True),
        sa.Column("local_end", sa.Time(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("available", "preferred", "unavailable", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(local_start IS NULL) = (local_end IS NULL)", name=op.f("ck_availability_exception_stretch_complete")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_availability_exception_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exception")),
    )
    op.create_index(op.f("ix_availability_exception_agent_id_local_date"), "availability_exception", ["agent_id", "local_date"])
    op.create_table(
        "availability_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_availability_pattern_valid_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_availability_pattern_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_pattern")),
        sa.UniqueConstraint("agent_id", "valid_from", name=op.f("uq_availability_pattern_agent_id_valid_from")),
    )
    op.create_index(
        op.f("uq_availability_pattern_open"),
        "availability_pattern",
        ["agent_id"],
        unique=True,
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_calendar_feed_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_index(
        op.f("uq_calendar_feed_live"),
        "calendar_feed",
        ["agent_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "contact_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_avoidable", sa.Boolean(), nullable=False),
        sa.Column("owning_department_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owning_department_id"], ["department.id"], name=op.f("fk_contact_reason_owning_department_id_department"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_reason_code")),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("home_department_id", sa.Integer(), nullable=True),
        sa.Column("borrowed_until", sa.Date(), nullable=True),
        sa.Column("week_minutes_min", sa.Integer(), nullable=False),
        sa.Column("week_minutes_max", sa.Integer(), nullable=False),
        sa.Column("week_minimum_hard", sa.Boolean(), nullable=False),
        sa.Column("shift_minutes_min", sa.Integer(), nullable=False),
        sa.Column("shift_minutes_max", sa.Integer(), nullable=False),
        sa.Column("shift_step_minutes", sa.Integer(), nullable=False),
        sa.Column("start_step_minutes", sa.Integer(), nullable=False),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.Column("days_per_week_max", sa.Integer(), nullable=False),
        sa.Column("consecutive_days_max", sa.Integer(), nullable=False),
        sa.Column("block_minutes_min", sa.Integer(), nullable=False),
        sa.Column("day_minutes_max", sa.Integer(), nullable=True),
        sa.Column("weekly_rest_minutes", sa.Integer(), nullable=True),
        sa.Column("nights_per_week_max", sa.Integer(), nullable=True),
        sa.Column("days_off_run_min", sa.Integer(), nullable=True),
        sa.Column("weekends_off_min", sa.Integer(), nullable=True),
        sa.Column("period_weeks", sa.Integer(), nullable=True),
        sa.Column("period_minutes_min", sa.Integer(), nullable=True),
        sa.Column("period_minutes_max", sa.Integer(), nullable=True),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.Column("start_windows", sa.JSON(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("split", sa.JSON(), nullable=True),
        sa.Column("default_hours", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(period_minutes_min IS NULL) = (period_minutes_max IS NULL) AND (period_minutes_min IS NULL OR (0 <= period_minutes_min AND period_minutes_min <= period_minutes_max))",
            name=op.f("ck_contract_period_minutes_range"),
        ),
        sa.CheckConstraint(
            "0 <= week_minutes_min AND week_minutes_min <= week_minutes_max AND week_minutes_max <= 10080",
            name=op.f("ck_contract_week_minutes_range"),
        ),
        sa.CheckConstraint(
            "15 <= shift_minutes_min AND shift_minutes_min <= shift_minutes_max AND shift_minutes_max <= 1440",
            name=op.f("ck_contract_shift_minutes_range"),
        ),
        sa.CheckConstraint("block_minutes_min BETWEEN 0 AND shift_minutes_max", name=op.f("ck_contract_block_minutes_min_range")),
        sa.CheckConstraint(
            "borrowed_until IS NULL OR (home_department_id IS NOT NULL AND borrowed_until >= valid_from)",
            name=op.f("ck_contract_borrowed_from_department"),
        ),
        sa.CheckConstraint("consecutive_days_max >= 1", name=op.f("ck_contract_consecutive_days_max_range")),
        sa.CheckConstraint(
            "day_minutes_max IS NULL OR day_minutes_max BETWEEN 15 AND 1440", name=op.f("ck_contract_day_minutes_max_range")
        ),
        sa.CheckConstraint("days_off_run_min IS NULL OR days_off_run_min BETWEEN 1 AND 7", name=op.f("ck_contract_days_off_run_min_range")),
        sa.CheckConstraint("days_per_week_max BETWEEN 0 AND 7", name=op.f("ck_contract_days_per_week_max_range")),
        sa.CheckConstraint(
            "nights_per_week_max IS NULL OR nights_per_week_max BETWEEN 0 AND 7", name=op.f("ck_contract_nights_per_week_max_range")
        ),
        sa.CheckConstraint(
            "period_weeks IS NOT NULL OR (period_minutes_min IS NULL AND weekends_off_min IS NULL)",
            name=op.f("ck_contract_period_length_given"),
        ),
        sa.CheckConstraint("period_weeks IS NULL OR period_weeks BETWEEN 1 AND 52", name=op.f("ck_contract_period_weeks_range")),
        sa.CheckConstraint("rest_minutes BETWEEN 0 AND 10080", name=op.f("ck_contract_rest_minutes_range")),
        sa.CheckConstraint(
            "shift_step_minutes BETWEEN 15 AND 1440 AND start_step_minutes BETWEEN 15 AND 1440", name=op.f("ck_contract_steps_range")
        ),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_contract_valid_range")),
        sa.CheckConstraint(
            "week_minutes_min % 15 = 0 AND week_minutes_max % 15 = 0 AND shift_minutes_min % 15 = 0 AND shift_minutes_max % 15 = 0 AND shift_step_minutes % 15 = 0 AND start_step_minutes % 15 = 0 AND rest_minutes % 15 = 0 AND block_minutes_min % 15 = 0 AND (day_minutes_max IS NULL OR day_minutes_max % 15 = 0) AND (weekly_rest_minutes IS NULL OR weekly_rest_minutes % 15 = 0) AND (period_minutes_min IS NULL OR (period_minutes_min % 15 = 0 AND period_minutes_max % 15 = 0))",
            name=op.f("ck_contract_quarter_hours"),
        ),
        sa.CheckConstraint(
            "weekends_off_min IS NULL OR (weekends_off_min >= 0 AND weekends_off_min <= period_weeks)",
            name=op.f("ck_contract_weekends_off_min_range"),
        ),
        sa.CheckConstraint(
            "weekly_rest_minutes IS NULL OR weekly_rest_minutes BETWEEN 0 AND 10080", name=op.f("ck_contract_weekly_rest_minutes_range")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_contract_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["home_department_id"], ["department.id"], name=op.f("fk_contract_home_department_id_department"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("agent_id", "valid_from", name=op.f("uq_contract_agent_id_valid_from")),
    )
    op.create_table(
        "person_week",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("paid_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("paid_minutes >= 0", name=op.f("ck_person_week_paid_minutes_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_person_week_agent_id_agent"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_person_week_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_week")),
    )
    op.create_index(op.f("ix_person_week_agent_id_week_date"), "person_week", ["agent_id", "week_date"])
    op.create_index(op.f("ix_person_week_roster_group_id_week_date"), "person_week", ["roster_group_id", "week_date"])
    op.create_table(
        "roster_group_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_roster_group_membership_valid_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_roster_group_membership_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["roster_group_id"],
            ["roster_group.id"],
            name=op.f("fk_roster_group_membership_roster_group_id_roster_group"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_group_membership")),
        sa.UniqueConstraint("agent_id", "valid_from", name=op.f("uq_roster_group_membership_agent_id_valid_from")),
    )
    op.create_index(
        op.f("ix_roster_group_membership_roster_group_id_valid_from"), "roster_group_membership", ["roster_group_id", "valid_from"]
    )
    op.create_index(
        op.f("uq_roster_group_membership_open"),
        "roster_group_membership",
        ["agent_id"],
        unique=True,
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    op.create_table(
        "team_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_team_membership_valid_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_team_membership_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_membership_team_id_team"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_membership")),
        sa.UniqueConstraint("agent_id", "team_id", "valid_from", name=op.f("uq_team_membership_agent_id_team_id_valid_from")),
    )
    op.create_index(op.f("ix_team_membership_team_id"), "team_membership", ["team_id"])
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("oidc_issuer", sa.String(length=255), nullable=True),
        sa.Column("oidc_subject", sa.String(length=255), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(oidc_issuer IS NULL) = (oidc_subject IS NULL)", name=op.f("ck_user_account_oidc_complete")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_account_email_lower_case")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_user_account_agent_id_agent"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_user_account_agent_id")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject", name=op.f("uq_user_account_oidc_issuer_oidc_subject")),
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("off", "work", name="kind", native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weight_minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_wish_ends_after_start")),
        sa.CheckConstraint("weight_minutes > 0", name=op.f("ck_wish_weight_minutes_positive")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_wish_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    op.create_index(op.f("ix_wish_agent_id_starts_at"), "wish", ["agent_id", "starts_at"])
    op.create_table(
        "work_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=True),
        sa.Column("owning_department_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column(
            "mode", sa.Enum("focus", "blend", "pool", name="mode", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("bundle_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Double(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "pre_sale",
                "post_sale",
                "proactive",
                "education",
                "monitoring",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("required_level", sa.Integer(), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column(
            "target_kind",
            sa.Enum(
                "service_level",
                "backlog_deadline",
                "minimum_headcount",
                "weekly_hours",
                name="target_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("service_level_share", sa.Double(), nullable=True),
        sa.Column("service_level_seconds", sa.Integer(), nullable=True),
        sa.Column("abandonment_share_max", sa.Double(), nullable=True),
        sa.Column("patience_seconds", sa.Integer(), nullable=True),
        sa.Column("deadline_minutes", sa.Integer(), nullable=True),
        sa.Column("weekly_hours", sa.Double(), nullable=True),
        sa.Column("minimum_headcount", sa.Integer(), nullable=False),
        sa.Column("shrinkage_share", sa.Double(), nullable=False),
        sa.Column("opening_zone", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(mode = 'blend') = (bundle_id IS NOT NULL)", name=op.f("ck_work_type_blend_names_bundle")),
        sa.CheckConstraint("target_kind <> 'backlog_deadline' OR deadline_minutes IS NOT NULL", name=op.f("ck_work_type_deadline_given")),
        sa.CheckConstraint(
            "target_kind <> 'minimum_headcount' OR minimum_headcount >= 1", name=op.f("ck_work_type_minimum_headcount_given")
        ),
        sa.CheckConstraint(
            "target_kind <> 'service_level' OR (service_level_share IS NOT NULL AND service_level_seconds IS NOT NULL)",
            name=op.f("ck_work_type_service_level_given"),
        ),
        sa.CheckConstraint("target_kind <> 'weekly_hours' OR weekly_hours IS NOT NULL", name=op.f("ck_work_type_weekly_hours_given")),
        sa.CheckConstraint(
            "abandonment_share_max IS NULL OR (abandonment_share_max >= 0 AND abandonment_share_max <= 1)",
            name=op.f("ck_work_type_abandonment_share_max_range"),
        ),
        sa.CheckConstraint("concurrency >= 1", name=op.f("ck_work_type_concurrency_positive")),
        sa.CheckConstraint("deadline_minutes IS NULL OR deadline_minutes > 0", name=op.f("ck_work_type_deadline_minutes_positive")),
        sa.CheckConstraint("minimum_headcount >= 0", name=op.f("ck_work_type_minimum_headcount_range")),
        sa.CheckConstraint("patience_seconds IS NULL OR patience_seconds > 0", name=op.f("ck_work_type_patience_seconds_positive")),
        sa.CheckConstraint("priority > 0", name=op.f("ck_work_type_priority_positive")),
        sa.CheckConstraint("required_level BETWEEN 1 AND 5", name=op.f("ck_work_type_required_level_scale")),
        sa.CheckConstraint(
            "service_level_seconds IS NULL OR service_level_seconds >= 0", name=op.f("ck_work_type_service_level_seconds_range")
        ),
        sa.CheckConstraint(
            "service_level_share IS NULL OR (service_level_share >= 0 AND service_level_share <= 1)",
            name=op.f("ck_work_type_service_level_share_range"),
        ),
        sa.CheckConstraint("shrinkage_share >= 0 AND shrinkage_share < 1", name=op.f("ck_work_type_shrinkage_share_range")),
        sa.CheckConstraint("weekly_hours IS NULL OR weekly_hours > 0", name=op.f("ck_work_type_weekly_hours_positive")),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_work_type_bundle_id_bundle"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_work_type_channel_id_channel"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["owning_department_id"], ["department.id"], name=op.f("fk_work_type_owning_department_id_department"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_work_type_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_type")),
        sa.UniqueConstraint("code", name=op.f("uq_work_type_code")),
    )
    op.create_index(op.f("ix_work_type_bundle_id"), "work_type", ["bundle_id"])
    op.create_index(op.f("ix_work_type_roster_group_id"), "work_type", ["roster_group_id"])
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("meeting", "training", "coaching", "growth", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes_per_week", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("work_type_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(minutes_per_week IS NULL) = (valid_from IS NULL)", name=op.f("ck_activity_weekly_is_dated")),
        sa.CheckConstraint("(starts_at IS NULL) <> (minutes_per_week IS NULL)", name=op.f("ck_activity_time_or_weekly")),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_activity_time_complete")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_activity_ends_after_start")),
        sa.CheckConstraint("minutes_per_week > 0 AND minutes_per_week <= 10080", name=op.f("ck_activity_minutes_per_week_range")),
        sa.CheckConstraint(
            "valid_until IS NULL OR (valid_from IS NOT NULL AND valid_until > valid_from)", name=op.f("ck_activity_valid_range")
        ),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_activity_work_type_id_work_type"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_starts_at"), "activity", ["starts_at"])
    op.create_table(
        "availability_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("local_start", sa.Time(), nullable=False),
        sa.Column("local_end", sa.Time(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("available", "preferred", "unavailable", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_availability_window_weekday_iso")),
        sa.ForeignKeyConstraint(
            ["pattern_id"],
            ["availability_pattern.id"],
            name=op.f("fk_availability_window_pattern_id_availability_pattern"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_window")),
        sa.UniqueConstraint(
            "pattern_id", "weekday", "local_start", "kind", name=op.f("uq_availability_window_pattern_id_weekday_local_start_kind")
        ),
    )
    op.create_table(
        "contact_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["contact_source.id"], name=op.f("fk_contact_type_source_id_contact_source"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_contact_type_work_type_id_work_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_type")),
        sa.UniqueConstraint("source_id", "code", name=op.f("uq_contact_type_source_id_code")),
    )
    op.create_index(op.f("ix_contact_type_work_type_id"), "contact_type", ["work_type_id"])
    op.create_table(
        "forecast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("history_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("history_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_forecast_ends_after_start")),
        sa.CheckConstraint("history_ends_at > history_starts_at", name=op.f("ck_forecast_history_ends_after_start")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_forecast_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_forecast_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    op.create_index(op.f("ix_forecast_roster_group_id_starts_at"), "forecast", ["roster_group_id", "starts_at"])
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("local_start", sa.Time(), nullable=False),
        sa.Column("local_end", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_opening_hours_weekday_iso")),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_opening_hours_work_type_id_work_type"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint("work_type_id", "weekday", "local_start", name=op.f("uq_opening_hours_work_type_id_weekday_local_start")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("agent", "lead", "hr", "administrator", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("roster_group_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role = 'lead' OR (roster_group_id IS NULL AND team_id IS NULL)", name=op.f("ck_role_assignment_only_leads_scoped")
        ),
        sa.CheckConstraint("roster_group_id IS NULL OR team_id IS NULL", name=op.f("ck_role_assignment_one_scope")),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_role_assignment_roster_group_id_roster_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_role_assignment_team_id_team"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_account_id"], ["user_account.id"], name=op.f("fk_role_assignment_user_account_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
        sa.UniqueConstraint(
            "user_account_id", "role", "roster_group_id", name=op.f("uq_role_assignment_user_account_id_role_roster_group_id")
        ),
        sa.UniqueConstraint("user_account_id", "role", "team_id", name=op.f("uq_role_assignment_user_account_id_role_team_id")),
    )
    op.create_index(
        op.f("uq_role_assignment_unscoped"),
        "role_assignment",
        ["user_account_id", "role"],
        unique=True,
        sqlite_where=sa.text("roster_group_id IS NULL AND team_id IS NULL"),
        postgresql_where=sa.text("roster_group_id IS NULL AND team_id IS NULL"),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_week_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_ends_after_start")),
        sa.CheckConstraint("paid_minutes >= 0", name=op.f("ck_shift_paid_minutes_range")),
        sa.ForeignKeyConstraint(
            ["person_week_id"], ["person_week.id"], name=op.f("fk_shift_person_week_id_person_week"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("person_week_id", "starts_at", name=op.f("uq_shift_person_week_id_starts_at")),
    )
    op.create_table(
        "skill_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("speed", sa.Double(), nullable=True),
        sa.Column("enjoyment", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("enjoyment BETWEEN -2 AND 2", name=op.f("ck_skill_rating_enjoyment_scale")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_skill_rating_level_scale")),
        sa.CheckConstraint("speed IS NULL OR (speed > 0 AND speed <= 10)", name=op.f("ck_skill_rating_speed_range")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > assessed_on", name=op.f("ck_skill_rating_valid_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_skill_rating_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_skill_rating_recorded_by_id_user_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_skill_rating_work_type_id_work_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_rating")),
    )
    op.create_index(op.f("ix_skill_rating_agent_id_work_type_id_assessed_on"), "skill_rating", ["agent_id", "work_type_id", "assessed_on"])
    op.create_index(op.f("ix_skill_rating_work_type_id"), "skill_rating", ["work_type_id"])
    op.create_table(
        "special_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum("special", "closed", name="kind", native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["work_type_id"], ["work_type.id"], name=op.f("fk_special_day_work_type_id_work_type"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_day")),
        sa.UniqueConstraint("local_date", "work_type_id", name=op.f("uq_special_day_local_date_work_type_id")),
    )
    op.create_index(
        op.f("uq_special_day_every_work_type"),
        "special_day",
        ["local_date"],
        unique=True,
        sqlite_where=sa.text("work_type_id IS NULL"),
        postgresql_where=sa.text("work_type_id IS NULL"),
    )
    op.create_table(
        "time_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "approved", "refused", "withdrawn", name="state", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint("(state IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name=op.f("ck_time_off_decision_dated")),
        sa.CheckConstraint("credited_minutes >= 0", name=op.f("ck_time_off_credited_minutes_range")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_time_off_ends_after_start")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_time_off_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_time_off_decided_by_id_user_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off")),
    )
    op.create_index(op.f("ix_time_off_agent_id_starts_at"), "time_off", ["agent_id", "starts_at"])
    op.create_index(op.f("ix_time_off_state"), "time_off", ["state"])
    op.create_table(
        "volume_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "state", sa.Enum("stored", "refused", name="state", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("profile_name", sa.String(length=60), nullable=True),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("window_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'stored' OR (window_starts_at IS NOT NULL AND window_ends_at IS NOT NULL)",
            name=op.f("ck_volume_import_stored_has_window"),
        ),
        sa.CheckConstraint("rows_read >= 0 AND rows_kept >= 0 AND rows_kept <= rows_read", name=op.f("ck_volume_import_rows_range")),
        sa.CheckConstraint("window_ends_at > window_starts_at", name=op.f("ck_volume_import_window_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_volume_import_actor_id_user_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["contact_source.id"], name=op.f("fk_volume_import_source_id_contact_source"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume_import")),
    )
    op.create_index(op.f("ix_volume_import_source_id_sha256"), "volume_import", ["source_id", "sha256"])
    op.create_table(
        "activity_participant",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_participant_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_activity_participant_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("activity_id", "agent_id", name=op.f("pk_activity_participant")),
    )
    op.create_index(op.f("ix_activity_participant_agent_id"), "activity_participant", ["agent_id"])
    op.create_table(
        "forecast_interval",
        sa.Column("forecast_id", sa.Integer(), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("contacts", sa.Double(), nullable=False),
        sa.Column("handle_time_seconds", sa.Double(), nullable=False),
        sa.CheckConstraint("contacts >= 0", name=op.f("ck_forecast_interval_contacts_range")),
        sa.CheckConstraint("handle_time_seconds >= 0", name=op.f("ck_forecast_interval_handle_time_seconds_range")),
        sa.CheckConstraint("minutes IN (15, 30, 60)", name=op.f("ck_forecast_interval_minutes_grid")),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_interval_forecast_id_forecast"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_forecast_interval_work_type_id_work_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("forecast_id", "work_type_id", "starts_at", name=op.f("pk_forecast_interval")),
    )
    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forecast_id", sa.Integer(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_requirement_ends_after_start")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_requirement_number_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_requirement_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["forecast_id"], ["forecast.id"], name=op.f("fk_requirement_forecast_id_forecast"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_requirement_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("roster_group_id", "week_date", "number", name=op.f("uq_requirement_roster_group_id_week_date_number")),
    )
    op.create_table(
        "shift_segment",
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("work", "break", "activity", name="kind", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=True),
        sa.Column("bundle_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(kind = 'activity') = (activity_id IS NOT NULL)", name=op.f("ck_shift_segment_activity_named")),
        sa.CheckConstraint(
            "(kind = 'work') = ((work_type_id IS NULL) <> (bundle_id IS NULL))", name=op.f("ck_shift_segment_work_names_one")
        ),
        sa.CheckConstraint("kind = 'work' OR (work_type_id IS NULL AND bundle_id IS NULL)", name=op.f("ck_shift_segment_only_work_serves")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_segment_ends_after_start")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_shift_segment_position_range")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_shift_segment_activity_id_activity"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_shift_segment_bundle_id_bundle"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_shift_segment_shift_id_shift"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_shift_segment_work_type_id_work_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("shift_id", "position", name=op.f("pk_shift_segment")),
    )
    op.create_table(
        "volume_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_type_id", sa.Integer(), nullable=False),
        sa.Column("contact_reason_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_reason_id"],
            ["contact_reason.id"],
            name=op.f("fk_volume_series_contact_reason_id_contact_reason"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["contact_type_id"], ["contact_type.id"], name=op.f("fk_volume_series_contact_type_id_contact_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume_series")),
        sa.UniqueConstraint("contact_type_id", "contact_reason_id", name=op.f("uq_volume_series_contact_type_id_contact_reason_id")),
    )
    op.create_index(
        op.f("uq_volume_series_without_reason"),
        "volume_series",
        ["contact_type_id"],
        unique=True,
        sqlite_where=sa.text("contact_reason_id IS NULL"),
        postgresql_where=sa.text("contact_reason_id IS NULL"),
    )
    op.create_table(
        "requirement_interval",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("work_type_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind", sa.Enum("computed", "override", name="kind", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("required_heads", sa.Double(), nullable=True),
        sa.Column("backlog_minutes", sa.Double(), nullable=True),
        sa.CheckConstraint("(required_heads IS NULL) <> (backlog_minutes IS NULL)", name=op.f("ck_requirement_interval_heads_or_backlog")),
        sa.CheckConstraint("minutes IN (15, 30, 60)", name=op.f("ck_requirement_interval_minutes_grid")),
        sa.CheckConstraint("required_heads >= 0 AND backlog_minutes >= 0", name=op.f("ck_requirement_interval_need_range")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_requirement_interval_requirement_id_requirement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["work_type_id"], ["work_type.id"], name=op.f("fk_requirement_interval_work_type_id_work_type"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("requirement_id", "work_type_id", "starts_at", "kind", name=op.f("pk_requirement_interval")),
    )
    op.create_table(
        "solve_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("problem_digest", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("seconds_limit", sa.Double(), nullable=False),
        sa.Column("threads", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "stopped",
                "cancelled",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phase", sa.String(length=60), nullable=True),
        sa.Column("elapsed_seconds", sa.Double(), nullable=True),
        sa.Column("first_roster_seconds", sa.Double(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=True),
        sa.Column("required_hours", sa.Double(), nullable=True),
        sa.Column("short_hours", sa.Double(), nullable=True),
        sa.Column("bound_short_hours", sa.Double(), nullable=True),
        sa.Column("surplus_hours", sa.Double(), nullable=True),
        sa.Column("objective", sa.Double(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name=op.f("ck_solve_run_failure_explained")),
        sa.CheckConstraint(
            "(state IN ('done', 'stopped', 'cancelled', 'failed')) = (finished_at IS NOT NULL)", name=op.f("ck_solve_run_end_dated")
        ),
        sa.CheckConstraint("state NOT IN ('done', 'stopped') OR result IS NOT NULL", name=op.f("ck_solve_run_outcome_kept")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_solve_run_ends_after_start")),
        sa.CheckConstraint("seconds_limit > 0", name=op.f("ck_solve_run_seconds_limit_positive")),
        sa.CheckConstraint("threads >= 1", name=op.f("ck_solve_run_threads_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_solve_run_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_solve_run_requirement_id_requirement"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_solve_run_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solve_run")),
    )
    op.create_index(op.f("ix_solve_run_roster_group_id_week_date"), "solve_run", ["roster_group_id", "week_date"])
    op.create_index(op.f("ix_solve_run_state_heartbeat_at"), "solve_run", ["state", "heartbeat_at"])
    op.create_table(
        "volume_interval",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=True),
        sa.Column("abandoned", sa.Integer(), nullable=True),
        sa.Column("handle_time_seconds_sum", sa.Double(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("handle_time_seconds_sum >= 0", name=op.f("ck_volume_interval_handle_time_seconds_sum_range")),
        sa.CheckConstraint("minutes IN (15, 30, 60)", name=op.f("ck_volume_interval_minutes_grid")),
        sa.CheckConstraint("offered >= 0 AND handled >= 0 AND abandoned >= 0", name=op.f("ck_volume_interval_counts_range")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["volume_import.id"], name=op.f("fk_volume_interval_import_id_volume_import"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["volume_series.id"], name=op.f("fk_volume_interval_series_id_volume_series"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "starts_at", name=op.f("pk_volume_interval")),
    )
    op.create_index(op.f("ix_volume_interval_import_id"), "volume_interval", ["import_id"])
    op.create_table(
        "roster_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("solve_run_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_roster_version_ends_after_start")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_roster_version_number_positive")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_roster_version_published_by_id_user_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_roster_version_requirement_id_requirement"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_roster_version_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["solve_run_id"], ["solve_run.id"], name=op.f("fk_roster_version_solve_run_id_solve_run"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_version")),
        sa.UniqueConstraint("roster_group_id", "week_date", "number", name=op.f("uq_roster_version_roster_group_id_week_date_number")),
    )
    op.create_table(
        "solve_progress",
        sa.Column("solve_run_id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("short_hours", sa.Double(), nullable=False),
        sa.Column("bound_short_hours", sa.Double(), nullable=True),
        sa.Column("surplus_hours", sa.Double(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_solve_progress_seconds_range")),
        sa.ForeignKeyConstraint(
            ["solve_run_id"], ["solve_run.id"], name=op.f("fk_solve_progress_solve_run_id_solve_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("solve_run_id", "seconds", name=op.f("pk_solve_progress")),
    )
    op.create_table(
        "roster_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_group_id", sa.Integer(), nullable=False),
        sa.Column("week_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "published", "discarded", name="state", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=True),
        sa.Column("solve_run_id", sa.Integer(), nullable=True),
        sa.Column("based_on_version_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_roster_draft_ends_after_start")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_roster_draft_number_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_roster_draft_actor_id_user_account"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["based_on_version_id"],
            ["roster_version.id"],
            name=op.f("fk_roster_draft_based_on_version_id_roster_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_roster_draft_requirement_id_requirement"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["roster_group_id"], ["roster_group.id"], name=op.f("fk_roster_draft_roster_group_id_roster_group"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["solve_run_id"], ["solve_run.id"], name=op.f("fk_roster_draft_solve_run_id_solve_run"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_draft")),
        sa.UniqueConstraint("roster_group_id", "week_date", "number", name=op.f("uq_roster_draft_roster_group_id_week_date_number")),
    )
    op.create_index(op.f("ix_roster_draft_solve_run_id"), "roster_draft", ["solve_run_id"])
    op.create_table(
        "version_person_week",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("person_week_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_version_person_week_agent_id_agent"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["person_week_id"], ["person_week.id"], name=op.f("fk_version_person_week_person_week_id_person_week"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["roster_version.id"], name=op.f("fk_version_person_week_version_id_roster_version"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "agent_id", name=op.f("pk_version_person_week")),
    )
    op.create_index(op.f("ix_version_person_week_agent_id"), "version_person_week", ["agent_id"])
    op.create_index(op.f("ix_version_person_week_person_week_id"), "version_person_week", ["person_week_id"])
    op.create_table(
        "draft_person_week",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("person_week_id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_draft_person_week_agent_id_agent"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["roster_draft.id"], name=op.f("fk_draft_person_week_draft_id_roster_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_week_id"], ["person_week.id"], name=op.f("fk_draft_person_week_person_week_id_person_week"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("draft_id", "agent_id", name=op.f("pk_draft_person_week")),
    )
    op.create_index(op.f("ix_draft_person_week_person_week_id"), "draft_person_week", ["person_week_id"])


def downgrade() -> None:
    # Their indexes go with the tables.
    for table in (
        "draft_person_week",
        "version_person_week",
        "roster_draft",
        "solve_progress",
        "roster_version",
        "volume_interval",
        "solve_run",
        "requirement_interval",
        "volume_series",
        "shift_segment",
        "requirement",
        "forecast_interval",
        "activity_participant",
        "volume_import",
        "time_off",
        "special_day",
        "skill_rating",
        "shift",
        "role_assignment",
        "opening_hours",
        "forecast",
        "contact_type",
        "availability_window",
        "activity",
        "work_type",
        "wish",
        "user_account",
        "team_membership",
        "roster_group_membership",
        "person_week",
        "contract",
        "contact_reason",
        "calendar_feed",
        "availability_pattern",
        "availability_exception",
        "team",
        "roster_group",
        "department",
        "contact_source",
        "channel",
        "bundle",
        "audit_line",
        "agent",
    ):
        op.drop_table(table)
