"""Does a newly trained model take the champion's place: both judged on the same unseen rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np

from decision_models.calibration import Floats
from decision_models.evaluation import placements

Promotion: TypeAlias = Literal["auto", "never", "always"]
"""``auto``: unless it is clearly worse than the champion."""

_CLEARLY = 1.96
"""Standard errors beyond which a difference is no accident (95 %)."""


@dataclass(frozen=True)
class Comparison:
    """Two models on the same rows.

    Args:
        champion: its AUC; ``challenger`` the other's.
        error: standard error of their difference (DeLong, DeLong and Clarke-Pearson 1988, in the
            form of Sun and Xu 2014), which knows that both saw the same rows.
        champion_brier: mean squared error of its probabilities; ``challenger_brier`` the other's.
        rows: how many rows there were.
    """

    champion: float
    challenger: float
    error: float
    champion_brier: float
    challenger_brier: float
    rows: int

    @property
    def difference(self) -> float:
        """By how much the challenger's AUC is higher."""
        return self.challenger - self.champion

    @property
    def clearly_worse(self) -> bool:
        """Whether the challenger ranks worse, beyond accident."""
        return self.difference < -_CLEARLY * self.error

    def promotes(self, rule: Promotion) -> bool:
        """Whether the challenger takes the champion's place."""
        return rule == "always" or (rule == "auto" and not self.clearly_worse)


class Compared(Protocol):
    """How a new model did beside the champion."""

    def promotes(self, rule: Promotion) -> bool:
        """Whether it takes the champion's place."""
        ...


def waiting(
    made: Iterable[str], compared: Mapping[str, Compared], rule: Promotion
) -> tuple[str, ...]:
    """Those of the new models that wait as challengers where there is a champion; one that nothing
    compared takes its place unless the rule is ``never``.
    """
    return tuple(
        name
        for name in made
        if rule == "never" or (name in compared and not compared[name].promotes(rule))
    )


def compare(champion: Floats, challenger: Floats, outcome: Floats) -> Comparison:
    """Compare probabilities of the same rows, of which ``outcome`` holds both 0 and 1."""
    first, second = placements(champion, outcome), placements(challenger, outcome)
    variance = 0.0
    for one, other in zip(first, second, strict=True):
        # A mean of so many values: the variance of one of them, by their number.
        variance += float(np.var(one - other, ddof=1)) / len(one) if len(one) > 1 else 0.0
    return Comparison(
        champion=float(first[0].mean()),
        challenger=float(second[0].mean()),
        error=float(np.sqrt(variance)),
        champion_brier=float(np.mean((champion - outcome) ** 2)),
        challenger_brier=float(np.mean((challenger - outcome) ** 2)),
        rows=len(outcome),
    )
