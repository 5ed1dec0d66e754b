from datetime import date
from pathlib import Path

import pytest

from decision_models import features
from evals.peers import by_pandas
from evals.peers.agreement import agreement
from evals.peers.by_featuretools.synthesis import names
from tests.decision_models import tiny_bank

DAY = date(2026, 9, 30)


@pytest.mark.parametrize("shared", [True, False])
def test_pandas_gives_the_same_features_and_values(tmp_path: Path, shared: bool) -> None:
    bank = tiny_bank.tables(200)
    for name, table in bank.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
    plain = by_pandas.made(tmp_path, DAY, shared=shared)
    known = {one.name: one for one in features.names()}
    assert len(plain.columns) >= 700
    assert set(plain.columns) <= set(known)
    table = features.read(tiny_bank.connect(bank), DAY, wanted=[str(name) for name in plain])
    assert table["customer_id"].to_pylist() == list(plain.index)
    ours = {name: table[name].to_numpy(zero_copy_only=False) for name in plain}
    yuan = frozenset(name for name, one in known.items() if one.unit == "元")
    found = agreement(ours, {str(name): plain[name] for name in plain}, yuan)
    assert found.others == ()


@pytest.mark.parametrize("window", [30, 90])
def test_featuretools_is_asked_for_features_that_there_are(window: int) -> None:
    known = {one.name for one in features.names()}
    asked = [ours for ours, days, _ in names() if days == window and ours in known]
    assert len(asked) >= 20
