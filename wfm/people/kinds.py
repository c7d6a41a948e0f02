"""What a file of people can hold, and what a line of it would do, in closed lists."""

from enum import StrEnum


class SheetKind(StrEnum):
    """A sheet says who there is, what they can do, or when they can work."""

    PEOPLE = "people"
    SKILLS = "skills"
    AVAILABILITY = "availability"


class LineState(StrEnum):
    """What a line would do: add, change, nothing, or nothing because it is wrong."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"
