"""Every model over every range of customers that it speaks of, each pair written aside."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from decision_models.population import inside
from decision_models.runs import Progress
from decision_models.scoring.batch import Batch, read_single
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.scorers import Scorer
from decision_models.scoring.work import Workbench, key_of


@dataclass(frozen=True)
class FeaturePart:
    """The finished features of one range, and the key that they were made under."""

    customers: CustomerRange
    key: str
    path: Path

    @property
    def place(self) -> str:
        """Where a version has them."""
        return f"features/{self.customers.name}.parquet"


class Predict(Protocol):
    """An engine that predicts what is not there yet, as ``predict`` does."""

    def __call__(
        self,
        work: Workbench,
        parts: Sequence[FeaturePart],
        scorers: Mapping[str, Scorer],
        failures: dict[str, str],
        say: Progress,
    ) -> None:
        """What is wrong with a model goes to ``failures``, once, and the others go on."""
        ...


def part_key(part: FeaturePart, scorer: Scorer) -> str:
    """The key of a model's predictions for a range."""
    return key_of("predictions", part.key, scorer.name, scorer.digest, *scorer.outputs)


def part_place(part: FeaturePart, scorer: Scorer) -> str:
    """What the file of a model's predictions for a range is called."""
    return f"predictions/{scorer.name}-{part.customers.name}.npy"


def predict(
    work: Workbench,
    parts: Sequence[FeaturePart],
    scorers: Mapping[str, Scorer],
    failures: dict[str, str],
    say: Progress,
) -> None:
    """Predict what is not there yet. What is wrong with a model goes to ``failures``, once, and
    the others go on.
    """
    waiting = [(part, missing) for part in parts if (missing := missing_of(work, part, scorers))]
    done = len(parts) - len(waiting)
    say("scores", done, len(parts))
    # One thread reads the next range, and one writes the last, while models are busy with this.
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as writer:
        ahead = [reader.submit(_batch, *waiting[0])] if waiting else []
        behind: list[Future[Path]] = []
        for place, (part, missing) in enumerate(waiting):
            batch = ahead.pop().result()
            ahead = [reader.submit(_batch, *one) for one in waiting[place + 1 : place + 2]]
            before, behind = behind, []
            for scorer, found in _predict_part(batch, missing, failures):
                keep = partial(work.file, part_place(part, scorer), part_key(part, scorer))
                behind.append(writer.submit(keep, partial(write, found)))
            _wait(before)
            say("scores", done + place + 1, len(parts))
        _wait(behind)


def _wait(writes: Sequence[Future[Path]]) -> None:
    """For files to be there; what went wrong with one is raised here."""
    for write in writes:
        write.result()


def missing_of(
    work: Workbench, part: FeaturePart, scorers: Mapping[str, Scorer]
) -> tuple[Scorer, ...]:
    """The models whose predictions for a range are not there."""
    return tuple(
        scorer
        for scorer in scorers.values()
        if work.find(part_place(part, scorer), part_key(part, scorer)) is None
    )


def _batch(part: FeaturePart, scorers: Sequence[Scorer]) -> Batch:
    wanted = dict.fromkeys(name for scorer in scorers for name in scorer.features)
    bounded = {name for scorer in scorers for name in scorer.population}
    return read_single(part.path, tuple(wanted), bounded)


def _predict_part(
    batch: Batch, scorers: Sequence[Scorer], failures: dict[str, str]
) -> Iterator[tuple[Scorer, Any]]:
    for scorer in scorers:
        if scorer.name in failures:
            continue
        try:
            found = predictions(batch, scorer)
        except Exception as error:  # a hosted model may raise anything; the others go on
            failures[scorer.name] = f"model {scorer.name}: {error or type(error).__name__}"
            continue
        yield scorer, found


def write(found: Any, path: Path) -> None:
    """Write what ``predictions`` gave."""
    with path.open("wb") as file:
        np.save(file, found, allow_pickle=False)


def predictions(batch: Batch, scorer: Scorer) -> Any:
    """A record for each customer whom the model speaks of: place in the range, and outputs.

    Raises:
        ValueError: the model gave other columns or rows than it should, or not finite ones.
    """
    rows = inside(scorer.population, batch.number, len(batch))
    found = np.empty(
        int(rows.sum()), dtype=[("place", "<i4"), *((name, "<f8") for name in scorer.outputs)]
    )
    found["place"] = np.flatnonzero(rows)
    if len(found):
        given = scorer.predict(batch.only(rows))
        for name in scorer.outputs:
            values = np.asarray(given[name], dtype=np.float64)
            if values.shape != found.shape or not np.isfinite(values).all():
                raise ValueError(
                    f"{name} must be one finite number for each of {len(found)} customers, got "
                    f"{values.shape[0] if values.ndim == 1 else values.shape} values, "
                    f"{int((~np.isfinite(values)).sum())} of them not finite"
                )
            found[name] = values
    return found
