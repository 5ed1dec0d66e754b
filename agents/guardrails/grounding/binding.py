"""Binding: each figure of a text to the fact that carries it, or to none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.guardrails.context import Fact
from agents.guardrails.grounding.facts import (
    DOWN,
    UP,
    FactValue,
    agrees,
    comparable,
    fact_values,
    folded,
)
from agents.guardrails.grounding.figures import Figure, Kind, read_figures
from agents.guardrails.grounding.references import reference_of
from agents.guardrails.normalisation import fold


@dataclass(frozen=True, slots=True)
class Binding:
    """One figure and what it rests on.

    ``status`` is ``bound`` (to ``fact``), ``reference`` (no claim), ``unbound`` (no fact of its
    kind) or ``contradicted`` (a fact of its kind says otherwise); ``nearest`` shows the closest
    fact. Offsets are into the text as given to ``bind``.
    """

    start: int
    end: int
    text: str
    kind: Kind
    fact: str | None
    status: str
    reason: str = ""
    nearest: str = ""

    @property
    def ok(self) -> bool:
        """Whether the figure may stand."""
        return self.status in {"bound", "reference"}


@dataclass(frozen=True, slots=True)
class GroundingResult:
    """Every figure of a text with its binding, in order."""

    bindings: tuple[Binding, ...]

    @property
    def ok(self) -> bool:
        """Whether every figure rests on a fact."""
        return all(binding.ok for binding in self.bindings)

    @property
    def unsupported(self) -> tuple[Binding, ...]:
        """The figures that rest on nothing, or against a fact."""
        return tuple(binding for binding in self.bindings if not binding.ok)


def bind(
    text: str,
    facts: Sequence[Fact],
    product_name: str | None = None,
    values: Sequence[FactValue] | None = None,
) -> GroundingResult:
    """Bind every figure of ``text`` to one of ``facts``.

    Args:
        text: any text; positions in the result are offsets into it.
        facts: what may be stated; a value in words may carry several figures.
        product_name: figures inside this name are no claims.
        values: ``fact_values(facts)``, for who binds several texts to the same facts.
    """
    mapped = fold(text)
    bindings = []
    figures = read_figures(mapped.text)
    for binding in bind_figures(mapped.text, figures, facts, product_name, values):
        start, end = mapped.span(binding.start, binding.end)
        bindings.append(replace(binding, start=start, end=end, text=text[start:end]))
    return GroundingResult(tuple(bindings))


def bind_figures(
    text: str,
    figures: Iterable[Figure],
    facts: Sequence[Fact],
    product_name: str | None = None,
    values: Sequence[FactValue] | None = None,
) -> Iterator[Binding]:
    """The bindings of ``figures``, which were read from the folded ``text``."""
    figures = tuple(figures)
    if not figures:
        return
    values = fact_values(facts) if values is None else values
    named = list(_named_stretches(text, facts, product_name))
    for figure in figures:
        owner = next(
            (one for one in named if one[0] <= figure.start and figure.end <= one[1]), None
        )
        if owner is not None:
            yield _binding(figure, "bound" if owner[2] else "reference", owner[2] or None)
            continue
        if reference_of(text, figure):
            yield _binding(figure, "reference", None)
            continue
        yield _bound(text, figure, values)


def is_bound(figure: Figure, facts: Sequence[Fact]) -> bool:
    """Whether some fact carries the figure, direction left aside."""
    return any(agrees(figure, value) for value in fact_values(facts))


def _named_stretches(
    text: str, facts: Sequence[Fact], product_name: str | None
) -> Iterator[tuple[int, int, str]]:
    """Where a fact in words, or the product's name, stands verbatim in the text."""
    names = [(fold(product_name).text, "")] if product_name else []
    names += [
        (folded(fact.value), fact.id)
        for fact in facts
        if isinstance(fact.value, str) and len(fact.value) >= 2
    ]
    for name, owner in names:
        at = text.find(name) if name.strip() else -1
        while at >= 0:
            yield at, at + len(name), owner
            at = text.find(name, at + 1)


def _bound(text: str, figure: Figure, values: Sequence[FactValue]) -> Binding:
    said = _direction(text, figure)
    opposed: FactValue | None = None
    for value in values:
        if not agrees(figure, value):
            continue
        if _directions_agree(said, value):
            return _binding(figure, "bound", value.fact.id)
        opposed = value
    if opposed is not None:
        return _binding(
            figure, "contradicted", None, f"“{figure.text}”的方向与事实不符，", opposed.shown
        )
    same = [value for value in values if comparable(figure, value)]
    nearest = min(same, key=lambda one: _distance(figure, one), default=None)
    if nearest is not None and nearest.kind is not None:
        return _binding(figure, "contradicted", None, f"“{figure.text}”与事实不符，", nearest.shown)
    return _binding(
        figure, "unbound", None, f"“{figure.text}”没有依据，", nearest.shown if nearest else ""
    )


def _binding(
    figure: Figure, status: str, fact: str | None, reason: str = "", nearest: str = ""
) -> Binding:
    return Binding(
        figure.start, figure.end, figure.text, figure.kind, fact, status, reason, nearest
    )


def _distance(figure: Figure, fact: FactValue) -> float:
    if figure.kind is Kind.DATE:
        return sum(abs(a - b) for a, b in zip(figure.parts, fact.parts, strict=True) if a)
    scale = max(abs(figure.value), abs(fact.value), 1e-12)
    return abs(figure.value - fact.value) / scale


def _direction(text: str, figure: Figure) -> str:
    """up, down, plain (said without direction) or unknown, by the words next to the figure."""
    if figure.kind in {Kind.DATE, Kind.TIME, Kind.DURATION, Kind.RANK}:
        return "unknown"
    before = re.split(r"[,;:。!?\n、]", text[max(0, figure.start - 10) : figure.start])[-1]
    if re.search(r"(?:^|[^\d%])[-−负]$", before):
        return "down"
    ups = [match.end() for match in UP.finditer(before)]
    downs = [match.end() for match in DOWN.finditer(before)]
    if ups or downs:
        return "up" if max(ups, default=-1) > max(downs, default=-1) else "down"
    after = text[figure.end : figure.end + 5]
    if re.match(r"的?(?:涨幅|增幅|增长|升幅|盈利|正收益)", after):
        return "up"
    if re.match(r"的?(?:跌幅|降幅|下跌|下降|亏损|回撤|损失)", after):
        return "down"
    return "plain"


def _directions_agree(said: str, fact: FactValue) -> bool:
    if said == "unknown" or not fact.direction:
        return True
    if said == "plain":
        return fact.direction == "up"  # a loss may not be told without saying that it is one
    return said == fact.direction
