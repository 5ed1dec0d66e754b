"""The training examples and the held-out part, one JSON object a line, and how they are read.

Those of ``TRAINING`` train: by intent, by topic, and written later by other people in other styles,
staff and customers apart. Those of ``HELD_OUT`` were written separately, in other words and other styles, and only
measure: the half of them that ``half`` calls ``dev`` may be looked at while working on the model,
the other half is only ever scored. An example without ``intent`` or ``topics`` says nothing about
that one.
"""

import hashlib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

TRAINING = ("intents", "topics", "varied", "staff_wide", "customers_wide", "staff_contrast")
FOLLOW_UPS = ("follow_ups",)
"""Texts within a conversation: how each relates to what was asked before it."""
SUBJECTS = ("subjects",)
"""Texts with their subject, and the subject before them in their conversation."""
SUBJECTS_HELD_OUT = {"authors": "subjects_held_out", "blind": "subjects_blind"}
"""Such texts to measure by: of the authors of those that train, and of one who saw neither them nor
the subjects, labelled afterwards."""
HELD_OUT = ("held_out", "held_out_second", "held_out_third")
FOLLOW_UPS_HELD_OUT = ("follow_ups_held_out",)


class ExampleTopic(BaseModel):
    """One scene and ask of a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scene: str
    ask: str


class Example(BaseModel):
    """A question with what it should be understood as."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    persona: str | None = None
    intent: str | None = None
    topics: tuple[ExampleTopic, ...] | None = None
    slots: dict[str, bool | int | float | str] | None = None
    history: tuple[str, ...] = ()
    relation: str | None = None
    subject: str | None = None
    before: str | None = None

    @property
    def half(self) -> str:
        """``dev`` may be looked at, ``unseen`` is only scored; falls by a hash of the text."""
        return "dev" if hashlib.sha256(self.text.encode()).digest()[-1] % 2 == 0 else "unseen"


def read_examples(name: str) -> tuple[Example, ...]:
    """The examples of ``<name>.jsonl``, in the file's order."""
    text = (files("agents.understanding.examples") / f"{name}.jsonl").read_text("utf-8")
    return tuple(Example.model_validate_json(line) for line in text.split("\n") if line.strip())


@cache
def training_hash() -> str:
    """SHA-256 of everything that the artefact was trained on: examples and cue lexicons."""
    return _hash_of((*TRAINING, *FOLLOW_UPS))


@cache
def subjects_hash() -> str:
    """SHA-256 of what the head of subjects was trained on: its examples, and the other heads'."""
    return _hash_of((*TRAINING, *FOLLOW_UPS, *SUBJECTS))


def _hash_of(examples: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in examples:
        digest.update((files("agents.understanding.examples") / f"{name}.jsonl").read_bytes())
    for name in ("cues", "grammar"):
        digest.update((files("agents.understanding") / "lexicon" / f"{name}.yaml").read_bytes())
    return digest.hexdigest()
