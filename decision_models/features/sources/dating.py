"""How rows are dated: days before the as-of moment, hours and weekdays in Shanghai."""

from collections.abc import Mapping, Sequence
from typing import Any

from decision_models.features.sources.moment import DAY, Moment

_THURSDAY = 3
"""1970-01-01, counted from Monday."""


def dated(table: Any, as_of: Moment, days: int | None) -> Any:
    """Rows known at the as-of moment, at most ``days`` old, with ``ago`` (seconds before the last
    second of the day) and ``days_ago`` (0 = on the day).
    """
    known = table["at"] < as_of.instant(table["at"])
    if days is not None:
        known = known & (table["at"] >= as_of.instant(table["at"], days))
    rows = table.filter(known)
    rows = rows.mutate(ago=as_of.second() - rows["at"].epoch_seconds())
    return rows.mutate(days_ago=rows.ago // DAY)


def on_weekend(rows: Any, as_of: Moment) -> Any:
    """Whether a dated row lies on a Saturday or Sunday in Shanghai."""
    return (as_of.number() - rows.days_ago + _THURSDAY) % 7 >= 5


def hour(rows: Any) -> Any:
    """The hour of a dated row in Shanghai, 0-23."""
    return 23 - (rows.ago % DAY) // 3_600


def days_before(column: Any, as_of: Moment) -> Any:
    """Days from a date to the as-of day, negative for one that comes after it."""
    return as_of.date().delta(column.cast("date"), unit="day")


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
