"""Does a new model of an effect take the champion's place: both on waves that neither saw."""

from dataclasses import dataclass

import numpy as np

from decision_models.calibration import Floats
from decision_models.registry import Promotion
from decision_models.uplift.contacts.rows import ContactRows

SHARE = 0.3
FEWEST_ROWS = 1_000
_CLEARLY = 1.96


@dataclass(frozen=True)
class EffectComparison:
    """Two rankings of the same rows.

    Args:
        champion: what contacting its top ``SHARE`` gains per row; ``challenger`` the other's.
        error: standard error of their difference.
        rows: how many rows there were.
    """

    champion: float
    challenger: float
    error: float
    rows: int

    @property
    def difference(self) -> float:
        """By how much the challenger gains more."""
        return self.challenger - self.champion

    @property
    def clearly_worse(self) -> bool:
        """Whether the challenger gains less, beyond accident."""
        return self.difference < -_CLEARLY * self.error

    def promotes(self, rule: Promotion) -> bool:
        """Whether the challenger takes the champion's place."""
        return rule == "always" or (rule == "auto" and not self.clearly_worse)


def compare(champion: Floats, challenger: Floats, rows: ContactRows) -> EffectComparison:
    """Compare effects of the same rows by what choosing after them gains (inverse chances)."""
    weight = rows.treated / rows.chance - (1 - rows.treated) / (1 - rows.chance)
    gains = weight * rows.bought
    sides = [_top(effect) * gains for effect in (champion, challenger)]
    apart = sides[1] - sides[0]
    return EffectComparison(
        champion=float(sides[0].mean()),
        challenger=float(sides[1].mean()),
        error=float(apart.std() / np.sqrt(len(apart))),
        rows=rows.size,
    )


def _top(effect: Floats) -> Floats:
    chosen = np.zeros(len(effect))
    chosen[np.argsort(-effect, kind="stable")[: round(SHARE * len(effect))]] = 1.0
    return chosen
