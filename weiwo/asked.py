"""Answers to others' questions, for somebody to judge: ``python -m weiwo.asked second ANSWERS.md``.

The questions (``evals/cases/asked/``) were written by people who saw the design and nothing of the
code, each with what a good answer holds. It asks over ``WEIWO_HOME``, a demo home, with a ledger
and conversations of its own; nothing of the home is changed. A judge gives 2, 1 or 0 to each.
"""

import json
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from home.errors import BadInput
from tools.access import parse
from weiwo.assembly import assemble_aside
from weiwo.settings import Settings

SETS = ("first", "second", "third")


def questions(name: str) -> Iterator[dict[str, str]]:
    """The questions of one set: ``id``, ``who``, ``thread``, ``text``, ``wanted``.

    Raises:
        BadInput: there is no such set; names those that there are.
    """
    if name not in SETS:
        raise BadInput(f"a set must be one of {', '.join(SETS)}, got {name!r}")
    file = resources.files("evals").joinpath(f"cases/asked/{name}.jsonl")
    for line in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def written(parts: Any, asked: Iterator[dict[str, str]]) -> Iterator[str]:
    """Each question with what was wanted and the answer that it got."""
    for one in asked:
        answer = parts.ask(parse(one["who"]), one["text"], one["thread"])
        told = f"## {one['id']} {one['thread']} {one['who']} [{answer.intent}]"
        yield f"{told}\nQ: {one['text']}\nWANTED: {one['wanted']}\nA:\n{answer.answer}\n"


def main(arguments: list[str]) -> None:
    """Ask every question of a set and write the answers to a file.

    Raises:
        BadInput: not a set and a file, or no demo home.
    """
    if len(arguments) != 2:
        raise BadInput(f"give a set and a file to write to, got {len(arguments)} arguments")
    asked = questions(arguments[0])
    with assemble_aside(Settings()) as parts:
        if parts is None or not parts.demo:
            raise BadInput("WEIWO_HOME must be a demo home: run weiwo demo")
        text = "\n".join(written(parts, asked))
    Path(arguments[1]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
