"""How well questions are understood, on examples that were not learned from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.understanding import classifier
from agents.understanding.examples import (
    FOLLOW_UPS_HELD_OUT,
    HELD_OUT,
    SUBJECTS_HELD_OUT,
    Example,
    read_examples,
)
from agents.understanding.reading import read_all
from agents.understanding.result import Understanding
from agents.understanding.subjects import FIRST, SURE, subject
from agents.understanding.understanding import Request, understand_all
from agents.understanding.vocabulary import role_of, side_of


@dataclass(frozen=True)
class Judged:
    """One example with what it was understood as."""

    example: Example
    found: Understanding


@dataclass(frozen=True)
class Figure:
    """One figure, and how many examples it stands on."""

    name: str
    value: float
    cases: int


def judge(examples: Sequence[Example]) -> list[Judged]:
    """Understand every example."""
    requests = [Request(one.text, one.persona, one.history) for one in examples]
    return [Judged(*pair) for pair in zip(examples, understand_all(requests), strict=True)]


def figures(judged: Sequence[Judged]) -> Iterator[Figure]:
    """Intent accuracy, F1 of topics (micro) and of slots (exact values, micro)."""
    asked = [one for one in judged if one.example.intent]
    right = sum(one.found.intent == one.example.intent for one in asked)
    yield Figure("intent accuracy", right / max(len(asked), 1), len(asked))
    told = [one for one in judged if one.example.topics is not None and _is_asked(one.example)]
    topics: Counter[str] = Counter()
    for one in told:
        wanted = {(topic.scene, topic.ask) for topic in one.example.topics or ()}
        _count(topics, wanted, {(topic.scene, topic.ask) for topic in one.found.topics})
    yield Figure("topic F1", _f1(topics), len(told))
    filled = [one for one in judged if one.example.slots is not None]
    slots: Counter[str] = Counter()
    for one in filled:
        wanted = {(name, repr(value)) for name, value in (one.example.slots or {}).items()}
        _count(slots, wanted, {(name, repr(value)) for name, value in one.found.slots.items()})
    yield Figure("slot F1", _f1(slots), len(filled))


def subject_figures() -> Iterator[Figure]:
    """How many subjects are told rightly; how many surely, and how many of those rightly.

    The subject before a text is given: what is measured is one step of a conversation.
    """
    model = classifier.load()
    for name, file in SUBJECTS_HELD_OUT.items():
        told = read_examples(file)
        readings = read_all((one.text, role_of(one.persona)) for one in told)
        found = [
            (
                subject(
                    model,
                    readings[one.text, role_of(one.persona)].row,
                    one.before or FIRST,
                    side_of(one.persona),
                ),
                one.subject,
            )
            for one in told
        ]
        right = [about.name == wanted for about, wanted in found]
        sure = [about.share >= SURE for about, _ in found]
        surely = [hit for hit, is_sure in zip(right, sure, strict=True) if is_sure]
        yield Figure(f"subjects ({name})", sum(right) / len(right), len(right))
        yield Figure(f"subjects told surely ({name})", sum(sure) / len(sure), len(sure))
        yield Figure(
            f"subjects, of those told surely ({name})", sum(surely) / len(surely), len(surely)
        )


def report() -> list[str]:
    """A line for each half of each held-out file."""
    lines = []
    for name in (*HELD_OUT, *FOLLOW_UPS_HELD_OUT):
        judged = judge(read_examples(name))
        for half in ("dev", "unseen"):
            chosen = [one for one in judged if one.example.half == half]
            said = ", ".join(f"{one.name} {one.value:.3f} ({one.cases})" for one in figures(chosen))
            lines.append(f"{name} {half}: {said}")
    return lines


def _is_asked(example: Example) -> bool:
    return side_of(example.persona) != "staff"


def _count(counts: Counter[str], wanted: set[tuple[str, str]], found: set[tuple[str, str]]) -> None:
    counts["hit"] += len(wanted & found)
    counts["wanted"] += len(wanted)
    counts["found"] += len(found)


def _f1(counts: Counter[str]) -> float:
    total = counts["wanted"] + counts["found"]
    return 2 * counts["hit"] / total if total else 1.0
