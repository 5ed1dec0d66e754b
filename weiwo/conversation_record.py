"""Writes docs/conversations/: ``python -m weiwo.conversation_record docs/conversations``.

It asks over ``WEIWO_HOME``, a demo home, and leaves the opt-outs and reports of the conversations
in it: give it a copy.
"""

import sys
import uuid
from pathlib import Path

from evals.conversations import conversations, held, written
from home.errors import BadInput
from weiwo.assembly import assemble
from weiwo.settings import Settings

_HEAD = """# {title}

Written by `python -m weiwo.conversation_record docs/conversations` from the running system, over a
fresh demo home and without a language model; nothing was edited but the judgements
(`evals/cases/conversations.yaml`). Long answers are cut in the middle.

"""
_TITLES = {
    "rm": "A relationship manager asks",
    "manager": "A branch manager asks",
    "marketer": "A marketer asks",
    "compliance": "A compliance officer asks",
    "customer": "Customers ask",
}


def main(arguments: list[str]) -> None:
    """Hold every conversation and write a file for each kind of asker."""
    if len(arguments) != 1:
        raise BadInput(f"give one folder to write to, got {len(arguments)} arguments")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    run = uuid.uuid4().hex[:6]
    told: dict[str, list[str]] = {}
    with assemble(Settings()) as parts:
        if not parts.demo:
            raise BadInput(f"WEIWO_HOME must be a demo home, got {parts.settings.home}")
        for one in conversations():
            turns = list(held(parts, one, run))
            told.setdefault(one.who.split(":")[0], []).append(written(one, turns))
            print(f"{one.name}: {len(turns)} turns", file=sys.stderr)
    for role, texts in told.items():
        text = _HEAD.format(title=_TITLES[role]) + "\n".join(texts)
        (folder / f"{role}.md").write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
