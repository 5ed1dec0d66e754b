"""What training and scoring runs share: progress, and an end in which not all went well."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from decision_models.cards import ModelCard
from decision_models.catalogue.files import Named
from home.errors import WeiwoError

N = TypeVar("N", bound=Named)
Made = TypeVar("Made")

Progress: TypeAlias = Callable[[str, int, int], None]
"""What is being done, and how many of how many are done."""


class PartlyFailed(WeiwoError):
    """Some of a run's models failed, or some of what they read; the rest is in the new version.

    ``failures`` is model, or feature, -> what was wrong with it; ``cards`` are those of the others.
    """

    def __init__(self, doing: str, failures: Mapping[str, str], cards: Sequence[ModelCard]) -> None:
        said = "; ".join(failures.values())
        super().__init__(f"{doing} failed in {len(failures)} parts: {said}")
        self.failures = dict(failures)
        self.cards = tuple(cards)


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def each_of(
    specs: Sequence[N],
    make: Callable[[N], Made],
    *,
    stage: str,
    say: Progress,
    failures: dict[str, str],
    too_few: type[WeiwoError],
    named: bool,
) -> dict[str, Made]:
    """What ``make`` makes of each, by name; what was wrong with one goes to ``failures``.

    A bank with ``too_few`` rows for one fails nothing, unless that one was ``named``.
    """
    made: dict[str, Made] = {}
    for number, spec in enumerate(specs):
        say(stage, number, len(specs))
        try:
            made[spec.name] = make(spec)
        except too_few as error:
            if named:
                failures[spec.name] = str(error)
        except WeiwoError as error:
            failures[spec.name] = str(error)
    say(stage, len(specs), len(specs))
    return made
