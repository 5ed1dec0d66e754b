"""Sentences that each rule must match or leave alone: a pack's own, and held-out ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from agents.guardrails.context import CheckContext
from agents.guardrails.verdicts import Verdict
from home.errors import BadInput


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    context: CheckContext = CheckContext()
    verdict: Verdict | None = None


class _Sides(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    match: tuple[_Entry | str, ...]
    miss: tuple[_Entry | str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence; ``matches`` says whether ``rule`` must find something in it.

    ``verdict`` is the expected one where the file names it; a sentence that must not match passes.
    """

    rule: str
    matches: bool
    text: str
    context: CheckContext
    verdict: Verdict | None


def bundled_examples() -> tuple[Example, ...]:
    """The examples of the bundled pack."""
    source = resources.files("agents.guardrails.packs").joinpath("cn-2026-examples.yaml")
    return tuple(_read(source.read_text(encoding="utf-8"), "cn-2026-examples.yaml"))


def examples_from(path: Path) -> tuple[Example, ...]:
    """The examples of a file of the same shape.

    Raises:
        BadInput: the file is absent or malformed; names the place.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} must be a readable file: {error.strerror}") from error
    return tuple(_read(text, str(path)))


def _read(text: str, name: str) -> Iterator[Example]:
    try:
        rules = TypeAdapter(dict[str, _Sides]).validate_python(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise BadInput(f"examples {name}: {error}") from error
    for rule, sides in rules.items():
        for matches, entries in ((True, sides.match), (False, sides.miss)):
            for entry in entries:
                whole = _Entry(text=entry) if isinstance(entry, str) else entry
                yield Example(rule, matches, whole.text, whole.context, whole.verdict)
