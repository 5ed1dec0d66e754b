"""What the classifiers see of a question: its embedding, and hashed n-grams of its characters.

The third block, words and phrases that tell what is wanted, is ``cues``. Everything is computed
in the same way when training and when serving.
"""

import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from home.encoder import encode

EMBEDDING_SIZE = 384
HASH_SIZE = 1 << 14
_LONGEST_GRAM = 4
# Longer texts are cut for the classifiers: what is wanted stands at the beginning or at the end.
_HEAD, _TAIL = 64, 32

Floats = NDArray[np.float32]


def excerpt(masked: str) -> str:
    """The beginning and the end of a long text; a short one as it is."""
    text = re.sub(r"\s+", " ", masked).strip()
    if len(text) <= _HEAD + _TAIL:
        return text
    return f"{text[:_HEAD]} {text[-_TAIL:]}"


def embed(texts: Sequence[str]) -> Floats:
    """Unit vectors of the texts, shape (len(texts), 384). Loads the model on first use."""
    return encode([text or "。" for text in texts], is_query=True)


def grams(text: str) -> tuple[NDArray[np.int64], Floats]:
    """Hashed character n-grams (1 to 4, with sentence bounds): columns and weights of unit length."""
    padded = f"^{re.sub(r'[^0-9a-z一-龥+?]', '', text)}$"
    columns = {
        zlib.crc32(padded[at : at + size].encode()) % HASH_SIZE
        for size in range(1, _LONGEST_GRAM + 1)
        for at in range(len(padded) - size + 1)
    }
    ordered = np.array(sorted(columns), dtype=np.int64)
    weight = 1.0 / np.sqrt(max(len(ordered), 1))
    return ordered, np.full(len(ordered), weight, dtype=np.float32)


def gram_matrix(texts: Sequence[str]) -> Any:
    """``grams`` of every text as one sparse matrix, shape (len(texts), HASH_SIZE)."""
    import scipy.sparse

    found = [grams(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in found)])
    columns = np.concatenate([columns for columns, _ in found])
    weights = np.concatenate([weight for _, weight in found])
    return scipy.sparse.csr_matrix((weights, columns, starts), shape=(len(texts), HASH_SIZE))
