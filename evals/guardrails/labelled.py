"""Texts with the rules that they break, and ordinary sentences of a bank that break none."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from agents.guardrails import CheckContext
from agents.guardrails.learned.tasks import task

CORPUS = ("news", "procedures", "products", "rules", "scripts", "service")
"""Bundled documents that may be sent or read out as they stand; flyers are made to be caught."""
SHORTEST = 8
_NOT_ALONE = re.compile(r"业绩比较基准[^。]*\d|忽略以上")
"""A benchmark's figure, whose basis stands in another sentence; and a document made to attack."""
_SENTENCE = re.compile(r"(?<=[。！？])")

_NO_CONTEXT = CheckContext()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, the rules that it breaks (none: it may go out), and its context."""

    text: str
    rules: frozenset[str]
    context: CheckContext = _NO_CONTEXT


def seen() -> tuple[Labelled, ...]:
    """Texts that were looked at while patterns were written."""
    return (*_by_rule("check_dev.yaml"), *blind("dev"))


def kept_out() -> tuple[Labelled, ...]:
    """Texts that were never looked at, but for their score."""
    return (*_by_rule("check_heldout.yaml"), *blind("kept"))


def ordinary() -> tuple[str, ...]:
    """Sentences of the bundled documents that no model was taught: all of them compliant."""
    taught = {_plain(sample.text) for sample in task("check").samples()}
    found: dict[str, None] = {}
    for name in CORPUS:
        for text in _documents(name):
            for piece in _SENTENCE.split(text):
                sentence = piece.strip()
                if len(sentence) < SHORTEST or _plain(sentence) in taught:
                    continue
                if not _NOT_ALONE.search(sentence):
                    found[sentence] = None
    return tuple(found)


def _plain(sentence: str) -> str:
    return sentence.strip().rstrip("。")


def _documents(name: str) -> Iterator[str]:
    source = resources.files("knowledge").joinpath(f"corpus/{name}.jsonl")
    for line in source.read_text(encoding="utf-8").splitlines():
        yield str(json.loads(line)["text"])


def _read(file: str) -> Any:
    return yaml.safe_load(
        resources.files("evals").joinpath(f"cases/{file}").read_text(encoding="utf-8")
    )


def _by_rule(file: str) -> Iterator[Labelled]:
    for rule, groups in _read(file).items():
        for group, rows in groups.items():
            for row in rows:
                given = {"text": row} if isinstance(row, str) else row
                broken = frozenset({rule} if group == "match" else ())
                yield Labelled(given["text"], broken, _context(given))


def blind(half: str) -> Iterator[Labelled]:
    """Texts written before the checker's code was looked at; ``half`` is dev or kept."""
    for rows in _read("check_blind.yaml")[half].values():
        for row in rows:
            yield Labelled(row["text"], frozenset(row.get("rules", ())), _context(row))


def _context(row: dict[str, Any]) -> CheckContext:
    return CheckContext.model_validate(row.get("context") or {})
