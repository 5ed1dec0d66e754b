"""Contacts as they stood before they were made: what was known of the customer at that moment.

The same query serves the past (contacts that were made, with how they ended) and today (customers
and channels that are thought of), so that a model is asked what it was taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.calibration import Floats
from decision_models.catalogue.fatigue import FatigueSpec
from decision_models.features.sources import Span
from home.errors import NotReady

FEWEST_ROWS = 1_000
FEWEST_REFUSED = 60

LOADS = ("load_7", "load_28", "load_90", "own_28")
"""Contacts of the year before, each counting less by its half-life; ``own``: by this channel."""
NUMBERS = (
    "age",
    "over_30",
    "over_40",
    "over_50",
    "over_60",
    "over_70",
    "tenure",
    "payroll",
    "visits_30d",
    "assets",
    "borne",
    "taken",
    "complained_180d",
)
"""What is known of the person; ``borne``: contacts of 90 days and a year ago that they let pass,
``taken``: which share of them they opened, clicked or answered.
"""
_PAST = """
SELECT contact_id AS id, customer_id, "at", channel, coalesce(outcome, '') AS outcome
FROM contacts
WHERE coalesce(treated, true) AND list_contains($channels, channel)
    AND ("at" + INTERVAL 8 HOUR)::DATE < $today
"""
_TODAY = """
SELECT customer_id || '/' || channel AS id, customer_id, $moment::TIMESTAMP AS "at", channel,
    '' AS outcome
FROM customers, unnest($channels) AS channels(channel)
WHERE customer_id >= $first AND customer_id <= $last
"""


class TooFew(NotReady):
    """The institution has too few contacts, or refusals: the model is switched off."""


@dataclass(frozen=True)
class ContactStates:
    """One entry a contact, made or thought of.

    Args:
        contact: its id; ``customer`` whose; ``day`` in Shanghai; ``channel``.
        refused: 1.0 and 0.0; 0.0 where it is only thought of.
        loads: rows x ``LOADS``. numbers: rows x ``NUMBERS``. occupation: text, empty where unknown.
        touches_30d: contacts in the 30 days before.
        converted: whether a purchase of the campaign's kind followed.
    """

    contact: "np.ndarray[Any, Any]"
    customer: "np.ndarray[Any, Any]"
    day: "np.ndarray[Any, Any]"
    channel: "np.ndarray[Any, Any]"
    refused: Floats
    loads: Floats
    numbers: Floats
    occupation: "np.ndarray[Any, Any]"
    touches_30d: Floats
    converted: "np.ndarray[Any, Any]"

    @property
    def size(self) -> int:
        """How many."""
        return len(self.refused)

    def only(self, rows: "np.ndarray[Any, Any]") -> "ContactStates":
        """Those of a mask."""
        return ContactStates(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def read_past(con: Any, spec: FatigueSpec, today: date) -> ContactStates:
    """The contacts that were made before ``today``, with how they ended, by time."""
    given = {"channels": list(spec.channels), "today": today}
    return _read(con, spec, _PAST, given)


def read_today(con: Any, spec: FatigueSpec, moment: datetime, span: Span) -> ContactStates:
    """A contact by each channel with each customer of the span, thought of at ``moment`` (UTC,
    without a zone, as the mart's moments).
    """
    given = {"channels": list(spec.channels), "moment": moment, "first": span.first}
    return _read(con, spec, _TODAY, given | {"last": span.last})


def require_enough(spec: FatigueSpec, rows: ContactStates) -> None:
    """Refuse contacts from which no refusal can be learned.

    Raises:
        TooFew: says how many there are.
    """
    refused = int(rows.refused.sum())
    if rows.size < FEWEST_ROWS or refused < FEWEST_REFUSED:
        raise TooFew(
            f"weariness {spec.name}: contacts by {', '.join(spec.channels)} must be at least "
            f"{FEWEST_ROWS}, {FEWEST_REFUSED} of them refused, got {rows.size} ({refused} refused);"
            " the model is switched off"
        )


def _read(con: Any, spec: FatigueSpec, candidates: str, given: dict[str, Any]) -> ContactStates:
    query = _query().replace("{candidates}", candidates)
    found = con.con.execute(query, given | {"days": spec.withdrawn_days}).fetchnumpy()
    texts = {name: np.asarray(found[name], dtype=object) for name in ("id", "customer_id")}
    outcome = _texts(found["outcome"])
    refused = np.isin(outcome, list(spec.outcomes)) | np.asarray(found["withdrew"], dtype=bool)
    return ContactStates(
        contact=texts["id"],
        customer=texts["customer_id"],
        day=np.asarray(found["day"]).astype("datetime64[D]"),
        channel=_texts(found["channel"]),
        refused=refused.astype(float),
        loads=_matrix(found, LOADS),
        numbers=_matrix(found, NUMBERS),
        occupation=_texts(found["occupation"]),
        touches_30d=_matrix(found, ("touches_30d",))[:, 0],
        converted=outcome == "converted",
    )


def _matrix(found: Any, names: Sequence[str]) -> Floats:
    columns: list[Floats] = [
        np.ma.filled(np.ma.asarray(found[name], dtype=float), 0.0) for name in names
    ]
    return np.column_stack(columns)


def _texts(column: Any) -> "np.ndarray[Any, Any]":
    return np.asarray(np.ma.filled(column, "")).astype(str)


@cache
def _query() -> str:
    return Path(__file__).with_name("states.sql").read_text(encoding="utf-8")
