"""What people are told about, in a closed list."""

from enum import StrEnum


class NoticeKind(StrEnum):
    WEEK_PUBLISHED = "week_published"
    WEEK_CHANGED = "week_changed"
    TIME_OFF_REQUESTED = "time_off_requested"
    TIME_OFF_APPROVED = "time_off_approved"
    TIME_OFF_REFUSED = "time_off_refused"
