"""How rows are dated: days before the as-of moment, hours and weekdays in Shanghai."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from decision_models.features.feature import AsOf

DAY = 86_400
SHANGHAI_SECONDS = 8 * 3_600
"""Shanghai has kept UTC+8 without summer time since 1991."""
_THURSDAY = 3
"""1970-01-01, counted from Monday."""


def instant(column: Any, moment: datetime) -> Any:
    """``moment`` as a value that can be compared with a column of UTC times, zoned or not."""
    import ibis

    utc = moment.astimezone(UTC)
    return ibis.literal(utc if column.type().timezone else utc.replace(tzinfo=None))


def dated(table: Any, as_of: AsOf, days: int | None) -> Any:
    """Rows known at the as-of moment, at most ``days`` old, with ``ago`` (seconds before the last
    second of the day) and ``days_ago`` (0 = on the day).
    """
    known = table["at"] < instant(table["at"], as_of.cut)
    if days is not None:
        known = known & (table["at"] >= instant(table["at"], as_of.cut - timedelta(days=days)))
    last_second = int(as_of.cut.timestamp()) - 1
    rows = table.filter(known)
    rows = rows.mutate(ago=last_second - rows["at"].epoch_seconds())
    return rows.mutate(days_ago=rows.ago // DAY)


def on_weekend(rows: Any, as_of: AsOf) -> Any:
    """Whether a dated row lies on a Saturday or Sunday in Shanghai."""
    day = int((as_of.cut.timestamp() - 1 + SHANGHAI_SECONDS) // DAY)
    return (day - rows.days_ago + _THURSDAY) % 7 >= 5


def hour(rows: Any) -> Any:
    """The hour of a dated row in Shanghai, 0-23."""
    return 23 - (rows.ago % DAY) // 3_600


def days_before(column: Any, as_of: AsOf) -> Any:
    """Days from a date to the as-of day, negative for one that comes after it."""
    import ibis

    return ibis.literal(as_of.day).delta(column.cast("date"), unit="day")


def over_windows(
    rows: Any, windows: Sequence[int], *, longest: int, sums: Mapping[str, Any], most: str = ""
) -> dict[str, Any]:
    """Aggregates of dated rows that are at most ``longest`` days old: ``<name>_<days>d`` for each
    of ``windows`` and the whole of it, the sum of each of ``sums`` and of the rows (``n``), with
    ``largest_<most>_<days>d`` where a column is named; and the youngest ``days_ago``.

    What nobody reads is not computed: a database leaves out the aggregates without a reader.
    """
    import ibis

    found = {"days_ago": rows.days_ago.min()}
    for days in (*windows, longest):
        held = None if days == longest else rows.days_ago < days

        def kept(value: Any, held: Any = held) -> Any:
            return value if held is None else ibis.ifelse(held, value, None)

        # A double, as databases add up those faster than whole numbers of 128 bits.
        number = rows.count() if held is None else held.cast("int32").sum()
        found[f"n_{days}d"] = number.cast("float64")
        found |= {f"{name}_{days}d": kept(value).sum() for name, value in sums.items()}
        if most:
            found[f"largest_{most}_{days}d"] = kept(rows[most]).max()
    return found
