"""Trains the recogniser of names: ``python -m agents.understanding.names.training``.

Learned from sentences with a name (``contexts.yaml``, and the training questions in which someone
stands by surname and title, here with a full name instead) and from questions without any. Names
are made up of surnames by their frequency and of characters of given names. Some rows are learned
without the words around them, so that a name is also known where those words were never seen.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml

from agents.understanding.examples import TRAINING, read_examples
from agents.understanding.names import spans
from agents.understanding.names.recogniser import ARTEFACT, Weights

PLACE = "{n}"
_SEED = 5
_OF_A_CONTEXT, _OF_A_QUESTION = 25, 6
"""How many names stand in each in turn."""
_MEAN_RANK = 60.0
"""Of surnames: the first hundred are those of five in six people (Ministry of Public Security)."""
_MEAN_GIVEN = 150.0
"""Of characters of given names, which ``names.yaml`` lists with the usual ones first."""
_UNUSUAL = 0.08
"""Of characters that no list of given names has."""
_ONE_CHARACTER = 0.35
_DOUBLE_SURNAME = 0.03
_KNOWN, _MOST_DRAWN = 0.4, 40
_INVERSE_PENALTY = 0.1


@dataclass(frozen=True)
class Sentence:
    """A text and where names stand in it."""

    text: str
    names: frozenset[tuple[int, int]]


@cache
def contexts() -> tuple[str, ...]:
    """All of ``contexts.yaml``, names left open."""
    text = (files("agents.understanding.names") / "contexts.yaml").read_text("utf-8")
    return tuple(str(one) for one in yaml.safe_load(text))


def held_out(context: str) -> bool:
    """Whether it is only scored: one in five, by a hash of the text."""
    return hashlib.sha256(context.encode()).digest()[-1] % 5 == 0


def learned_from() -> str:
    """SHA-256 of the contexts, the questions and the names."""
    digest = hashlib.sha256("\n".join(contexts()).encode())
    for name in TRAINING:
        digest.update((files("agents.understanding.examples") / f"{name}.jsonl").read_bytes())
    digest.update((files("agents.understanding") / "lexicon" / "names.yaml").read_bytes())
    return digest.hexdigest()


def named(context: str, generator: random.Random) -> Sentence:
    """A context with made-up names in its places."""
    first, *others = context.split(PLACE)
    text, found = first, set()
    for part in others:
        name = made_up(generator)
        found.add((len(text), len(text) + len(name)))
        text += name + part
    return Sentence(text, frozenset(found))


def made_up(generator: random.Random) -> str:
    """A name; one in so many such that the segmenter knows it, as it knows some real ones."""
    name = _made_up(generator)
    if generator.random() < _KNOWN:
        drawn = (_made_up(generator) for _ in range(_MOST_DRAWN))
        name = next((one for one in drawn if _has_a_name(one)), name)
    return name


def _made_up(generator: random.Random) -> str:
    if generator.random() < _DOUBLE_SURNAME:
        surname = generator.choice(spans.double_surnames())
    else:
        surname = _ranked(tuple(spans.surnames()), _MEAN_RANK, generator)
    size = 1 if generator.random() < _ONE_CHARACTER else 2
    return surname + "".join(_given(generator) for _ in range(size))


def _given(generator: random.Random) -> str:
    if generator.random() < _UNUSUAL:
        return generator.choice(_ordinary_characters())
    return _ranked(spans.given_ranked(), _MEAN_GIVEN, generator)


@cache
def _ordinary_characters() -> str:
    """The 3,755 characters of GB 2312, level one."""
    level = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return b"".join(level).decode("gb2312", errors="ignore")


def _ranked(known: Sequence[str], mean: float, generator: random.Random) -> str:
    """One of ``known``, those at the front more often."""
    return known[int(generator.expovariate(1 / mean)) % len(known)]


def _sentences(generator: random.Random) -> Iterator[Sentence]:
    from agents.understanding.slots.people import titled_people

    for context in contexts():
        if not held_out(context):
            for _ in range(_OF_A_CONTEXT):
                yield named(context, generator)
    for question in (example.text for name in TRAINING for example in read_examples(name)):
        people = titled_people(question)
        if not people and not _has_a_name(question):
            yield Sentence(question, frozenset())
        if people:
            for person in reversed(people):
                question = question[: person.start] + PLACE + question[person.end :]
            for _ in range(_OF_A_QUESTION):
                yield named(question, generator)


def _has_a_name(question: str) -> bool:
    """Whether the segmenter reads a person's name."""
    return any(
        tag.startswith("nr") and end - start > 1 for start, end, tag in spans.segmented(question)
    )


def train() -> Weights:
    """Fit the weights."""
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    generator = random.Random(_SEED)
    rows: list[list[int]] = []
    labels: list[bool] = []
    for sentence in _sentences(generator):
        tokens = spans.segmented(sentence.text)
        for one in spans.candidates(sentence.text):
            for said in _views(sentence.text, tokens, one, generator):
                rows.append(sorted(set(spans.columns(said))))
                labels.append((one.start, one.end) in sentence.names)
    starts = np.cumsum([0, *(len(row) for row in rows)])
    places = np.concatenate([np.array(row) for row in rows])
    matrix = scipy.sparse.csr_matrix(
        (np.ones(len(places), np.float32), places, starts), shape=(len(rows), spans.SIZE)
    )
    model = LogisticRegression(
        C=_INVERSE_PENALTY, solver="liblinear", max_iter=300, random_state=_SEED
    )
    model.fit(matrix, np.array(labels))
    return Weights(model.coef_[0].astype(np.float32), float(model.intercept_[0]), learned_from())


def _views(
    text: str, tokens: Sequence[spans.Token], one: spans.Candidate, generator: random.Random
) -> Iterator[list[str]]:
    """A candidate as it stands, and at times with less of what is around it."""
    itself, beside = spans.own(text, tokens, one), spans.near(text, tokens, one)
    yield itself + beside + spans.around(text, tokens, one)
    if generator.random() < 0.5:
        yield itself + beside
    if generator.random() < 0.5:
        yield itself


def main() -> None:
    """Train and write the artefact beside this file."""
    weights = train()
    path = Path(__file__).with_name(ARTEFACT)
    np.savez_compressed(
        path,
        allow_pickle=False,
        values=weights.values.astype(np.float16),
        bias=np.array(weights.bias),
        learned_from=np.array(weights.learned_from),
    )
    print(f"{path.name}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
