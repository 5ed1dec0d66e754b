"""Masking with placeholders that a model can carry and that are put back afterwards."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from agents.guardrails.personal_data.finding import Kind, find

PLACEHOLDER = re.compile(r"〔(?:身份证|银行卡|手机|邮箱|地址)\d+(?:\.\d+)?〕")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its personal data, and what each placeholder stands for."""

    text: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def mask(
    text: str, known: Mapping[str, str] | None = None, kinds: Iterable[Kind] = tuple(Kind)
) -> Masked:
    """``text`` with each piece of personal data of ``kinds`` replaced by a placeholder.

    The same number always gets the same placeholder; the same number in another spelling gets one
    that shows it (〔手机1〕, 〔手机1.2〕), so that ``unmask`` gives back every character. ``known`` are
    the placeholders of earlier texts of the same conversation, which are used again.
    """
    wanted = set(kinds)
    values: dict[str, str] = dict(known or {})
    spellings = {spelling: placeholder for placeholder, spelling in values.items()}
    taken = set(values) | set(PLACEHOLDER.findall(text))
    out: list[str] = []
    at = 0
    for datum in find(text):
        if datum.kind not in wanted:
            continue
        placeholder = spellings.get(datum.text)
        if placeholder is None:
            placeholder = _new(datum.kind, datum.value, values, taken)
            values[placeholder] = datum.text
            spellings[datum.text] = placeholder
            taken.add(placeholder)
        out.extend((text[at : datum.start], placeholder))
        at = datum.end
    out.append(text[at:])
    return Masked("".join(out), MappingProxyType(values))


def _new(kind: Kind, value: str, values: Mapping[str, str], taken: set[str]) -> str:
    for placeholder, spelling in values.items():
        same_kind = placeholder.startswith(f"〔{kind.value}")
        if same_kind and any(datum.value == value for datum in find(spelling)):
            stem = placeholder.rstrip("〕").split(".")[0]
            return _free(lambda number: f"{stem}.{number}〕", 2, taken)
    return _free(lambda number: f"〔{kind.value}{number}〕", 1, taken)


def _free(make: Callable[[int], str], first: int, taken: set[str]) -> str:
    number = first
    while make(number) in taken:
        number += 1
    return make(number)


def unmask(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every known placeholder replaced by what it stands for."""
    return PLACEHOLDER.sub(lambda match: values.get(match.group(), match.group()), text)
