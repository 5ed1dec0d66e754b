"""Trains the shipped classifier: ``python -m agents.understanding.training``.

Learns from ``examples/intents.jsonl`` and ``examples/topics.jsonl`` alone; ``held_out.jsonl`` was
written separately and is only scored.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from agents.understanding import classifier, features
from agents.understanding.features import Floats
from agents.understanding.normalisation import normalise
from agents.understanding.slots.entities import find_entities
from agents.understanding.vocabulary import ASKS, INTENTS, SCENES, side_of

Rows = list[dict[str, Any]]
LEARNED_FROM = ("intents.jsonl", "topics.jsonl")
LIMIT = 400
TOPIC_THRESHOLD = 0.4


def read(name: str) -> Rows:
    """The examples of one file."""
    text = _file(name).decode()
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def data_hash() -> str:
    """What the artefact was trained on: changes with any example."""
    return hashlib.sha256(b"".join(_file(name) for name in LEARNED_FROM)).hexdigest()[:16]


def inputs(rows: Rows) -> tuple[list[str], list[str], Floats]:
    """Masked texts, sides and embeddings, as serving computes them."""
    masked = [
        features.excerpt(find_entities(normalise(row["text"], LIMIT)).masked()) for row in rows
    ]
    sides = [side_of(row.get("persona")) for row in rows]
    batches = [features.embed(masked[at : at + 256]) for at in range(0, len(masked), 256)]
    return masked, sides, np.vstack(batches)


def train(folder: Path) -> None:
    """Fit both models and write the artefact."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    rows = [row for name in LEARNED_FROM for row in read(name)]
    masked, sides, embeddings = inputs(rows)
    matrix = _matrix(masked, sides, embeddings)
    asked = [number for number, row in enumerate(rows) if row.get("intent")]
    intent = LogisticRegression(C=3.0, max_iter=400)
    intent.fit(matrix[asked], [rows[number]["intent"] for number in asked])
    told = [number for number, row in enumerate(rows) if "topics" in row and _is_asked(row)]
    topics = [(scene, ask) for scene in SCENES for ask in ASKS]
    marks = np.array([[_has(rows[number], topic) for topic in topics] for number in told])
    topic = OneVsRestClassifier(LogisticRegression(C=6.0, max_iter=300, class_weight={0: 1, 1: 2}))
    topic.fit(matrix[told], marks)
    np.savez_compressed(
        folder / classifier.ARTEFACT,
        intents=np.array(intent.classes_),
        topics=np.array(topics),
        intent_weights=intent.coef_.T.astype(np.float16),
        intent_bias=intent.intercept_,
        topic_weights=np.vstack([one.coef_[0] for one in topic.estimators_]).T.astype(np.float16),
        topic_bias=np.array([one.intercept_[0] for one in topic.estimators_]),
        threshold=TOPIC_THRESHOLD,
        data_hash=data_hash(),
    )
    classifier.load.cache_clear()
    assert set(intent.classes_) <= set(INTENTS)


def scores(rows: Rows) -> dict[str, float]:
    """Intent accuracy, and micro precision, recall and F1 of topics, of the shipped classifier."""
    model = classifier.load()
    masked, sides, embeddings = inputs(rows)
    right = asked = hits = said = meant = 0
    for row, text, side, vector in zip(rows, masked, sides, embeddings, strict=True):
        if row.get("intent"):
            probabilities = model.intent(text, side, vector)
            asked += 1
            right += max(probabilities, key=lambda name: probabilities[name]) == row["intent"]
        if "topics" in row and _is_asked(row):
            found = set(model.topic(text, side, vector))
            wanted = {(one["scene"], one["ask"]) for one in row["topics"]}
            hits, said, meant = hits + len(found & wanted), said + len(found), meant + len(wanted)
    precision, recall = hits / max(said, 1), hits / max(meant, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {
        "intent accuracy": right / max(asked, 1),
        "topic precision": precision,
        "topic recall": recall,
        "topic F1": f1,
    }


def _matrix(masked: Sequence[str], sides: Sequence[str], embeddings: Floats) -> Any:
    from scipy.sparse import csr_matrix, hstack

    columns, values, starts = [], [], [0]
    for text in masked:
        found, weights = features.grams(text)
        columns.append(found)
        values.append(weights)
        starts.append(starts[-1] + len(found))
    shape = (len(masked), features.HASH_SIZE)
    sparse = csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape)
    return hstack([csr_matrix(classifier.dense(masked, sides, embeddings)), sparse]).tocsr()


def _is_asked(row: dict[str, Any]) -> bool:
    return side_of(row.get("persona")) != "staff"


def _has(row: dict[str, Any], topic: tuple[str, str]) -> int:
    return int(any((one["scene"], one["ask"]) == topic for one in row["topics"]))


def _file(name: str) -> bytes:
    return resources.files("agents.understanding").joinpath("examples", name).read_bytes()


if __name__ == "__main__":
    train(Path(__file__).parent)
    print("learned from:", scores([row for name in LEARNED_FROM for row in read(name)]))
    print("held out:", scores(read("held_out.jsonl")))
