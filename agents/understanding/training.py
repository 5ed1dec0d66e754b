"""Trains the shipped classifier: ``python -m agents.understanding.training``.

Multinomial logistic regressions (intent; scene, with "none"; ask; scene and ask together),
fitted in the space of the leading principal components of the examples, which for an L2 penalty
loses almost nothing (representer theorem) and takes seconds instead of minutes, and then mapped
back to the features. Temperatures and the threshold of topics come from cross-validation; the
held-out files are only scored.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.understanding import features
from agents.understanding.classifier import (
    ARTEFACT,
    NONE,
    SEPARATOR,
    Classifier,
    Row,
    from_arrays,
)
from agents.understanding.cues import cues
from agents.understanding.examples import (
    FOLLOW_UPS,
    TRAINING,
    Example,
    read_examples,
    training_hash,
)
from agents.understanding.fitting import Fitted, Floats, Strength, Targets, components, fit
from agents.understanding.follow_ups import signs_of
from agents.understanding.reading import entities_of, masked_text
from agents.understanding.relations import HEAD, with_context
from agents.understanding.vocabulary import STAFF_ROLES, UNKNOWN, role_of, side_of

_UNIT = features.EMBEDDING_SIZE**-0.5  # a standardised embedding gets about unit length
_EMBED_AT_ONCE = 64
_FORGET_ROLE = 7  # every 7th example is trained as asked by nobody in particular
_LIKELY_INTENT = {"投资顾问": "next_best_offer", "分析解读": "product_info"}
_LIKELY_WEIGHT = 0.3
_OF_MARKETS = "涨跌走势行情市场影响原因为何"


@dataclass(frozen=True)
class Blocks:
    """How much each block of features counts (chosen on the held-out dev half)."""

    embedding: float
    grams: float
    cues: float


BLOCKS = Blocks(embedding=0.7, grams=1.5, cues=0.4)
TOPIC_THRESHOLD = 0.35
OF_INTENT = Strength(inverse_penalty=10.0, balance=0.75)
"""Where all labels counted alike, what is asked seven times as often as it is complained of was taken
for a complaint wherever words could be either (17 of 90 blind questions about 你们的理财; now 9).
Chosen among balances of 0 to 1 in quarters and penalties of 4, 10 and 25."""
OF_TOPIC = Strength(inverse_penalty=4.0, balance=1.0)
OF_RELATION = Strength(inverse_penalty=10.0, balance=0.75)


@dataclass(frozen=True)
class Asked:
    """One example as it is trained: who asks, and how much it counts."""

    example: Example
    role: str
    weight: float


def asked(examples: Sequence[Example]) -> list[Asked]:
    """An example without persona is trained as asked from both sides, at half weight each."""
    found = []
    for number, example in enumerate(examples):
        role = role_of(example.persona)
        if role == UNKNOWN:
            staff = STAFF_ROLES[number % len(STAFF_ROLES)]
            found += [Asked(example, each, 0.5) for each in ("customer", staff)]
        else:
            found.append(Asked(example, UNKNOWN if number % _FORGET_ROLE == 0 else role, 1.0))
    return found


def targets(rows: Sequence[Asked]) -> dict[str, Targets]:
    """What each head learns from which row (a row may count for several labels)."""
    found: dict[str, list[tuple[int, str, float]]] = {}
    for number, row in enumerate(rows):
        for head, labels in _labels(row.example).items():
            share = row.weight / max(sum(labels.values()), 1.0)
            told = found.setdefault(head, [])
            told += [(number, label, weight * share) for label, weight in labels.items()]
    return {
        name: Targets(
            np.array([number for number, _, _ in told]),
            np.array([label for _, label, _ in told]),
            np.array([weight for _, _, weight in told]),
        )
        for name, told in found.items()
    }


def _labels(example: Example) -> dict[str, dict[str, float]]:
    """The labels of each head, with weights."""
    said: dict[str, dict[str, float]] = {}
    topics = example.topics or ()
    if example.intent:
        said["intent"] = {example.intent: 1.0}
    elif topics and not (topics[0].ask == "分析解读" and set(_OF_MARKETS) & set(example.text)):
        likely = _LIKELY_INTENT.get(topics[0].ask)
        said["intent"] = {likely: _LIKELY_WEIGHT} if likely else {}
    if example.topics is None or side_of(example.persona) == "staff":
        return said
    said["scene"] = dict.fromkeys([t.scene for t in topics] or [NONE], 1.0)
    said["ask"] = dict.fromkeys([t.ask for t in topics], 1.0)
    said["pair"] = dict.fromkeys([f"{t.scene}{SEPARATOR}{t.ask}" for t in topics] or [NONE], 1.0)
    return said


def train() -> dict[str, NDArray[np.generic]]:
    """The arrays of the artefact, trained on all training examples."""
    rows = asked([example for name in TRAINING for example in read_examples(name)])
    texts = [features.excerpt(masked_text(row.example.text)) for row in rows]
    embeddings = embedded(texts)
    mean, deviation = embeddings.mean(axis=0), embeddings.std(axis=0)
    vectors = (embeddings - mean) / deviation
    grams = features.gram_matrix(texts)
    told = np.stack([cues(text, row.role) for text, row in zip(texts, rows, strict=True)])
    learned = targets(rows)
    arrays: dict[str, NDArray[np.generic]] = {"mean": mean, "deviation": deviation}
    fitted: dict[str, Fitted] = {}
    weights = (BLOCKS.embedding * _UNIT, BLOCKS.grams, BLOCKS.cues)
    space = components((vectors, grams, told), weights)
    for head, target in learned.items():
        fitted[head] = fit(space, target, OF_INTENT if head == "intent" else OF_TOPIC)
        arrays |= _stored(head, fitted[head], weights)
        print(f"fitted {head}, temperature {fitted[head].temperature:.2f}", file=sys.stderr)
    arrays["meta"] = np.array(_meta(fitted))
    fitted[HEAD], stored = _relations(from_arrays(arrays), rows, vectors)
    return arrays | stored | {"meta": np.array(_meta(fitted))}


def _relations(
    model: Classifier, rows: Sequence[Asked], vectors: Floats
) -> tuple[Fitted, dict[str, NDArray[np.generic]]]:
    """The head of relations, of follow-ups and of as many questions that follow another by chance.

    ``vectors`` are the standardised embeddings of ``rows``.
    """
    told = [example for name in FOLLOW_UPS for example in read_examples(name)]
    said = [(one.history[-1], one.text, role_of(one.persona)) for one in told]
    texts = [features.excerpt(masked_text(text)) for one in said for text in one[:2]]
    roles = [role for _, _, role in said for _ in range(2)]
    read = model.rows(texts, roles, embedded(texts))
    pairs = [
        (read[2 * at], read[2 * at + 1], signs_of(entities_of(one[1]).text.strip()))
        for at, one in enumerate(said)
    ]
    labels = [str(one.relation) for one in told]
    by_chance = _by_chance(model, rows, vectors)
    context = [
        with_context(now, model.intent(now), _asked(model, earlier), earlier, signs)
        for earlier, now, signs in (*pairs, *by_chance)
    ]
    labels += ["fresh"] * len(by_chance)
    return fit_within(HEAD, context, np.array(labels), OF_RELATION)


def fit_within(
    head: str, rows: Sequence[Row], labels: NDArray[np.str_], strength: Strength
) -> tuple[Fitted, dict[str, NDArray[np.generic]]]:
    """A head of texts within conversations, one label each."""
    weights = (BLOCKS.embedding * _UNIT, BLOCKS.grams, BLOCKS.cues)
    blocks = (
        np.stack([row.embedding for row in rows]),
        features.stacked([(row.columns, row.weights) for row in rows]),
        np.stack([row.cues for row in rows]),
    )
    target = Targets(np.arange(len(labels)), labels, np.ones(len(labels)))
    found = fit(components(blocks, weights), target, strength)
    print(f"fitted {head}, temperature {found.temperature:.2f}", file=sys.stderr)
    return found, _stored(head, found, weights)


_SHORTEST_BY_CHANCE = 9
"""Characters from which a question that was written by itself begins anew wherever it stands."""
_EVERY = 8


def _by_chance(
    model: Classifier, rows: Sequence[Asked], vectors: Floats
) -> list[tuple[Row, Row, tuple[bool, ...]]]:
    """Every eighth question of some length after another one of the same side."""
    chosen = [
        number
        for number, row in enumerate(rows)
        if number % _EVERY == 0 and len(row.example.text) >= _SHORTEST_BY_CHANCE
    ]
    order = np.random.default_rng(0).permutation(chosen)
    found = []
    for now, before in zip(order, np.roll(order, 1), strict=True):
        if side_of(rows[now].role) != side_of(rows[before].role):
            continue
        text = rows[now].example.text
        pair = [rows[before], rows[now]]
        read = model.rows_of(
            [features.excerpt(masked_text(one.example.text)) for one in pair],
            [one.role for one in pair],
            vectors[[before, now]],
        )
        found.append((read[0], read[1], signs_of(entities_of(text).text.strip())))
    return found


def _asked(model: Classifier, row: Row) -> str:
    shares = model.intent(row)
    return max(shares, key=lambda name: shares[name])


def _stored(
    head: str, fitted: Fitted, weights: tuple[float, float, float]
) -> dict[str, NDArray[np.generic]]:
    """A head's weights per feature, the many of the n-grams in one byte each."""
    first, last = features.EMBEDDING_SIZE, features.EMBEDDING_SIZE + features.HASH_SIZE
    hashed = fitted.coefficients[first:last] * weights[1]
    unit = np.abs(hashed).max(axis=0) / 127
    return {
        f"{head}_embedding": (fitted.coefficients[:first] * weights[0]).astype(np.float16),
        f"{head}_hashed": np.round(hashed / unit).astype(np.int8),
        f"{head}_unit": unit.astype(np.float32),
        f"{head}_cues": (fitted.coefficients[last:] * weights[2]).astype(np.float16),
        f"{head}_bias": fitted.bias,
    }


