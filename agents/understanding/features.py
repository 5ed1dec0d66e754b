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
# How people begin and end, whatever they want; a text of nothing else is left as it is.
_COURTESY_BEFORE = re.compile(
    r"^(?:(?:你好|您好|在吗|打扰一?下|不好意思|请问一?下?|我?想?(?:请教|咨询|请问|问|打听)一?下|麻烦问一?下|"
    r"那个|呃+|嗯+|额|哎|喂)[，,。.!！?？~\s呀啊哈]*)+"
)
_COURTESY_AFTER = re.compile(
    r"[，,。.!！\s]*(?:谢谢|多谢|感谢|辛苦)(?:你|您|了|啦|哈)*[。.!！~\s]*$"
)
_HEAD, _TAIL = 96, 48

Floats = NDArray[np.float32]


def excerpt(masked: str) -> str:
    """The beginning and the end of a long text, without courtesies; a short one whole."""
    text = re.sub(r"\s+", " ", masked).strip()
    text = _COURTESY_AFTER.sub("", _COURTESY_BEFORE.sub("", text)) or text
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
    return stacked([grams(text) for text in texts])


def stacked(found: Sequence[tuple[NDArray[np.int64], Floats]]) -> Any:
    """Columns and weights of several texts as one sparse matrix, shape (len(found), HASH_SIZE)."""
    import scipy.sparse

    starts = np.cumsum([0, *(len(columns) for columns, _ in found)])
    columns = np.concatenate([columns for columns, _ in found])
    weights = np.concatenate([weight for _, weight in found])
    return scipy.sparse.csr_matrix((weights, columns, starts), shape=(len(found), HASH_SIZE))
