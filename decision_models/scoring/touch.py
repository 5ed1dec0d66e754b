"""What the last run says of contacting one customer through one channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Touch":
        """What the models say together: their rows of ``touches.sqlite``."""
        said: dict[str, Any] = {}
        for row in rows:
            if "uplift" in row:
                said |= {"uplift": row["uplift"], "verdict": row["verdict"]}
            elif "fixed" in row:
                said["weariness"] = _weariness(row)
            elif row["known"]:
                said |= {"hours": (row["first"], row["last"])}
                said |= {"expected": row["expected"], "usual": row["usual"]}
        return cls(**said)


def _weariness(row: Mapping[str, Any]) -> Weariness:
    at = datetime.fromtimestamp(row["at"], UTC)
    worn, step = tuple(row["worn"]), tuple(row["step"])
    return Weariness(at, row["fixed"], worn, step, row["refused"])
