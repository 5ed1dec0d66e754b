"""What training and scoring runs share: progress, and an end in which not all went well."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from decision_models.cards import ModelCard
from home.errors import WeiwoError

Progress: TypeAlias = Callable[[str, int, int], None]
"""What is being done, and how many of how many are done."""


class PartlyFailed(WeiwoError):
    """Some of a run's models failed; the others are in the new version.

    ``failures`` is model -> what was wrong with it; ``cards`` are those of the others.
    """

    def __init__(self, doing: str, failures: Mapping[str, str], cards: Sequence[ModelCard]) -> None:
        said = "; ".join(failures.values())
        super().__init__(f"{doing} failed for {len(failures)} models: {said}")
        self.failures = dict(failures)
        self.cards = tuple(cards)


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
