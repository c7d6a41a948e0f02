"""Closed lists of demand, and the names of its jobs."""

from enum import StrEnum

IMPORT = "import"
PLAN = "plan"


class ImportState(StrEnum):
    """Stored: its window holds its rows. Refused: nothing was stored, the report says why."""

    STORED = "stored"
    REFUSED = "refused"


class DayKind(StrEnum):
    """Both are left out of a forecast's history; on a closed day nothing is required either."""

    SPECIAL = "special"
    CLOSED = "closed"


class RequirementKind(StrEnum):
    """Computed from the forecast, or set by a lead, whose row then counts."""

    COMPUTED = "computed"
    OVERRIDE = "override"
