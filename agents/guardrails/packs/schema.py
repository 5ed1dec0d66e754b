"""The shape of a rule pack, and what makes one broken."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.guardrails.language.stance import Stance
from agents.guardrails.verdicts import Verdict

SCHEMA = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a rule comes from, and whether its text was read, reported or is merely known."""

    law: str = Field(min_length=2)
    article: str
    effective: date
    state: Literal["read", "reported", "known", "policy"]
    note: str = ""
    topics: tuple[str, ...] = ()
    """Cited first where the text is about one of these."""


class Scope(_Strict):
    """When a rule or pattern applies; an empty list means anywhere.

    ``topics`` are what the stretch itself is about (``language.topics``), which the product of the
    context answers where the text does not say.
    """

    topics: tuple[str, ...] = ()
    except_topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    speakers: tuple[Literal["ai", "human"], ...] = ()
    audiences: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class PatternEntry(_Strict):
    """Patterns that mean the same thing, with what excuses them."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    match: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    """Not where one of these is found in the sentence."""
    needs: tuple[str, ...] = ()
    """Only where one of these is found in the sentence."""
    excused: tuple[Stance, ...] = (
        Stance.NEGATED,
        Stance.WARNED,
        Stance.DOUBTED,
        Stance.ASKED,
        Stance.WISHED,
        Stance.DEFINED,
    )
    scope: Scope = Scope()
    verdict: Verdict | None = None
    message: str = ""
    suggestion: str = ""


class DetectorEntry(_Strict):
    """A detector implemented in code, with what the pack wants of it."""

    name: str
    verdict: Verdict | None = None
    message: str = ""
    suggestion: str = ""
    scope: Scope = Scope()
    options: dict[str, str | int | float | bool | tuple[str, ...]] = {}


class Rule(_Strict):
    """One rule: its sources, when it applies, how it is found, and what is said of it."""

    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
    title: str = Field(min_length=4)
    sources: tuple[Source, ...] = Field(min_length=1)
    scope: Scope = Scope()
    verdict: Verdict
    message: str = Field(min_length=4)
    suggestion: str = Field(min_length=4)
    seen_through: tuple[str, ...] = ()
    """Phrases that are found in any disguise."""
    patterns: tuple[PatternEntry, ...] = ()
    detectors: tuple[DetectorEntry, ...] = ()
    enabled: bool = True

    @model_validator(mode="after")
    def _finds_something(self) -> Self:
        if self.enabled and not self.patterns and not self.detectors:
            raise ValueError("must have patterns or detectors, or enabled: false")
        names = [entry.id for entry in self.patterns]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"pattern ids must differ, got {repeated} more than once")
        return self


class PackFile(_Strict):
    """One file of a pack; the first also carries its name and version."""

    pack: str = ""
    version: str = ""
    schema_version: int = Field(default=SCHEMA, alias="schema")
    parts: tuple[str, ...] = ()
    """Further files of the same pack, beside this one."""
    lexicon: dict[str, tuple[str, ...]] = {}
    cues: tuple[str, ...] = ()
    """Words that deny or warn; read in pinyin too, so that a denial is not missed."""
    rules: tuple[Rule, ...] = ()
