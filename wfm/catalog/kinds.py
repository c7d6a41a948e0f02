"""What work is, in closed lists: named by tables, services and edges alike."""

from enum import StrEnum


class CoverageMode(StrEnum):
    """How a person who is present counts: one work type a block, a shared bundle, or presence alone."""

    FOCUS = "focus"
    BLEND = "blend"
    POOL = "pool"


class TargetKind(StrEnum):
    """What the required heads of a work type are computed from."""

    SERVICE_LEVEL = "service_level"
    BACKLOG_DEADLINE = "backlog_deadline"
    MINIMUM_HEADCOUNT = "minimum_headcount"
    WEEKLY_HOURS = "weekly_hours"


class Stage(StrEnum):
    """Where in the customer's life the work belongs."""

    PRE_SALE = "pre_sale"
    POST_SALE = "post_sale"
    PROACTIVE = "proactive"
    EDUCATION = "education"
    MONITORING = "monitoring"
