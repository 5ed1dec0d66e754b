"""Fits the event model: ``python -m knowledge.themes.learned.training`` writes ``events.npz``.

The last three sentences of each kind are left out of the fit and measured on.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.themes.learned.model import FILE, EventModel, Floats, beginning, features
from knowledge.themes.ontology import read

UNSEEN = 3  # of each kind
INVERSE_PENALTY = 100.0  # of 10 and 100, by the unseen part
REFUSED = 0.7  # share of sentences of no known kind that must go unnamed


@dataclass(frozen=True)
class Example:
    """A sentence and its kind; ``seen`` ones are fitted."""

    kind: str
    text: str
    seen: bool


def examples() -> list[Example]:
    """Every sentence of ``examples.yaml``."""
    file: dict[str, list[str]] = read("learned/examples.yaml")  # type: ignore[assignment]
    return [
        Example(kind, text, number < len(texts) - UNSEEN)
        for kind, texts in file.items()
        for number, text in enumerate(texts)
    ]


def fit(shown: list[Example], vectors: Floats) -> EventModel:
    """The model of the seen examples; ``vectors`` are those of all, in order.

    ``sure`` is where a model fitted without a tenth of the kinds leaves most of the sentences of
    those kinds unnamed: what nobody taught it must not get a name.
    """
    seen = np.array([one.seen for one in shown])
    labels = np.array([one.kind for one in shown])
    kinds = sorted(set(labels))
    strange: list[float] = []
    for part in range(5):
        left_out = np.isin(labels, kinds[part::10])
        model = _fitted(shown, vectors, seen & ~left_out, 0.0)
        texts = [one.text for one, out in zip(shown, left_out, strict=True) if out]
        strange += list(model.probabilities(texts, vectors[left_out]).max(axis=1))
    return _fitted(shown, vectors, seen, float(np.quantile(strange, REFUSED)))


def _fitted(shown: list[Example], vectors: Floats, rows: "np.ndarray", sure: float) -> EventModel:
    from sklearn.linear_model import LogisticRegression

    mean = vectors[rows].mean(axis=0)
    texts = [one.text for one, taken in zip(shown, rows, strict=True) if taken]
    made = features(texts, vectors[rows] - mean)
    labels = [one.kind for one, taken in zip(shown, rows, strict=True) if taken]
    learner = LogisticRegression(C=INVERSE_PENALTY, max_iter=500).fit(made, labels)
    weights = learner.coef_.T.astype(np.float16).astype(np.float32)
    bias = learner.intercept_.astype(np.float32)
    return EventModel(tuple(map(str, learner.classes_)), mean, weights, bias, sure)


def measure(model: EventModel, shown: list[Example], vectors: Floats) -> tuple[float, float]:
    """Of the unseen sentences: the share named, and how many of those named are right."""
    rows = np.array([not one.seen for one in shown])
    unseen = [one for one in shown if not one.seen]
    named = [model.name(o.text, v)[0] for o, v in zip(unseen, vectors[rows], strict=True)]
    given = [(one.kind, name) for one, name in zip(unseen, named, strict=True) if name]
    return len(given) / len(unseen), sum(kind == name for kind, name in given) / len(given)


def main() -> None:
    """Fit, measure, write."""
    from home import encoder

    shown = examples()
    vectors = encoder.encode([beginning(one.text) for one in shown], is_query=True)
    model = fit(shown, vectors)
    named, right = measure(model, shown, vectors)
    out = Path(__file__).with_name(FILE)
    np.savez_compressed(
        out,
        labels=np.array(model.labels),
        mean=model.mean.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        sure=model.sure,
    )
    sys.stderr.write(
        f"{len(shown)} sentences of {len(model.labels)} kinds; sure from {model.sure:.2f}; "
        f"unseen: {named:.2f} named, {right:.2f} of those right; {out.name}\n"
    )


if __name__ == "__main__":
    main()
