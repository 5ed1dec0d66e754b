"""What Spark's workers run: the catalogue's models over batches of customers.

Models travel as the texts of their files and are read again there, so that a worker runs the very
code that scores on one machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from decision_models.scoring.batch import Batch
from decision_models.scoring.contributions import contributions_schema, contributions_table
from decision_models.scoring.predicting import predictions
from decision_models.scoring.scorers import Explainer, Scorer, scorer_of
from decision_models.trained import of_texts

FAILURES = "failures"
"""The column of what went wrong: a JSON object of model -> why, in the first row of a batch."""
CUSTOMER = "customer_id"
RANGE = "customers_range"
MODELS = "models"

Carried = tuple[tuple[tuple[str, str], ...], ...]
"""For each model its texts, name by name."""


def output(model: str, name: str) -> str:
    """The column of one of a model's outputs."""
    return f"{model}__{name}"


def schema(scorers: Sequence[Scorer]) -> Any:
    """The columns of ``predicted``: absent where a model does not speak of a customer."""
    import pyarrow as pa

    outputs = [output(scorer.name, name) for scorer in scorers for name in scorer.outputs]
    return pa.schema(
        [
            (CUSTOMER, pa.string()),
            (RANGE, pa.int32()),
            *((name, pa.float64()) for name in outputs),
            (FAILURES, pa.string()),
        ]
    )


def ddl(columns: Any) -> str:
    """An Arrow schema as Spark says it."""
    kinds = {"string": "string", "int32": "int", "double": "double"}
    kinds["list<item: double>"] = kinds["list<element: double>"] = "array<double>"
    return ", ".join(f"`{field.name}` {kinds[str(field.type)]}" for field in columns)


def task(
    name: str, carried: Any, lasts: tuple[str, ...]
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """``predicted`` or ``explained``, by name, as Spark's ``mapInArrow`` takes it; ``carried`` is
    a broadcast ``Carried``.
    """

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        from decision_models.scoring.spark import workers

        run: Any = getattr(workers, name)
        return iter(run(carried.value, lasts, batches))

    return work


def predicted(carried: Carried, lasts: Sequence[str], batches: Iterator[Any]) -> Iterator[Any]:
    """Batches of features -> batches of ``schema``; ``lasts`` are the last customers of ranges."""
    import pyarrow as pa

    scorers = _scorers(carried)
    columns = schema(scorers)
    for batch in batches:
        if not batch.num_rows:
            continue
        found, failures = _of_batch(Batch(pa.Table.from_batches([batch])), scorers)
        ids = batch.column(CUSTOMER).cast(pa.string())
        ranges = _ranges(ids.to_pylist(), lasts)
        said = [_said(failures), *[None] * (batch.num_rows - 1)]
        made = [ids, pa.array(ranges), *found, pa.array(said, pa.string())]
        yield pa.RecordBatch.from_arrays(made, schema=columns)


def explained(carried: Carried, lasts: Sequence[str], batches: Iterator[Any]) -> Iterator[Any]:
    """Batches of features and of the models (``MODELS``) that explain each customer -> batches of
    ``explained_schema``, a row a customer and model.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    scorers = [one for one in _scorers(carried) if isinstance(one, Explainer)]
    for batch in batches:
        features = Batch(pa.Table.from_batches([batch]))
        asked, ids = batch.column(MODELS), batch.column(CUSTOMER).cast(pa.string())
        parents, names = pc.list_parent_indices(asked), pc.list_flatten(asked)
        for scorer in scorers:
            chosen = np.zeros(batch.num_rows, dtype=bool)
            chosen[parents.filter(pc.equal(names, scorer.name)).to_numpy()] = True
            if not chosen.any():
                continue
            found = scorer.contributions(features.only(chosen))
            made = contributions_table(scorer.name, ids.filter(pa.array(chosen)), found)
            yield from _with_ranges(made, lasts).to_batches()


def explained_schema() -> Any:
    """A model's contributions, and the customer's range."""
    import pyarrow as pa

    return contributions_schema().append(pa.field(RANGE, pa.int32()))


def _with_ranges(table: Any, lasts: Sequence[str]) -> Any:
    import pyarrow as pa

    return table.append_column(
        pa.field(RANGE, pa.int32()), pa.array(_ranges(table[CUSTOMER].to_pylist(), lasts))
    ).cast(explained_schema())


def _ranges(customers: Sequence[str], lasts: Sequence[str]) -> "np.ndarray[Any, Any]":
    """The number of each customer's range."""
    from bisect import bisect_left

    return np.array([bisect_left(lasts, one) for one in customers], dtype=np.int32)


def _of_batch(batch: Batch, scorers: Sequence[Scorer]) -> tuple[list[Any], dict[str, str]]:
    """The outputs of all models, one array after another, and why some could not give any."""
    import pyarrow as pa

    columns: list[Any] = []
    failures: dict[str, str] = {}
    for scorer in scorers:
        try:
            found = predictions(batch, scorer)
        except Exception as error:  # the others go on, as they do on one machine
            failures[scorer.name] = f"{error or type(error).__name__}"
            columns += [pa.nulls(len(batch), pa.float64()) for _ in scorer.outputs]
            continue
        absent = np.ones(len(batch), dtype=bool)
        absent[found["place"]] = False
        for name in scorer.outputs:
            values = np.zeros(len(batch))
            values[found["place"]] = found[name]
            columns.append(pa.array(values, mask=absent))
    return columns, failures


def _said(failures: Mapping[str, str]) -> str | None:
    import json

    return json.dumps(failures, ensure_ascii=False) if failures else None


@lru_cache(maxsize=2)
def _scorers(carried: Carried) -> tuple[Scorer, ...]:
    """A worker's process is used for many tasks, and reads the models for the first."""
    return tuple(scorer_of(of_texts(dict(texts))) for texts in carried)
