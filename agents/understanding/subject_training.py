"""Trains the head of subjects: ``python -m agents.understanding.subject_training``.

It stands on the other heads (what a text wants is among its features), so that it is trained after
them (``agents.understanding.training``), and lies in a file of its own.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.understanding import classifier, features
from agents.understanding.examples import SUBJECTS, read_examples, subjects_hash
from agents.understanding.fitting import Strength
from agents.understanding.reading import masked_text
from agents.understanding.subjects import FIRST, HEAD, with_before
from agents.understanding.training import embedded, fit_within
from agents.understanding.vocabulary import role_of

STRENGTH = Strength(inverse_penalty=10.0, balance=0.5)
_FORGET = 7
"""Every seventh example forgets the subject before it: at the desk that is only known as far as it
was understood."""


def train() -> dict[str, NDArray[np.generic]]:
    """The arrays of the artefact."""
    model = classifier.load()
    told = [example for name in SUBJECTS for example in read_examples(name)]
    texts = [features.excerpt(masked_text(one.text)) for one in told]
    read = model.rows(texts, [role_of(one.persona) for one in told], embedded(texts))
    context = [
        with_before(row, model.intent(row), FIRST if number % _FORGET == 0 else str(one.before))
        for number, (row, one) in enumerate(zip(read, told, strict=True))
    ]
    labels = np.array([str(one.subject) for one in told])
    fitted, arrays = fit_within(HEAD, context, labels, STRENGTH)
    meta = {
        "hash": subjects_hash(),
        "labels": fitted.labels,
        "temperature": round(fitted.temperature, 3),
    }
    return arrays | {"meta": np.array(json.dumps(meta, sort_keys=True))}


def main() -> None:
    """Train, and write the artefact beside this file."""
    path = Path(__file__).with_name(classifier.SUBJECTS)
    np.savez_compressed(path, allow_pickle=False, **train())
    print(f"{path.name}: {path.stat().st_size // 1024} KiB", file=sys.stderr)


if __name__ == "__main__":
    main()
