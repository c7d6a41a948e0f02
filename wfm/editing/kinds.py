"""What can be done to a draft by hand, in closed lists."""

from enum import StrEnum


class EditKind(StrEnum):
    MOVE = "move"
    RESIZE = "resize"
    REASSIGN = "reassign"
    REMOVE = "remove"
    ADD = "add"
    WORK = "work"
    SPLIT = "split"
    BREAK = "break"
    MOVE_BREAK = "move_break"
    ACTIVITY = "activity"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPLAN = "replan"


class EditState(StrEnum):
    """An edit stands, was taken back, or was taken back and overtaken by another one, so that it cannot be done again."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"
