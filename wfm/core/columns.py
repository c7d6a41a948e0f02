"""Column types and constraints that several features share."""

import zlib
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, Enum, Index, LargeBinary, text
from sqlalchemy.types import TypeDecorator

ENUM_LENGTH = 24


def text_enum(kind: type[StrEnum], *, name: str) -> Enum:
    """Store an enum by its value in a text column that a check constraint keeps to the members."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=ENUM_LENGTH,
        values_callable=lambda members: [member.value for member in members],
    )


def validity_check() -> CheckConstraint:
    """Make ``[valid_from, valid_until)`` hold at least one date; without an end it is open."""
    return CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="valid_range")


def share_check(column: str) -> CheckConstraint:
    """Keep a nullable share between 0 and 1."""
    return CheckConstraint(f"{column} IS NULL OR ({column} >= 0 AND {column} <= 1)", name=f"{column}_range")


def unique_where(name: str, *columns: str, where: str) -> Index:
    """Make the columns unique among the rows that meet a condition; also needed where a unique column may be NULL, as NULLs are
    distinct in a unique constraint."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


class CompressedText(TypeDecorator[str]):
    """Long text (a problem, a result) kept compressed with zlib."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Compress on the way in."""
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Expand on the way out."""
        return None if value is None else zlib.decompress(value).decode()
