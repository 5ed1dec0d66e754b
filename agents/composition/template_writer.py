"""The template writer: words any brief without a language model.

``prompts/answers/<purpose>.jinja`` has the blocks ``lead``, ``body`` and ``closing``; a block that
renders to nothing is left out.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from agents.composition import wording
from agents.composition.brief import Block, Brief
from prompts.messages import say

_KINDS = ("lead", "body", "closing")


def write(brief: Brief) -> tuple[Block, ...]:
    """Word the brief."""
    template = _environment().get_template(f"{brief.purpose}.jinja")
    context = template.new_context(
        {**brief.results, "brief": brief, "passages": brief.passages, "audience": brief.audience}
    )
    blocks = []
    for kind in _KINDS:
        render = template.blocks.get(kind)
        text = _tidy("".join(render(context))) if render else ""
        if text:
            blocks.append(Block(kind, text))  # type: ignore[arg-type]
    return tuple(blocks)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("prompts", "answers"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": wording.money,
        "percent": wording.percent,
        "points": wording.points,
        "rate": wording.rate,
        "day": wording.day,
        "month": wording.month,
        "short_day": wording.short_day,
        "moment": wording.moment,
        "term": wording.term,
        "named": _named,
        "flowing": wording.flowing,
        "set_out": wording.set_out,
        "times": _times,
        "figure": wording.number,
    }
    environment.tests["has"] = _has
    environment.globals |= {"say": say, "honorific": wording.honorific, "joined": _joined}
    return environment


def _named(code: str | None) -> str:
    """The Chinese name of a code: wealth -> 理财, R2 -> R2（中低风险）."""
    return "—" if code is None else say(f"names.{code}")


def _times(multiple: float) -> str:
    # Two digits that count: 0.83倍 says more than 0.8倍, and 0.063倍 rests on its figure.
    digits = 1 if multiple >= 1 else 2 if multiple >= 0.1 else 3
    return f"{multiple:.{digits}f}倍"


def _has(text: str, word: str) -> bool:
    return word in text


def _joined(parts: Sequence[Any], separator: str = "；") -> str:
    return separator.join(str(part).rstrip("。；") for part in parts if part)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    following = [*lines[1:], ""][: len(lines)]
    return "\n".join(line for line, after in zip(lines, following, strict=True) if line or after)
