"""Values of text features that no model has met in training: named, and counted as missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from decision_models.model import Model
from decision_models.scoring.predicting import FeaturePart
from decision_models.trained import TrainedModel

SHOWN = 5


def unmet_values(parts: Sequence[FeaturePart], models: Iterable[Model]) -> dict[str, str]:
    """What to say of each text feature that holds such values, by feature.

    A value that one model has met and another has not (of another population) is nobody's news.
    """
    met: dict[str, set[str]] = {}
    for model in models:
        if isinstance(model, TrainedModel):
            for name, levels in model.levels.items():
                met.setdefault(name, set()).update(levels)
    found = {name: _others(parts, name, levels) for name, levels in met.items()}
    return {name: _said(name, counts) for name, counts in found.items() if counts}


def _others(parts: Sequence[FeaturePart], name: str, met: set[str]) -> Counter[str]:
    """How many customers have which value that is not among those."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    counts: Counter[str] = Counter()
    for part in parts:
        column = pq.read_table(part.path, columns=[name])[name]
        for one in pc.value_counts(column).to_pylist():
            if one["values"] is not None and one["values"] not in met:
                counts[one["values"]] += one["counts"]
    return counts


def _said(name: str, counts: Mapping[str, int]) -> str:
    largest = sorted(counts, key=lambda value: (-counts[value], value))[:SHOWN]
    values = ", ".join(f"{value!r} ({counts[value]} customers)" for value in largest)
    more = f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else ""
    return (
        f"feature {name} must hold values that models were trained with, got {values}{more}, which "
        f"count as missing; to learn them: weiwo models train --all"
    )
