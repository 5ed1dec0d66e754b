"""The screening patterns, compiled once."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from agents.guardrails.packs.patterns import Pattern, PatternCompiler


class _Categories(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    lexicon: dict[str, tuple[str, ...]]
    categories: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PatternSet:
    """Patterns of one meaning."""

    patterns: tuple[Pattern, ...]

    def find(self, text: str) -> tuple[int, int] | None:
        """The first match in ``text``, or None."""
        for pattern in self.patterns:
            if all(any(word in text for word in words) for words in pattern.needs):
                match = pattern.regex.search(text)
                if match and match.end() > match.start():
                    return match.start(), match.end()
        return None


@dataclass(frozen=True, slots=True)
class ScreeningRules:
    """What is done (``acts``, by category), attacks and cries for help, and what to answer."""

    acts: Mapping[str, PatternSet]
    signs: Mapping[str, PatternSet]
    reasons: Mapping[str, str]


@functools.cache
def rules() -> ScreeningRules:
    """The bundled screening rules."""
    acts = _Categories.model_validate(_yaml("screening.yaml"))
    compiler = PatternCompiler(acts.lexicon)

    def compiled(groups: Mapping[str, Iterable[str]]) -> dict[str, PatternSet]:
        return {
            name: PatternSet(tuple(compiler.compile(source) for source in sources))
            for name, sources in groups.items()
        }

    return ScreeningRules(
        acts=compiled(acts.categories),
        signs=compiled(_yaml("attacks.yaml")),
        reasons=_yaml("reasons.yaml"),
    )


def reason_of(category: str) -> str:
    """What is said to an asker who is refused, or handed to a person, for this category."""
    return rules().reasons[category]


def _yaml(name: str) -> Any:
    source = resources.files("agents.guardrails.screening").joinpath(name)
    return yaml.safe_load(source.read_text(encoding="utf-8"))
