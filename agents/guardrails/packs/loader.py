"""Reading rule packs from YAML, merging a bank's own over the bundled one."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml
from pydantic import ValidationError

from agents.guardrails.language.vocabulary import Vocabulary
from agents.guardrails.normalisation.phrases import PhraseBook
from agents.guardrails.packs.literals import Words
from agents.guardrails.packs.patterns import Pattern, PatternCompiler, PatternError, fold_word
from agents.guardrails.packs.schema import SCHEMA, PackFile, PatternEntry, Rule
from home.errors import BadInput

BUNDLED = "cn-2026.yaml"


@dataclass(frozen=True, slots=True)
class CompiledEntry:
    """A pattern entry of a rule, ready to run.

    ``match`` pairs each pattern with the numbers of the word sets that a sentence must hold.
    """

    rule: Rule
    entry: PatternEntry
    match: tuple[tuple[frozenset[int], Pattern], ...]
    unless: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack that is whole: every pattern compiled, every detector known."""

    name: str
    version: str
    rules: tuple[Rule, ...]
    entries: tuple[CompiledEntry, ...]
    vocabulary: Vocabulary
    phrases: PhraseBook

    @property
    def label(self) -> str:
        """Name and version, as kept beside a verdict."""
        return f"{self.name}@{self.version}"

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id (``KeyError`` if there is none)."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


class WordSets:
    """Numbers the word sets that patterns need, so that one trie finds them all."""

    def __init__(self) -> None:
        self._numbers: dict[Words, int] = {}

    def numbers(self, needs: Iterable[Words]) -> frozenset[int]:
        """The number of each set, new ones added."""
        return frozenset(self._numbers.setdefault(words, len(self._numbers)) for words in needs)

    def vocabulary(self) -> Vocabulary:
        """The trie of all sets."""
        return Vocabulary({number: words for words, number in self._numbers.items()})


@functools.cache
def bundled() -> Pack:
    """The pack that ships with the package."""
    return load()


def load(*overlays: Path, detectors: Iterable[str] | None = None) -> Pack:
    """The bundled pack with each overlay's rules added, or put in place of those of the same id.

    Args:
        overlays: YAML files of the same shape; ``enabled: false`` switches a rule off.
        detectors: the names that packs may use; the implemented ones if not given.

    Raises:
        BadInput: a file cannot be read, a rule is malformed, a pattern does not compile or a
            detector does not exist; names file, rule and field.
    """
    folder = resources.files("agents.guardrails.packs")
    files = [*_read_all(folder, BUNDLED), *(_read(path, str(path)) for path in overlays)]
    lexicon: dict[str, tuple[str, ...]] = {}
    rules: dict[str, tuple[Rule, str]] = {}
    for name, file in files:
        lexicon.update(file.lexicon)
        for rule in file.rules:
            rules[rule.id] = (rule, name)
    compiler = PatternCompiler(lexicon)
    word_sets = WordSets()
    entries = [
        _compiled(compiler, word_sets, rule, entry, name)
        for rule, name in rules.values()
        if rule.enabled
        for entry in rule.patterns
    ]
    _refuse_unknown_detectors(rules.values(), detectors)
    enabled = tuple(rule for rule, _ in rules.values() if rule.enabled)
    phrases = PhraseBook(
        (fold_word(phrase) for rule in enabled for phrase in rule.seen_through),
        spelled_only=[fold_word(cue) for _, file in files for cue in file.cues],
    )
    return Pack(
        name=next(file.pack for _, file in reversed(files) if file.pack),
        version="+".join(file.version for _, file in files if file.version),
        rules=enabled,
        entries=tuple(entries),
        vocabulary=word_sets.vocabulary(),
        phrases=phrases,
    )


def _read_all(folder: Traversable, first: str) -> list[tuple[str, PackFile]]:
    head = _read(folder.joinpath(first), first)
    return [head, *(_read(folder.joinpath(part), part) for part in head[1].parts)]


def _read(source: Traversable | Path, name: str) -> tuple[str, PackFile]:
    try:
        raw = yaml.safe_load(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"rule pack {name} must be a readable file: {error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"rule pack {name} must be YAML: {error}") from error
    try:
        file = PackFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = _place(raw, first["loc"])
        raise BadInput(f"rule pack {name}: {where}: {first['msg']}") from error
    if file.schema_version != SCHEMA:
        raise BadInput(f"rule pack {name}: schema must be {SCHEMA}, got {file.schema_version}")
    return name, file


def _place(raw: object, location: tuple[int | str, ...]) -> str:
    """The path to a field, with the rule's id in place of its number where it has one."""
    parts = [str(part) for part in location]
    if isinstance(raw, dict) and len(location) > 1 and location[0] == "rules":
        rules = raw.get("rules")
        if isinstance(rules, list) and isinstance(location[1], int):
            rule = rules[location[1]]
            if isinstance(rule, dict) and "id" in rule:
                parts[:2] = [f"rule {rule['id']}"]
    return ".".join(parts) or "the file"


def _compiled(
    compiler: PatternCompiler, word_sets: "WordSets", rule: Rule, entry: PatternEntry, name: str
) -> CompiledEntry:
    try:
        return CompiledEntry(
            rule=rule,
            entry=entry,
            match=tuple(
                (word_sets.numbers(pattern.needs), pattern)
                for pattern in (compiler.compile(source) for source in entry.match)
            ),
            unless=tuple(compiler.compile(source) for source in entry.unless),
            needs=tuple(compiler.compile(source) for source in entry.needs),
        )
    except PatternError as error:
        raise BadInput(f"rule pack {name}: rule {rule.id}.patterns.{entry.id}: {error}") from error


def _refuse_unknown_detectors(
    rules: Iterable[tuple[Rule, str]], detectors: Iterable[str] | None
) -> None:
    from agents.guardrails.detectors import registry

    known = set(registry.names() if detectors is None else detectors)
    for rule, name in rules:
        for detector in rule.detectors:
            if detector.name not in known:
                raise BadInput(
                    f"rule pack {name}: rule {rule.id}.detectors: {detector.name!r} must be one of "
                    f"{', '.join(sorted(known))}"
                )
