"""What rosters are made of, in closed lists: named by tables, services and edges alike."""

from enum import StrEnum


class SegmentKind(StrEnum):
    """What a stretch of a shift is for."""

    WORK = "work"
    BREAK = "break"
    ACTIVITY = "activity"


class ActivityKind(StrEnum):
    """Paid time in a shift that serves no contacts."""

    MEETING = "meeting"
    TRAINING = "training"
    COACHING = "coaching"
    GROWTH = "growth"


class DraftState(StrEnum):
    """A draft is worked on until it is published or given up."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class LockKind(StrEnum):
    """What a lead has decided in a draft, so that neither the engine nor another edit changes it."""

    DAY_OFF = "day_off"
    SHIFT = "shift"
    SEGMENT = "segment"
