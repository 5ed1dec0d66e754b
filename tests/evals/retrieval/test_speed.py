from pathlib import Path

import numpy as np

from evals.retrieval.speed import build, change, times

TEXTS = [
    "大额存单提前支取按活期计息。",
    "黄金价格上涨。降准之后债市走强。",
    "转账限额可以调高。",
    "挂失后补卡。",
] * 3


def test_an_index_of_filler_is_searched_and_changed(tmp_path: Path) -> None:
    base = build(tmp_path / "home", TEXTS, count=150)
    folder = base._versions.current().path
    assert build(tmp_path / "home", TEXTS, count=150)._versions.current().path == folder
    opened, taken = times(base, ["黄金价格", "挂失怎么办", "TD"])
    assert opened > 0
    assert taken.shape == (3,)
    assert np.isfinite(taken).all()
    assert change(base) > 0
    assert base._versions.current().path != folder
