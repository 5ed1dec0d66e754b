"""The features of one customer now, quickly: the very expressions of ``compute``, compiled once."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from decision_models.features.computing import compute, names
from home.errors import BadInput, NotFound

Value: TypeAlias = float | str | None

_SENTINEL = "the customer that is asked for"
_compiled: dict[date, str] = {}
"""By day. The text holds for every mart, because the tables' names and types are the schema's."""


def compute_one(con: Any, as_of: date, customer_id: str) -> Mapping[str, Value]:
    """Feature name -> value, for one customer as of a day. The first call for a day compiles.

    Raises:
        BadInput: an identifier that cannot be one.
        NotFound: the mart has no such customer on that day.
    """
    if not customer_id.isprintable() or "'" in customer_id:
        raise BadInput(f"a customer_id must be plain text, got {customer_id!r}")
    if as_of not in _compiled:
        _compiled.clear()
        _compiled[as_of] = con.compile(compute(con, as_of, [_SENTINEL]))
    rows = con.raw_sql(_compiled[as_of].replace(_SENTINEL, customer_id)).fetchall()
    if not rows:
        raise NotFound(f"customer {customer_id!r} must be in the mart on {as_of}, got none")
    return dict(zip((feature.name for feature in names()), rows[0][1:], strict=True))
