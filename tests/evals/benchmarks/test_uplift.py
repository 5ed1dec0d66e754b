from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evals.benchmarks import uplift
from evals.effects import SEEN, channels, peers


@pytest.fixture(autouse=True)
def no_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uplift, "econml", lambda drawn: peers.econml(drawn, Path("nowhere")))


def test_sides_stand_side_by_side() -> None:
    rows = list(uplift.compare(replace(SEEN[1], rows=800), 1.0, (1,), held=500))
    assert [row["side"] for row in rows] == ["weiwo", "T", "S", "propensity"]
    assert all(-1.2 <= float(row["reach 30 %"] or 0) <= 1 for row in rows)
    assert rows[3]["PEHE"] is None


def test_a_channel_is_fitted_on_earlier_waves_and_judged_on_later_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "contact_id": [f"N{at}" for at in range(400)],
            "customer_id": "C1",
            "campaign_id": "K01",
            "wave_day": [f"2026-0{1 + at // 100}-01" for at in range(400)],
            "treated": random.integers(0, 2, 400),
            "bought": random.integers(0, 2, 400),
            "x": random.normal(size=400),
            "z": random.normal(size=400),
            "effect": random.normal(size=400),
        }
    )
    monkeypatch.setattr(channels, "buyers", lambda learned, held, *_: held["x"].to_numpy())
    ours_, theirs = channels.judge("sms", table, 1.0, 7)
    assert ours_["rows"] == 200
    assert (ours_["side"], theirs["side"]) == ("weiwo", "propensity")
    assert ours_["PEHE"] is not None
