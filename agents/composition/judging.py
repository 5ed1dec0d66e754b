"""Whether words may stand: rules, grounding of every figure, and no name that was not decided."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cached_property

from agents.composition.brief import Block, Brief, Rejected
from agents.composition.rewording import departures
from agents.composition.wording import flowing, set_out
from agents.guardrails import CheckResult, check
from agents.guardrails.context import CheckContext
from agents.guardrails.context import Fact as CheckFact
from agents.guardrails.grounding import bind
from agents.guardrails.grounding.facts import FactValue, fact_values
from prompts.messages import moment, say
from tools.facts import Fact

# How the tools' units are said to the binder; a unit that is not here goes without one.
UNITS = {
    "yuan": "元",
    "元": "元",
    "fraction": "fraction",
    "%": "fraction",
    "times": "倍",
    "days": "天",
    "天": "天",
    "age": "岁",
    "岁": "岁",
    "date": "date",
    "datetime": "date",
}
_LEVEL = re.compile(r"(?<![A-Za-z0-9])[RC][1-5](?![0-9])")
_QUOTED = re.compile(r"[“「《]([^”」》]{2,40})[”」》]")
_ADDRESSED = re.compile(r"[一-鿿]{1,2}(?:先生|女士|小姐|老师|阿姨|经理)")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"[，。；、！？,;!?\s]+")
_MOSTLY_CHINESE = 0.5
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("「", "」"))
_FORMS = (set_out, flowing)
"""How an answer may set out what it repeats."""
_DECIDED = re.compile("姓名|产品")
"""Labels of names that the decision core decided, or whose owner it decided on."""


_AT_WORK = frozenset({"G16"})
"""Rules that hold for an answer to staff too: personal data. The others are about what goes out to
customers; a text for them is a message, and judged as one."""


@dataclass(frozen=True)
class Judged:
    """The verdict on one block: the rules' result, and how many figures rest on a fact.

    ``objections`` are the stretches of the block that may not stand.
    """

    result: CheckResult
    bound: int
    figures: int
    objections: tuple[tuple[int, int], ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the block may be released."""
        return self.result.allowed and self.bound == self.figures


@dataclass(frozen=True)
class Grounds:
    """What the figures of a brief may rest on, read once for all its blocks."""

    facts: tuple[CheckFact, ...]

    @cached_property
    def values(self) -> tuple[FactValue, ...]:
        """The values that the facts carry."""
        return fact_values(self.facts)


def evidence_of(brief: Brief) -> Grounds:
    """Everything that a figure may rest on: facts, passages, and the asker's own words."""
    facts = [_fact(fact) for fact in brief.facts]
    facts += [CheckFact(id="quoted", value=quoted) for quoted in brief.quoted]
    facts += [
        CheckFact(id=f"passage.{number}", value=f"{passage.title} {passage.text}")
        for number, passage in enumerate(brief.passages)
    ]
    facts += [
        CheckFact(id=f"said.{number}", value=said)
        for number, said in enumerate(dict.fromkeys(_said(brief.results)))
    ]
    # The sentence of an outcome is the catalogue's own (a hotline in it has that owner).
    facts.append(CheckFact(id="outcome", value=brief.say))
    return Grounds((*facts, CheckFact(id="question", value=brief.question)))


