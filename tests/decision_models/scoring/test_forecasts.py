"""The forecasts of a scoring run: typed when absent, whole after a kill, the same in any ranges."""

from pathlib import Path
from typing import Any

import pytest

from decision_models.features.feature import AsOf
from decision_models.forecasting.amounts import SPEND_MONTHS, monthly
from decision_models.mart.warehouse import Warehouse
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from decision_models.scoring.work import Workbench
from tests.conftest import FORECASTERS

RANGE = 170


def _home(demo_home: Path, home: Path, parts: tuple[str, ...]) -> Path:
    home.mkdir()
    for part in ("mart", "models", *parts):
        (home / part).symlink_to(demo_home / part)
    return home


def _forecasts(home: Path) -> Any:
    con = ScoreStore(home).connect()
    query = "SELECT * FROM forecasts ORDER BY model, customer_id"
    return con.con.sql(query).to_arrow_table()


def test_every_customer_of_whom_it_speaks_has_one_row_of_ordered_amounts(demo_home: Path) -> None:
    con = ScoreStore(demo_home).connect()
    found = con.raw_sql(
        "SELECT model, count(*), count(DISTINCT customer_id), "
        "bool_and(0 <= q10 AND q10 <= q50 AND q50 <= q90) FROM forecasts GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in found] == list(FORECASTERS)
    assert all(rows == customers and ordered for _, rows, customers, ordered in found)
    cards = con.raw_sql("SELECT model FROM forecast_cards ORDER BY 1").fetchall()
    assert [name for (name,) in cards] == list(FORECASTERS)


def test_the_base_is_what_the_mart_says(demo_home: Path) -> None:
    mart = Warehouse(demo_home).current()
    month = AsOf(mart.as_of).month
    con = ScoreStore(demo_home).connect()
    for model, amount in (("aum_30d", "aum"), ("card_spend_30d", "card_spend")):
        known = monthly(con, amount, month - SPEND_MONTHS + 1, month)  # type: ignore[arg-type]
        sql = f"SELECT customer_id, base FROM forecasts WHERE model = '{model}'"
        rows = con.raw_sql(sql).fetchall()
        basis = known.basis([customer for customer, _ in rows], month, 1)[:, 0]
        assert basis == pytest.approx([base for _, base in rows])


def test_without_forecasters_scoring_goes_on_and_the_view_is_empty(
    demo_home: Path, tmp_path: Path
) -> None:
    home = _home(demo_home, tmp_path / "home", ())
    score(home, ["wealth_30d"])
    found = _forecasts(home)
    assert found.num_rows == 0
    assert found.schema.names == ["customer_id", "model", "base", "q10", "q50", "q90"]
    assert str(found.schema.field("q50").type) == "double"


def test_killed_between_files_it_goes_on_to_the_same_forecasts(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _home(demo_home, tmp_path / "home", ("forecasters",))
    whole, plain = _forecasts(demo_home), Workbench.file

    def killed(self: Workbench, place: str, key: str, make: Any) -> Path:
        if place.startswith("forecasts/aum_90d-00002"):
            raise KeyboardInterrupt
        return plain(self, place, key, make)

    with monkeypatch.context() as patch:
        patch.setattr(Workbench, "file", killed)
        with pytest.raises(KeyboardInterrupt):
            score(home, ["wealth_30d"], range_size=RANGE)
    version = score(home, ["wealth_30d"], range_size=RANGE)
    assert version.files_found > 0
    assert _forecasts(home).equals(whole)
    again = score(home, ["wealth_30d"], range_size=RANGE)
    assert again.files_made == 0
