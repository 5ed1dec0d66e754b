"""Prompts as files: one ``prompts/<name>.md`` each, with a front matter."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from jinja2 import Environment, StrictUndefined
from pydantic import BaseModel, ConfigDict, ValidationError


class FrontMatter(BaseModel):
    """What stands above a prompt's text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int
    purpose: str
    inputs: tuple[str, ...]
    output: str


@dataclass(frozen=True)
class Prompt:
    """A prompt: its front matter, its messages (Jinja), and the hash that traces carry."""

    front: FrontMatter
    system: str
    user: str
    examples: tuple[tuple[str, str], ...]
    hash: str

    def messages(self, **inputs: object) -> list[tuple[str, str]]:
        """(role, text) pairs: system, then each example as user and assistant, then the request.

        Raises:
            ValueError: ``inputs`` are not exactly those that the front matter names.
        """
        if set(inputs) != set(self.front.inputs):
            raise ValueError(
                f"prompt {self.front.name} must get the inputs {sorted(self.front.inputs)}, "
                f"got {sorted(inputs)}"
            )
        environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)
        render = environment.from_string
        shown = [
            pair
            for user, assistant in self.examples
            for pair in (("user", user), ("assistant", assistant))
        ]
        return [
            ("system", render(self.system).render(**inputs).strip()),
            *shown,
            ("user", render(self.user).render(**inputs).strip()),
        ]


@cache
def load(name: str) -> Prompt:
    """The prompt ``prompts/<name>.md``.

    Its text has the sections ``# System``, any number of ``# Example`` followed by ``# Reply``,
    and ``# Request``.

    Raises:
        FileNotFoundError: there is no such prompt.
        ValueError: the file has no valid front matter or lacks a section; names the file.
    """
    text = resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    try:
        _, head, body = text.split("---\n", 2)
        front = FrontMatter.model_validate(yaml.safe_load(head))
    except (ValueError, ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"prompts/{name}.md must begin with a front matter: {error}") from error
    sections = _sections(body)
    titles = [title for title, _ in sections]
    pairs = (len(titles) - 2) // 2
    if titles != ["System", *["Example", "Reply"] * pairs, "Request"]:
        raise ValueError(
            f"prompts/{name}.md must have the sections System, (Example, Reply)*, Request, "
            f"got {titles}"
        )
    texts = [part for _, part in sections]
    return Prompt(
        front=front,
        system=texts[0],
        user=texts[-1],
        examples=tuple(zip(texts[1:-1:2], texts[2:-1:2], strict=True)),
        hash=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _sections(body: str) -> list[tuple[str, str]]:
    sections: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("# "):
            sections.append((line[2:].strip(), []))
        elif sections:
            sections[-1][1].append(line)
    return [(title, "\n".join(lines).strip()) for title, lines in sections]
