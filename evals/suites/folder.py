"""A strange folder of documents, dropped in with one command: is it answered from at once?

Two folders of invented banks, each written with its questions by somebody who saw nothing of the
system (Chinese and English, md, txt and html; the questions in other words than the documents).
``first`` was worked on. ``second``, farther from the documents' words and in part in dialect, was
scored first; then half of its answers were read once, and what was changed after that is how
little relevance a doubtful question asks, and sentences that the screen wrongly refused. Kinds: one
question, one in the other language, two in one, and none that the folder answers. ``third`` says of
its questions only which documents answer them; half of what it found first was read, and the margin
between languages set with that half (`knowledge.search.languages`). ``fourth`` (with a correction,
near duplicates, and a page that tries to instruct) was written by somebody who had read the code,
the questions before any was asked; the answers of every other one were read.
"""

import json
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from agents.answering import Answering
from agents.threads import open_threads
from evals.score import Score
from evals.suites.answers import NOT_HERE, some_customer
from knowledge.library import KnowledgeBase
from prompts.messages import say
from tools.access import parse
from tools.toolbox import Toolbox

FOLDERS = ("first", "second", "third", "fourth")
ASKERS = {"rm": "rm:M001"}
NONE = "none"
_OWN = ("knowledge", "ledger.db", "threads.db", "writer.lock")
"""What of a home is another one's: the rest is only read, and shared."""


@dataclass(frozen=True)
class Question:
    """What is asked, the documents that answer it, and what a good answer says: one of the
    alternatives of each part.
    """

    id: str
    kind: str
    query: str
    relevant: tuple[str, ...]
    gold: tuple[tuple[str, ...], ...]
    persona: str = "rm"

    def answered(self, text: str) -> bool:
        """Whether ``text`` says it."""
        said = _plain(text)
        return all(any(_plain(one) in said for one in part) for part in self.gold)


def run(parts: Any) -> Iterator[Score]:
    """Per folder and kind: the document found first, the passage that answers, and answers."""
    for name in FOLDERS:
        if not _file(name, "documents").is_file():
            continue
        with tempfile.TemporaryDirectory() as temporary:
            folder, home = Path(temporary) / "folder", Path(temporary) / "home"
            _lay_out(name, folder)
            home.mkdir()
            KnowledgeBase(home).ingest([folder], collection="bank")
            asked = list(_questions(name))
            yield from _found(name, KnowledgeBase(home), asked)
            yield from _answered(name, parts, home, asked)


def _found(name: str, base: KnowledgeBase, questions: list[Question]) -> Iterator[Score]:
    first, passage = defaultdict(list), defaultdict(list)
    for one in questions:
        if one.kind == NONE:
            continue
        hits = base.search(one.query, 5)
        at_top = bool(hits) and hits[0].document.endswith(one.relevant)
        first[one.kind].append(at_top)
        if one.gold:
            passage[one.kind].append(bool(hits) and one.answered(hits[0].passage))
    for what, scored in (("document found first", first), ("answer in first passage", passage)):
        for kind, right in scored.items():
            yield Score(f"{what} ({name}, {kind})", sum(right) / len(right), len(right))


def _answered(name: str, parts: Any, home: Path, questions: list[Question]) -> Iterator[Score]:
    questions = [one for one in questions if one.gold or one.kind == NONE]
    kinds = list(dict.fromkeys(one.kind for one in questions))
    if parts is None or not parts.demo:
        for kind in kinds:
            yield Score(f"answered ({name}, {kind})", None, 0, NOT_HERE)
        return
    for entry in Path(parts.settings.home).iterdir():
        if not entry.name.startswith(_OWN):
            (home / entry.name).symlink_to(entry.resolve())
    right, missed = defaultdict(list), defaultdict(list)
    customer = f"customer:{some_customer(parts)}"
    with closing(Toolbox(home, parts.toolbox.clock)) as toolbox, open_threads(home) as threads:
        there = Answering(toolbox, threads)
        for one in questions:
            answer = there.ask(parse(ASKERS.get(one.persona, customer)), one.query, one.id)
            good = _said_nothing(answer) if one.kind == NONE else one.answered(answer.answer)
            right[one.kind].append(good)
            if not good:
                missed[one.kind].append(one.id)
    for kind in kinds:
        said = right[kind]
        wrong = " ".join(missed[kind])
        yield Score(f"answered ({name}, {kind})", sum(said) / len(said), len(said), wrong)


def _said_nothing(answer: Any) -> bool:
    """Whether no document was quoted in answer to what none answers, or as the nearest only."""
    return not answer.citations or _with_reservation(answer)


def _with_reservation(answer: Any) -> bool:
    said: str = answer.answer
    return say("news.nearest", title="").rstrip("《》") in said


def _lay_out(name: str, folder: Path) -> None:
    for line in _lines(_file(name, "documents")):
        path = folder / line["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(line["text"], encoding="utf-8")


def _questions(name: str) -> Iterator[Question]:
    for line in _lines(_file(name, "questions")):
        gold = tuple(tuple(part) for part in line.pop("gold"))
        yield Question(gold=gold, **line | {"relevant": tuple(line["relevant"])})


def _file(name: str, what: str) -> Any:
    return resources.files("evals").joinpath(f"cases/folders/{name}_{what}.jsonl")


def _lines(file: Any) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def _plain(text: str) -> str:
    return re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text).lower())
