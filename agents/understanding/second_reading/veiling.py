"""A question without the people in it: names become placeholders that a model can carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents.guardrails.personal_data import mask
from agents.understanding.reading import Reading

_LONGEST = 400


@dataclass(frozen=True)
class Veiled:
    """Texts without names and personal data; ``values`` gives each placeholder's original."""

    texts: tuple[str, ...]
    values: Mapping[str, str]

    def unveiled(self, text: str) -> str:
        """``text`` with every placeholder replaced by what it stands for."""
        for placeholder, value in self.values.items():
            text = text.replace(placeholder, value)
        return text


def veil(readings: tuple[Reading, ...]) -> Veiled:
    """The texts of ``readings``, oldest first; the same name gets the same placeholder."""
    values: dict[str, str] = {}
    names: dict[str, str] = {}
    texts = []
    for reading in readings:
        text = _named(reading, names)[:_LONGEST]
        masked = mask(text, values)
        values.update(masked.values)
        texts.append(masked.text)
    return Veiled(tuple(texts), values | {placeholder: name for name, placeholder in names.items()})


def _named(reading: Reading, names: dict[str, str]) -> str:
    """The original text, each person's name replaced."""
    question = reading.entities.question
    text = question.original
    spans = sorted(((one.start, one.end) for one in reading.entities.people), reverse=True)
    for start, end in spans:
        name = question.written(start, end)
        placeholder = names.setdefault(name, f"〔姓名{len(names) + 1}〕")
        text = text[: question.starts[start]] + placeholder + text[question.ends[end - 1] :]
    return text
