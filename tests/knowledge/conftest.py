"""A knowledge base in a temporary home, with an embedder that needs no model."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from home.clock import fixed_clock
from knowledge.embedding import DIMENSIONS, Matrix
from knowledge.library import KnowledgeBase
from knowledge.tokens import bigrams

MOMENT = datetime(2026, 9, 30, 9, tzinfo=UTC)


class HashedBigrams:
    """Counts of hashed bigrams, as unit vectors; remembers how many passages it was asked for."""

    name = "hashed-bigrams"

    def __init__(self) -> None:
        self.embedded = 0
        self.fail_after: int | None = None

    def passages(self, texts: Sequence[str]) -> Matrix:
        if self.fail_after is not None and self.embedded >= self.fail_after:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        return self._vectors(texts)

    def queries(self, texts: Sequence[str]) -> Matrix:
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        out = np.full((len(texts), DIMENSIONS), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for token in bigrams(text):
                digest = hashlib.blake2b(token.encode(), digest_size=4).digest()
                out[row, int.from_bytes(digest, "big") % DIMENSIONS] += 1
        return out / np.linalg.norm(out, axis=1, keepdims=True)


@pytest.fixture
def model() -> HashedBigrams:
    return HashedBigrams()


@pytest.fixture
def base(tmp_path: Path, model: HashedBigrams) -> KnowledgeBase:
    return KnowledgeBase(tmp_path / "home", fixed_clock(MOMENT), model)


@pytest.fixture
def write_lines(tmp_path: Path) -> Callable[..., Path]:
    """Writes documents as JSON lines and returns the file."""

    def write(*documents: dict[str, object], name: str = "documents.jsonl") -> Path:
        path = tmp_path / name
        path.write_text(
            "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents),
            encoding="utf-8",
        )
        return path

    return write
