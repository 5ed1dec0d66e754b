"""What a suite reports: a score on cases, and the floor that it must keep."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """One measured figure.

    Args:
        metric: what was measured, for example ``intent accuracy (held out)``.
        value: the figure; None where it could not be measured, with ``note`` saying why.
        cases: how many cases it stands on.
        higher_is_better: which side of the floor is good.
    """

    metric: str
    value: float | None
    cases: int
    note: str = ""
    higher_is_better: bool = True


@dataclass(frozen=True)
class Result:
    """A score of a suite, held against its floor; ``broken`` where the suite itself failed."""

    suite: str
    score: Score
    floor: float | None
    broken: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the floor is kept; None where there is no value or no floor."""
        if self.broken:
            return False
        if self.score.value is None or self.floor is None:
            return None
        if self.score.higher_is_better:
            return self.score.value >= self.floor
        return self.score.value <= self.floor
