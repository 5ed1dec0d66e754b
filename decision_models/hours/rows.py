"""The contacts of a channel with their hour, and whether they were taken: a row each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from decision_models.catalogue.hours import HourSpec
from decision_models.features.sources import Customers, Span
from home.errors import NotReady

FEWEST_ROWS = 400
FEWEST_IN_BAND = 40
_SQL = """
SELECT customer_id, ("at" + INTERVAL 8 HOUR)::DATE AS day,
    hour("at" + INTERVAL 8 HOUR) AS hour, coalesce(outcome, '') AS outcome
FROM contacts
WHERE coalesce(treated, true) AND channel = $channel AND ("at" + INTERVAL 8 HOUR)::DATE < $today
    AND customer_id >= $first AND customer_id <= $last
ORDER BY customer_id, "at", contact_id
"""


class TooFew(NotReady):
    """The institution has no contacts in this channel, or too few: the model is switched off."""


@dataclass(frozen=True)
class HourRows:
    """One entry a contact made within the bands, of which it is known whether it was taken.

    Args:
        customer: whose. day: in Shanghai. band: its place in ``HourSpec.bands``.
        taken: 1.0 and 0.0.
    """

    customer: "np.ndarray[Any, Any]"
    day: "np.ndarray[Any, Any]"
    band: "np.ndarray[Any, Any]"
    taken: "np.ndarray[Any, Any]"

    @property
    def size(self) -> int:
        """How many."""
        return len(self.taken)

    def only(self, rows: "np.ndarray[Any, Any]") -> "HourRows":
        """Those of a mask."""
        return HourRows(self.customer[rows], self.day[rows], self.band[rows], self.taken[rows])


def read_rows(con: Any, spec: HourSpec, today: date, customers: Customers = None) -> HourRows:
    """The contacts before ``today``, of which nothing may be known yet; of a span of customers."""
    span = customers if isinstance(customers, Span) else Span("", "\U0010ffff")
    found = con.con.execute(
        _SQL,
        {"channel": spec.channel, "today": today, "first": span.first, "last": span.last},
    ).fetchnumpy()
    edges = np.array(spec.bands)
    hour = np.asarray(found["hour"], dtype=int)
    band = np.searchsorted(edges, hour, side="right") - 1
    outcome = np.asarray(found["outcome"], dtype=object)
    inside = (band >= 0) & (hour < edges[-1])
    known = ~np.isin(outcome.astype(str), list(spec.unknown)) if spec.unknown else inside
    rows = HourRows(
        customer=np.asarray(found["customer_id"], dtype=object),
        day=np.asarray(found["day"]).astype("datetime64[D]"),
        band=band,
        taken=np.isin(outcome.astype(str), list(spec.outcomes)).astype(float),
    )
    return rows.only(inside & known)


def require_enough(spec: HourSpec, rows: HourRows) -> None:
    """Refuse contacts that say nothing of hours.

    Raises:
        TooFew: says how many there are.
    """
    bands = len(spec.bands) - 1
    least = int(np.bincount(rows.band, minlength=bands).min()) if rows.size else 0
    taken = int(rows.taken.sum())
    if rows.size < FEWEST_ROWS or least < FEWEST_IN_BAND or taken in (0, rows.size):
        raise TooFew(
            f"best hour {spec.name}: contacts by {spec.channel} must be at least {FEWEST_ROWS}, "
            f"{FEWEST_IN_BAND} in each of the hours {list(spec.bands)}, some taken and some not, "
            f"got {rows.size} ({least} in the least band, {taken} taken); the model is switched off"
        )
