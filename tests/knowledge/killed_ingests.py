"""Kills an ingest with SIGKILL at each of its steps on disk, and looks at what is left.

Run as a program, so that its children are forked from a process without threads:
``python -m tests.knowledge.killed_ingests FOLDER``. Prints how many steps there were.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from knowledge.library import KnowledgeBase
from tests.knowledge.conftest import HashedBigrams

_ON_DISK = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect")
OLD = {"a": "降准释放长期资金约一万亿元", "b": "金价创下历史新高"}
NEW = {"a": "更正后的正文：降准释放资金五千亿元", "c": "新能源汽车销量增长"}


def _child(work: Callable[[], object], die_at: int | None) -> int:
    """How many steps ``work`` takes; in a child that is killed before step ``die_at``."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        steps = 0

        def step(event: str, _: object) -> None:
            nonlocal steps
            if event in _ON_DISK:
                steps += 1
                if steps == die_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(step)
        work()
        os.write(writing, str(steps).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    told = os.read(reading, 100)
    os.close(reading)
    return int(told or 0)


def _file(folder: Path, name: str, texts: dict[str, str], gone: str = "") -> Path:
    lines = [f'{{"id": "{id_}", "text": "{text}"}}\n' for id_, text in texts.items()]
    lines += [f'{{"id": "{gone}", "deleted": true}}\n'] if gone else []
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _held(home: Path) -> dict[str, str]:
    """What a search finds, each document whole."""
    base = KnowledgeBase(home, model=HashedBigrams())
    hits = [hit for query in ("降准资金", "金价", "汽车") for hit in base.search(query, 10)]
    return {hit.document: base.document(hit.document).text for hit in hits}


def _ingest(home: Path, changes: Path) -> None:
    KnowledgeBase(home, model=HashedBigrams()).ingest([changes], lexical_now=True)


def main(folder: Path) -> int:
    """Returns how many steps an ingest has; raises where a kill left a mixture."""
    before, home = folder / "before", folder / "home"
    changes = _file(folder, "new.jsonl", NEW, gone="b")
    KnowledgeBase(before, model=HashedBigrams()).ingest(
        [_file(folder, "old.jsonl", OLD)], lexical_now=True
    )
    assert _held(before) == OLD
    steps, die_at = 1, 0
    while die_at < steps:
        die_at += 1
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(before, home)
        work = partial(_ingest, home, changes)
        if die_at == 1:
            steps = _child(work, None)
            assert _held(home) == NEW
            continue
        _child(work, die_at)
        left = _held(home)
        assert left in (OLD, NEW), f"killed at step {die_at}: {left}"
        if die_at % 5 == 0:  # the next run completes it, and the one after has nothing to do
            base = KnowledgeBase(home, model=HashedBigrams())
            base.ingest([changes], lexical_now=True)
            assert _held(home) == NEW
            version = base._versions.current().id
            base.ingest([changes], lexical_now=True)
            assert base._versions.current().id == version
            assert not list((home / "knowledge" / "versions").glob(".building-*"))
    return steps


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
