from pathlib import Path

import numpy as np

from evals.retrieval.speed import build, times

TEXTS = [
    "大额存单提前支取按活期计息。",
    "黄金价格上涨。降准之后债市走强。",
    "转账限额可以调高。",
    "挂失后补卡。",
] * 3


def test_an_index_of_filler_is_searched(tmp_path: Path) -> None:
    build(tmp_path / "index", TEXTS, count=400)
    written = (tmp_path / "index" / "generic.npy").stat().st_mtime_ns
    build(tmp_path / "index", TEXTS, count=400)
    assert (tmp_path / "index" / "generic.npy").stat().st_mtime_ns == written
    opened, taken = times(tmp_path / "index", ["黄金价格", "挂失怎么办", "TD"])
    assert opened > 0
    assert taken.shape == (3,)
    assert np.isfinite(taken).all()
