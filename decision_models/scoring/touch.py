"""What the last run says of contacting one customer through one channel."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from decision_models.fatigue.weariness import Weariness


@dataclass(frozen=True)
class Touch:
    """What is known of contacting a customer through one channel.

    Args:
        uplift: what it adds to the chance of the effect model's outcome; None: no such model.
        verdict: ``lifts``, ``lowers`` or ``unclear``, of customers like this one.
        hours: from and to, in Shanghai, when it is likeliest taken; None: no difference is known.
        expected: the chance that it is taken then; ``usual``: at a mean hour.
        weariness: how likely they refuse it, now and later; None: no proven model of it.
    """

    uplift: float | None = None
    verdict: str = "unclear"
    hours: tuple[int, int] | None = None
    expected: float | None = None
    usual: float | None = None
    weariness: Weariness | None = None

    def told(self, row: Mapping[str, Any]) -> "Touch":
        """With what one more model says, a row of ``touches.sqlite``."""
        if "uplift" in row:
            return replace(self, uplift=row["uplift"], verdict=row["verdict"])
        if "fixed" in row:
            return replace(self, weariness=_weariness(row))
        if not row["known"]:
            return self
        hours = (row["first"], row["last"])
        return replace(self, hours=hours, expected=row["expected"], usual=row["usual"])


def _weariness(row: Mapping[str, Any]) -> Weariness:
    at = datetime.fromtimestamp(row["at"], UTC)
    worn, step = tuple(row["worn"]), tuple(row["step"])
    return Weariness(at, row["fixed"], worn, step, row["refused"])