def _meta(fitted: Mapping[str, Fitted]) -> str:
    meta = {
        "hash": training_hash(),
        "heads": {head: one.labels for head, one in fitted.items()},
        "temperatures": {head: round(one.temperature, 3) for head, one in fitted.items()},
        "threshold": TOPIC_THRESHOLD,
    }
    return json.dumps(meta, ensure_ascii=False, sort_keys=True)


def embedded(texts: Sequence[str]) -> Floats:
    """Embeddings of ``texts``; texts of like length together, each distinct one once."""
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    known: dict[str, Floats] = {}
    for at in range(0, len(distinct), _EMBED_AT_ONCE):
        batch = distinct[at : at + _EMBED_AT_ONCE]
        known.update(zip(batch, features.embed(batch), strict=True))
        print(f"\rembedding {at + len(batch)}/{len(distinct)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return np.stack([known[text] for text in texts])


def main() -> None:
    """Train, write the artefact beside this file, and score the held-out parts."""
    from agents.understanding import classifier
    from agents.understanding.measuring import report

    path = Path(__file__).with_name(ARTEFACT)
    arrays = train()
    np.savez_compressed(path, allow_pickle=False, **arrays)
    classifier.load.cache_clear()
    print(f"{path.name}: {path.stat().st_size // 1024} KiB", file=sys.stderr)
    print("\n".join(report()))


if __name__ == "__main__":
    main()
