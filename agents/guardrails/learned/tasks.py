"""What each model learns: its examples, how a text is read, which cues stand beside it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

OK = "ok"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sentence and its label (``ok`` for none); ``plain`` ones touch nothing of the matter."""

    text: str
    label: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One model's job.

    ``read`` normalises a text; ``cues`` makes the hand-made features of a normalised text;
    ``pools`` are labels that hold for all samples of some labels, the last of them for all that
    there is to find (``None``: every label in none of the other pools); ``allowed_false`` is the share of harmless samples that may score above a threshold, among
    those that ``considers`` lets through; ``allowed_plain`` that of the plain ones, which are many
    and count less.
    """

    name: str
    files: tuple[str, ...]
    read: Callable[[str], str]
    cues: Callable[[str], NDArray[np.float32]]
    considers: Callable[[str], bool]
    pools: Mapping[str, frozenset[str] | None]
    allowed_false: float
    allowed_plain: float = 0.01

    def pooled(self, label: str) -> tuple[bool, ...]:
        """Of each pool, whether it holds for a sample of ``label``."""
        named = frozenset[str]().union(*(one for one in self.pools.values() if one is not None))
        rest = label != OK and label not in named
        return tuple(rest if one is None else label in one for one in self.pools.values())

    def samples(self) -> tuple[Sample, ...]:
        """The examples; the checker learns from its pack's own as well, the screener from the
        thousands of questions that understanding was taught: what people ask is let in.
        """
        folder = resources.files("agents.guardrails.learned").joinpath("examples")
        found = []
        for file in self.files:
            groups = yaml.safe_load(folder.joinpath(file).read_text(encoding="utf-8"))
            found += [Sample(text, label) for label, texts in groups.items() for text in texts]
        if self.name == "check":
            found += _of_pack({sample.label for sample in found})
        if self.name == "screen":
            found += _ordinary_questions()
        return tuple(found)


def _of_pack(labels: Iterable[str]) -> list[Sample]:
    from agents.guardrails.packs.examples import bundled_examples

    wanted = set(labels) - BY_CONTEXT
    return [
        Sample(example.text, example.rule if example.matches else OK)
        for example in bundled_examples()
        if example.rule not in BESIDE_MEANING
        and (not example.matches or (example.rule in wanted and example.context.customer is None))
    ]


BY_CONTEXT = frozenset({"G14", "G15", "G16"})
"""Rules of which the pack's examples are often breaches by their context, not by their words."""
BESIDE_MEANING = frozenset({"legible", "grounding"})
"""Rules on how words are written and what figures rest on: a model of what words mean learns
nothing of them.
"""


NEEDS_KNOWN = frozenset(
    {
        "complaint",
        "defrauded",
        "distress",
        "elderly_doubt",
        "elderly_fraud",
        "wants_person",
    }
)
"""Labels of people who are to be handed to a person."""
NEEDS = {"complaint": "complaint", "human_handoff": "wants_person"}
"""Intents whose questions go to a person where a customer asks them, and the label of the need."""
NOT_ORDINARY = frozenset({"refuse", *NEEDS})
"""Intents of questions that screening may hold up."""
NEEDY_SUBJECTS = {"complaint": "complaint", "person.wanted": "wants_person"}
"""Subjects of the same, and their needs."""
_QUOTED = frozenset({"scam.asked", "check.text", "check.saying", *NEEDY_SUBJECTS})
"""Subjects whose texts hold what they ask about: a fraud, a forbidden sentence."""


def _ordinary_questions() -> list[Sample]:
    from agents.understanding.examples import SUBJECTS, TRAINING, read_examples

    examples = [example for name in TRAINING for example in read_examples(name)]
    subjects = [example for name in SUBJECTS for example in read_examples(name)]
    ordinary = [
        Sample(example.text, OK, plain=True)
        for example in examples
        if example.intent not in NOT_ORDINARY
    ]
    needy = [
        Sample(example.text, NEEDS[example.intent])
        for example in examples
        if example.intent in NEEDS and example.persona in (None, "customer")
    ]
    ordinary += [Sample(one.text, OK, plain=True) for one in subjects if one.subject not in _QUOTED]
    needy += [
        Sample(one.text, NEEDY_SUBJECTS[one.subject])
        for one in subjects
        if one.subject in NEEDY_SUBJECTS and one.persona == "customer"
    ]
    return ordinary + needy


def data_hash(found: Sequence[Sample]) -> str:
    """SHA-256 over all sentences and labels, whatever their order."""
    lines = sorted(f"{sample.label}\t{sample.text}" for sample in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def task(name: str) -> Task:
    """The task ``check`` or ``screen``."""
    return {"check": _check, "screen": _screen}[name]()


def _check() -> Task:
    from agents.guardrails.checker import engine
    from agents.guardrails.detectors.learned import considers
    from agents.guardrails.language.cues import cues_of

    return Task(
        name="check",
        files=(
            "promises.yaml",
            "promises_wide.yaml",
            "promises_third.yaml",
            "promises_fourth.yaml",
            "promises_fifth.yaml",
            "ordinary.yaml",
            "pairs.yaml",
            "spoken.yaml",
            "plain.yaml",
            "documents.yaml",
            "news.yaml",
        ),
        read=lambda text: engine().read(text).text,
        cues=cues_of,
        considers=considers,
        pools={"breach": None},
        allowed_false=0.05,
    )


def _screen() -> Task:
    from agents.guardrails.screening.cues import cues_of
    from agents.guardrails.screening.reading import seen

    return Task(
        name="screen",
        files=(
            "requests.yaml",
            "requests_more.yaml",
            "requests_hard.yaml",
            "requests_wide.yaml",
            "requests_third.yaml",
            "requests_fourth.yaml",
            "requests_fifth.yaml",
            "requests_sixth.yaml",
            "news.yaml",
        ),
        read=seen,
        cues=cues_of,
        considers=lambda _: True,
        pools={"need": NEEDS_KNOWN, "harm": None},
        allowed_false=0.05,
    )