def _said(value: object) -> Iterator[str]:
    """Sentences with figures, and moments as they are written, anywhere in typed results."""
    if isinstance(value, str):
        if any(character.isdigit() for character in value):
            yield value
    elif isinstance(value, datetime):
        yield moment(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _said(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _said(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _said(part)


def judge(block: Block, brief: Brief, evidence: Grounds | None = None) -> Judged:
    """The whole block, as it would be read.

    ``evidence`` is the brief's, for who judges several blocks of one brief.
    """
    evidence = evidence or evidence_of(brief)
    is_message = block.kind == "message"
    context = brief.context if is_message else CheckContext(audience=_audience(brief))
    if not is_message:
        context = context.model_copy(update={"date": brief.context.on})
    words = block.text if is_message else _own_words(block.text, brief)
    # What was learned from sentences by anyone judges free words; the templates' own were read by
    # people, and a wrong guess would hide an answer.
    outbound = is_message or block.outbound
    at_work = not outbound and _audience(brief) == "staff"
    result = check(
        words,
        context,
        learned=block.origin != "template",
        only=_AT_WORK if at_work else None,
        plain=at_work and block.origin == "template",
    )
    bindings = bind(block.text, evidence.facts, values=evidence.values).bindings
    quoted = _quoted_spans(block.text, brief)
    # What stands there letter by letter needs no reading of what its figures are about.
    loose = [
        one
        for one in bindings
        if not one.ok and not any(a <= one.start and one.end <= b for a, b in quoted)
    ]
    blocking = [one.span for one in result.findings if one.verdict.blocks]
    blocking += [(one.start, one.end) for one in loose]
    return Judged(result, len(bindings) - len(loose), len(bindings), tuple(blocking))


def _quoted_spans(text: str, brief: Brief) -> list[tuple[int, int]]:
    """Where the answer repeats a passage whole."""
    lines = {form(passage.text) for passage in brief.passages for form in _FORMS}
    return [found.span() for line in lines if line for found in re.finditer(re.escape(line), text)]


def _own_words(text: str, brief: Brief) -> str:
    """The answer without what it quotes: a source's words, or the text that was to be judged.

    As long as the answer, so that places in it are places in the answer.
    """
    for quoted in (*brief.quoted, *(passage.text for passage in brief.passages)):
        for line in {form(quoted) for form in _FORMS}:
            text = text.replace(line, "…" * len(line)) if line else text
    return text


def unfit(text: str, block: Block, brief: Brief, shelf_names: Iterable[str]) -> tuple[str, ...]:
    """Why a sentence of the text model may not stand; empty where it may."""
    found = check(text, _sentence_context(brief)).findings
    if block.kind != "message" and _audience(brief) == "staff":
        # Learned from sentences to customers: at work, 排在最前面的 is no superlative.
        found = tuple(one for one in found if one.by != "detector:learned")
    reasons = [finding.message for finding in found]
    # A text model rewords what the template said there: that, and what it was shown, is all that
    # it may state. Another fact of the brief would be true of something else.
    shown = [block.instead, brief.question]
    shown += [f"{passage.title} {passage.text}" for passage in brief.passages]
    evidence = [CheckFact(id=f"shown.{number}", value=one) for number, one in enumerate(shown)]
    for binding in bind(text, evidence).unsupported:
        reasons.append(say("judging.unbound", figure=binding.text))
    known = " ".join(shown)
    for name in {name for name in shelf_names if name in text and name not in known}:
        reasons.append(say("judging.other_product", name=name))
    for pattern, key in ((_LEVEL, "level"), (_QUOTED, "quoted"), (_ADDRESSED, "addressed")):
        for match in pattern.finditer(text):
            said = match.group(match.lastindex or 0)
            if said not in known:
                reasons.append(say(f"judging.{key}", said=said))
    reasons += departures(text, block.instead)
    chinese = sum("一" <= character <= "鿿" for character in text)
    unpaired = any(text.count(first) != text.count(last) for first, last in _PAIRS)
    if chinese < len(text) * _MOSTLY_CHINESE or unpaired:
        reasons.append(say("judging.language"))
    return tuple(dict.fromkeys(reasons))


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, as they are judged."""
    return tuple(one for match in _SENTENCE.finditer(text) if (one := match.group().strip()))


def sift(
    block: Block, brief: Brief, shelf_names: Iterable[str]
) -> tuple[str, tuple[Rejected, ...]]:
    """The sentences that may stand, joined, and those that may not.

    Nothing stands where what is left does not name what the template named: whoever and whatever
    was decided must be said.
    """
    names = frozenset(shelf_names)
    kept: list[str] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for sentence in sentences_of(block.text):
        reasons = objections(sentence, seen, block, brief, names)
        if not reasons:
            kept.append(sentence)
        elif sentence not in {one.text for one in rejected}:
            rejected.append(Rejected(sentence, reasons, "llm"))
        seen.add(sentence)
    text = "".join(kept)
    named = _named_in(block.instead, brief)
    unsaid = [name for name in named if name not in text]
    if not named:
        unsaid = _nothing_of(block.instead, text)
    if kept and unsaid:
        reason = say("judging.unsaid", names="、".join(unsaid))
        return "", (*rejected, Rejected(text, (reason,), "llm"))
    return text, tuple(rejected)


def objections(
    sentence: str, seen: Iterable[str], block: Block, brief: Brief, names: Iterable[str]
) -> tuple[str, ...]:
    """Why a sentence may not stand behind those that were ``seen``; empty where it may."""
    if sentence in seen or _stutters(sentence):
        return (say("judging.repeated"),)
    return unfit(sentence, block, brief, names)


def _stutters(sentence: str) -> bool:
    """Whether a clause comes three times: a small model that repeats itself."""
    clauses = [clause for clause in _CLAUSE.split(sentence) if len(clause) > 1]
    return any(clauses.count(clause) > 2 for clause in clauses)


def _nothing_of(instead: str, text: str) -> list[str]:
    """A figure of the template's words, where none of them is said: then nothing of it was."""
    figures = [binding.text for binding in bind(instead, []).bindings]
    return [] if not figures or any(figure in text for figure in figures) else figures[:1]


def _named_in(text: str, brief: Brief) -> list[str]:
    """The customers and products of the brief that a text names, shorter within longer left out."""
    decided = [f for f in brief.facts if f.unit == "name" and _DECIDED.search(f.label)]
    names = {str(fact.value) for fact in decided}
    said = [name for name in names if len(name) > 1 and name in text]
    return sorted(n for n in said if not any(n != other and n in other for other in said))


def _fact(fact: Fact) -> CheckFact:
    value = fact.value
    if fact.unit not in UNITS and isinstance(value, str):
        return CheckFact(id=fact.id, value=value)
    return CheckFact(id=fact.id, value=value, unit=UNITS.get(fact.unit))


def _audience(brief: Brief) -> str:
    return "customer" if brief.audience == "customer" else "staff"


def _sentence_context(brief: Brief) -> CheckContext:
    return brief.context.model_copy(update={"complete": False, "facts": None})
