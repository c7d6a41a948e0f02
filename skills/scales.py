"""The two scales: what a person can do (level 1–5) and how gladly (enjoyment −2…+2)."""

from enum import IntEnum


class Level(IntEnum):
    """How well a person does a kind of work."""

    LEARNING = 1
    ASSISTED = 2
    INDEPENDENT = 3
    EXPERIENCED = 4
    EXPERT = 5


class Enjoyment(IntEnum):
    """How gladly a person does a kind of work, in their own word."""

    AVOIDS = -2
    DISLIKES = -1
    NEUTRAL = 0
    LIKES = 1
    LOVES = 2


_DEFAULT_SPEED = {
    Level.LEARNING: 0.70,
    Level.ASSISTED: 0.85,
    Level.INDEPENDENT: 1.00,
    Level.EXPERIENCED: 1.10,
    Level.EXPERT: 1.20,
}

SPEED_MAX = 10.0


def level_of(value: int) -> Level:
    """The level of a number. Raises ValueError outside 1–5."""
    try:
        return Level(value)
    except ValueError:
        raise ValueError(f"level is {value}, it lies between 1 and 5") from None


def enjoyment_of(value: int) -> Enjoyment:
    """The enjoyment of a number. Raises ValueError outside −2…+2."""
    try:
        return Enjoyment(value)
    except ValueError:
        raise ValueError(f"enjoyment is {value}, it lies between -2 and 2") from None


def default_speed(level: Level) -> float:
    """Heads given by one present person of this level where no speed was measured: 1.0 is an independent person."""
    return _DEFAULT_SPEED[level]


def enjoyment_share(enjoyment: Enjoyment) -> float:
    """Enjoyment as a share, 0 (avoids) to 1 (loves): what the roster's objective rewards."""
    return (enjoyment + 2) / 4
