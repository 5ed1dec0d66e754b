"""The as-of moment and a span of customers, as a source's rows compare with them.

Writing the SQL of all sources takes half a second, whatever the number of customers. So it is
written once, with blanks in place of the day and the span, and filled in for each: a blank is a
call of a function that no database has, and what is filled in is a literal, which a database
pushes down to the files as it does any other.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Protocol

from decision_models.features.feature import AsOf

DAY = 86_400
SHANGHAI_SECONDS = 8 * 3_600
"""Shanghai has kept UTC+8 without summer time since 1991."""


@dataclass(frozen=True)
class Span:
    """Customers whose identifiers lie between two, both inclusive."""

    first: str
    last: str


class Moment(Protocol):
    """An as-of day as values of an expression."""

    def instant(self, column: Any, days: int = 0) -> Any:
        """The first moment that is not known any more, or so many ``days`` before it, to be
        compared with a column of UTC times, zoned or not.
        """

    def date(self, days: int = 0) -> Any:
        """The day, or so many ``days`` before it."""

    def second(self) -> Any:
        """The last second of the day, counted from 1970."""

    def number(self) -> Any:
        """The day in Shanghai, counted from 1970-01-01."""

    def month(self) -> Any:
        """The last month that has ended, counted from year nought."""


def instant(column: Any, moment: datetime) -> Any:
    """``moment`` as a value that can be compared with a column of UTC times, zoned or not."""
    import ibis

    utc = moment.astimezone(UTC)
    return ibis.literal(utc if column.type().timezone else utc.replace(tzinfo=None))


@dataclass(frozen=True)
class Known:
    """A day that is known when the expression is made."""

    as_of: AsOf

    def instant(self, column: Any, days: int = 0) -> Any:
        """As ``Moment`` says, like the others."""
        return instant(column, self.as_of.cut - timedelta(days=days))

    def date(self, days: int = 0) -> Any:
        """The literal."""
        import ibis

        return ibis.literal(self.as_of.day - timedelta(days=days))

    def second(self) -> int:
        """The number."""
        return _second(self.as_of)

    def number(self) -> int:
        """The number."""
        return _number(self.as_of)

    def month(self) -> int:
        """The number."""
        return self.as_of.month


class Blank:
    """A day that ``filled`` fills into the text."""

    def instant(self, column: Any, days: int = 0) -> Any:
        """As ``Moment`` says, like the others."""
        return _blank("as_of_zoned" if column.type().timezone else "as_of_instant")(days)

    def date(self, days: int = 0) -> Any:
        """The blank."""
        return _blank("as_of_date")(days)

    def second(self) -> Any:
        """The blank."""
        return _blank("as_of_second")(0)

    def number(self) -> Any:
        """The blank."""
        return _blank("as_of_number")(0)

    def month(self) -> Any:
        """The blank."""
        return _blank("as_of_month")(0)


def between_blanks(column: Any) -> Any:
    """Whether a customer lies in the span that ``filled`` fills in."""
    return column.between(_blank("span_end")(0), _blank("span_end")(1))


_TYPES = {
    "as_of_instant": "timestamp",
    "as_of_zoned": "timestamp('UTC')",
    "as_of_date": "date",
    "as_of_second": "int64",
    "as_of_number": "int64",
    "as_of_month": "int64",
    "span_end": "string",
}
_BLANK = re.compile(rf"\b({'|'.join(_TYPES)})\((\d+)\)", re.IGNORECASE)


def filled(text: str, as_of: AsOf, span: Span | None) -> str:
    """DuckDB's SQL with a day and a span in place of its blanks.

    Raises:
        ValueError: the text has blanks for a span, and there is none.
    """

    def literal(found: "re.Match[str]") -> str:
        name, days = found[1].lower(), int(found[2])
        if name == "span_end":
            if span is None:
                raise ValueError("span must be given for a text with blanks for one, got None")
            return _quoted(span.last if days else span.first)
        return _literal(name, as_of, days)

    return _BLANK.sub(literal, text)


def _literal(name: str, as_of: AsOf, days: int) -> str:
    match name:
        case "as_of_instant" | "as_of_zoned":
            utc = (as_of.cut - timedelta(days=days)).astimezone(UTC)
            text = utc.strftime("%Y-%m-%d %H:%M:%S")
            return f"TIMESTAMPTZ '{text}+00'" if name == "as_of_zoned" else f"TIMESTAMP '{text}'"
        case "as_of_date":
            return f"DATE '{as_of.day - timedelta(days=days):%Y-%m-%d}'"
        case "as_of_second":
            return str(_second(as_of))
        case "as_of_number":
            return str(_number(as_of))
        case _:
            return str(as_of.month)


def _second(as_of: AsOf) -> int:
    return int(as_of.cut.timestamp()) - 1


def _number(as_of: AsOf) -> int:
    return (as_of.day - date(1970, 1, 1)).days


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _blank(name: str) -> Any:
    """A function that stands for a value until the text is filled in."""
    import ibis
    from ibis.expr.datatypes import dtype

    def stands(days: int) -> Any: ...

    signature = ((dtype("int64"),), dtype(_TYPES[name]))
    return ibis.udf.scalar.builtin(stands, name=name, signature=signature)
