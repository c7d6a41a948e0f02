"""What people say about their time, in closed lists: named by tables, services and edges alike."""

from enum import StrEnum


class AvailabilityKind(StrEnum):
    """Preferred hours are available ones that the person likes; unavailable ones are cut out of both."""

    AVAILABLE = "available"
    PREFERRED = "preferred"
    UNAVAILABLE = "unavailable"


class WishKind(StrEnum):
    """What is wished for in a span: to be off, or to work."""

    OFF = "off"
    WORK = "work"


class TimeOffState(StrEnum):
    """Only approved time off is hard; while pending it is a wish."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
