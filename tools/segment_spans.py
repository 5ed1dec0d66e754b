"""Which end of a month an amount is compared with."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.segment_query import Against


def earlier_end(ends: "Sequence[date]", against: "Against") -> date | None:
    """The end of a month of ``ends`` (the first one first) that the last one is compared with: the
    month's before, the last quarter's, the last year's, or the same month's a year ago; None where
    there is none.
    """
    if len(ends) < 2:
        return None
    last, earlier = ends[-1], ends[:-1]
    match against:
        case "quarter":
            fits = [one for one in earlier if one.month in (3, 6, 9, 12)]
        case "year_start":
            fits = [one for one in earlier if one.year < last.year]
        case "year":
            fits = [one for one in earlier if (one.year, one.month) == (last.year - 1, last.month)]
        case _:
            fits = list(earlier)
    return fits[-1] if fits else None
