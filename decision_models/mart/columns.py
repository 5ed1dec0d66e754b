"""What a table and a column of the mart are: type, bounds, words, and where they point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How a column's values are stored. ``moment`` is a UTC time without a zone."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"


DUCKDB_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.TEXTS: "VARCHAR[]",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.MOMENT: "TIMESTAMP",
}
"""The DuckDB type of each kind."""


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        name: as in the mart.
        kind: its type.
        meaning: what it holds, in Chinese, with the unit.
        nullable: whether a row, or a whole source, may lack it.
        domain: the only values allowed, empty for any.
        minimum: the lowest number that can be right.
        maximum: the highest number that can be right.
        refers_to: the table whose key this must be in, where that table was given.
        money: whether it is an amount in yuan (a source may give 万元).
        past: whether a date or time after the as-of day is wrong.
    """

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False
    domain: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    refers_to: str | None = None
    money: bool = False
    past: bool = False


@dataclass(frozen=True)
class Order:
    """A rule between two columns of a row: ``earlier`` must not come after ``later``."""

    earlier: str
    later: str


@dataclass(frozen=True)
class Table:
    """One table.

    Args:
        name: as in the mart, and the stem of its Parquet file.
        meaning: what a row is, in Chinese.
        key: the columns that identify a row.
        columns: all of them, in stored order.
        required: whether a mart must have it.
        switches_off: what cannot be done without it, in Chinese, empty for required tables.
        orders: rules between two of its columns.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    switches_off: str = ""
    orders: tuple[Order, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in stored order."""
        return tuple(column.name for column in self.columns)


def text(
    name: str,
    meaning: str,
    *,
    nullable: bool = False,
    domain: tuple[str, ...] = (),
    refers_to: str | None = None,
) -> Column:
    """A column of text."""
    return Column(name, Kind.TEXT, meaning, nullable, domain, refers_to=refers_to)


def texts(name: str, meaning: str) -> Column:
    """A column of lists of text, possibly empty or absent."""
    return Column(name, Kind.TEXTS, meaning, nullable=True)


def yuan(name: str, meaning: str, *, nullable: bool = False, minimum: float | None = 0.0) -> Column:
    """A column of money in yuan."""
    return Column(name, Kind.NUMBER, meaning, nullable, minimum=minimum, money=True)


def fraction(name: str, meaning: str, *, nullable: bool = False) -> Column:
    """A column of yearly rates as fractions (0.02 is 2 %)."""
    return Column(name, Kind.NUMBER, meaning, nullable, minimum=-1.0, maximum=1.0)


def whole(name: str, meaning: str, *, nullable: bool = False) -> Column:
    """A column of whole numbers from nought."""
    return Column(name, Kind.INTEGER, meaning, nullable, minimum=0.0)


def flag(name: str, meaning: str, *, nullable: bool = False) -> Column:
    """A column of yes and no."""
    return Column(name, Kind.BOOLEAN, meaning, nullable)


def day(name: str, meaning: str, *, nullable: bool = False, past: bool = False) -> Column:
    """A column of calendar days in Shanghai."""
    return Column(name, Kind.DATE, meaning, nullable, past=past)


def moment(name: str, meaning: str, *, nullable: bool = False, past: bool = True) -> Column:
    """A column of UTC times."""
    return Column(name, Kind.MOMENT, meaning, nullable, past=past)


EARLIEST_DAY = date(1900, 1, 1)
"""A date before this is a mistake (an empty date of an old core system is often 1900 or 0001)."""
