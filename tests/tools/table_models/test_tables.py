"""An analyst's own table: read, learned from, others scored; for them alone, and not for ever."""

import csv
import gzip
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from decision_models.tabular.table.faults import TableFault
from home.clock import system_clock
from home.errors import NotFound, RefusedByPolicy
from tests.conftest import Watch
from tools import background
from tools.access import Role, Scope, parse
from tools.background import Busy
from tools.table_models import limits, storage, tables
from tools.table_models.tables import FitWish, Table
from tools.toolbox import Toolbox

ANALYST, OTHER = parse("analyst:a"), parse("analyst:b")
NOBODY = "0" * 12


def frame(rows: int = 300) -> pd.DataFrame:
    random = np.random.default_rng(3)
    x = random.normal(size=rows)
    bought = random.random(rows) < 1 / (1 + np.exp(-2 * x))
    return pd.DataFrame(
        {
            "余额": np.round(x * 1000, 1),
            "城市": random.choice(["=北京", "上海"], rows),
            "月份": [f"2024-{at % 12 + 1:02d}-01" for at in range(rows)],
            "成交": np.where(bought, "是", "否"),
        }
    )


def file(folder: Path, table: pd.DataFrame | str, name: str = "客户.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    if isinstance(table, str):
        path.write_text(table, encoding="utf-8")
    else:
        table.to_csv(path, index=False)
    return path


def rested(box: Toolbox, number: str, scope: Scope = ANALYST) -> Table:
    for _ in range(1200):
        found = tables.table(box, scope, number)
        if not found.running:
            return found
        time.sleep(0.1)
    raise AssertionError("the work must end")


def taken(box: Toolbox, path: Path, scope: Scope = ANALYST) -> Table:
    made = tables.take_table(box, scope, path.name, path)
    return rested(box, made.about.number, scope)


@pytest.fixture
def box(tmp_path: Path, watch: Watch) -> Iterator[Toolbox]:
    opened = Toolbox(tmp_path / "home", clock=watch)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one table was read and learned from, and itself scored; to be copied."""
    home = tmp_path_factory.mktemp("learned")
    box = Toolbox(home, clock=Watch())
    number = taken(box, file(home / "in", frame())).about.number
    tables.fit(box, ANALYST, number, FitWish(target="成交", time_column="月份", seconds=3))
    rested(box, number)
    tables.score(box, ANALYST, number)
    rested(box, number)
    box.close()
    return home


@pytest.fixture
def after(learned: Path, tmp_path: Path, watch: Watch) -> Iterator[Toolbox]:
    shutil.copytree(learned, tmp_path / "home")
    opened = Toolbox(tmp_path / "home", clock=watch)
    yield opened
    opened.close()


def only(box: Toolbox) -> Table:
    (found,) = tables.tables(box, ANALYST)
    return found


def test_a_table_is_read_learned_from_and_scored(after: Toolbox) -> None:
    found = only(after)
    assert found.about.name == "客户.csv"
    assert found.seen is not None
    assert found.seen.rows == 300
    assert [one.name for one in found.seen.targets] == ["城市", "成交"]
    assert found.summary is not None
    assert found.summary.target == "成交"
    assert found.summary.auc > 0.75
    assert "AUC" in tables.card(after, ANALYST, found.about.number)
    (scored,) = found.scored
    assert scored.found is not None
    assert scored.found.rows == 300
    number, which = found.about.number, scored.about.number
    with tables.scored_file(after, ANALYST, number, which).open(encoding="utf-8") as opened:
        heads, *every = csv.reader(opened)
    assert heads == ["余额", "城市", "月份", "成交", "模型分数", "模型名次"]
    assert len(every) == 300
    best = min(every, key=lambda row: int(row[-1]))
    assert float(best[-2]) == max(float(row[-2]) for row in every)
    kinds = [record.kind for record in after.ledger.records()]
    assert kinds == ["table_taken", "table_learned_from", "table_scored", "table_scores_exported"]
    assert not any("客户" in str(record.payload) for record in after.ledger.records())


def test_a_second_table_lacks_a_column_which_is_named(after: Toolbox, tmp_path: Path) -> None:
    number = only(after).about.number
    second = file(tmp_path / "in", frame(30).drop(columns=["余额", "成交"]), "二.csv")
    tables.score(after, ANALYST, number, "二.csv", second)
    work = rested(after, number).scored[-1].work
    assert work is not None
    assert tables.fault_said(work) == "缺少模型要用的列：余额"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n1,2,3\n", "第3行的字段数和表头不一样"),
        ("a,a\n1,2\n", "列名重复：a"),
        ("只有一列\n1\n", "只有一列（“只有一列”）；列与列之间要用逗号、分号、制表符或竖线隔开"),
        ("a,b\n", "表里没有数据行"),
    ],
)
def test_what_is_no_table_is_said(box: Toolbox, tmp_path: Path, content: str, said: str) -> None:
    found = taken(box, file(tmp_path / "in", content))
    assert found.reading is not None
    assert found.reading.state == "failed"
    assert tables.fault_said(found.reading) == said


def test_a_column_that_does_not_fit_is_named(box: Toolbox, tmp_path: Path) -> None:
    number = taken(box, file(tmp_path / "in", frame(60))).about.number
    with pytest.raises(TableFault) as refused:
        tables.fit(box, ANALYST, number, FitWish(target="没有的"))
    assert tables.refusal_said(refused.value) == "没有“没有的”这一列"
    tables.fit(box, ANALYST, number, FitWish(target="月份", seconds=2))
    failed = rested(box, number).learning
    assert failed is not None
    assert tables.fault_said(failed).startswith("目标列“月份”有12个不同的值")


def test_anothers_table_is_not_there_and_other_roles_bring_none(
    after: Toolbox, tmp_path: Path
) -> None:
    mine = only(after)
    number, which = mine.about.number, mine.scored[0].about.number
    assert tables.tables(after, OTHER) == ()
    for role in set(Role) - {Role.ANALYST}:
        _all_refused(after, Scope(role, "x"), number, which, tmp_path, RefusedByPolicy)
    _all_refused(after, OTHER, number, which, tmp_path, NotFound)
    for path in (NOBODY, "../" + number, "..", ""):
        with pytest.raises(NotFound):
            tables.table(after, ANALYST, path)
    assert only(after) == mine


def _all_refused(
    box: Toolbox, scope: Scope, number: str, which: str, folder: Path, error: type[Exception]
) -> None:
    actions = (
        lambda: tables.table(box, scope, number),
        lambda: tables.fit(box, scope, number, FitWish(target="成交")),
        lambda: tables.score(box, scope, number),
        lambda: tables.cancel(box, scope, number),
        lambda: tables.delete(box, scope, number),
        lambda: tables.card(box, scope, number),
        lambda: tables.scored_file(box, scope, number, which),
    )
    for action in actions:
        with pytest.raises(error):
            action()
    if error is RefusedByPolicy:
        with pytest.raises(error):
            tables.take_table(box, scope, "x.csv", file(folder / "in", frame(30)))


def test_one_at_a_time_and_cancelled(after: Toolbox, tmp_path: Path) -> None:
    number = only(after).about.number
    tables.fit(after, ANALYST, number, FitWish(target="成交", seconds=300))
    with pytest.raises(Busy):
        tables.score(after, ANALYST, number)
    with pytest.raises(Busy):
        tables.take_table(after, ANALYST, "二.csv", file(tmp_path / "in", frame(30)))
    stopped = tables.cancel(after, ANALYST, number).learning
    assert stopped is not None
    assert stopped.state == "cancelled"
    assert only(after).summary is not None  # what was made before stays
    tables.take_table(after, ANALYST, "二.csv", file(tmp_path / "in", frame(30)))
    assert len(tables.tables(after, ANALYST)) == 2


def test_everybodys_work_has_so_many_places(
    box: Toolbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    number = taken(box, file(tmp_path / "in", frame(60))).about.number
    tables.fit(box, ANALYST, number, FitWish(target="成交", seconds=300))
    with pytest.raises(Busy):
        tables.take_table(box, OTHER, "二.csv", file(tmp_path / "in", frame(30)))
    assert tables.tables(box, OTHER) == ()  # what could not begin is not kept
    tables.delete(box, ANALYST, number)  # ends it as well
    assert taken(box, file(tmp_path / "in", frame(30)), OTHER).seen is not None


def test_it_is_gone_after_its_days_or_by_hand(after: Toolbox, tmp_path: Path) -> None:
    number = only(after).about.number
    folder = after.home / storage.FOLDER
    assert storage.sweep(after.home, system_clock() + timedelta(days=6)) == 0
    shutil.copytree(after.home, tmp_path / "later")
    assert storage.sweep(tmp_path / "later", system_clock() + timedelta(days=8)) == 1
    assert not list((tmp_path / "later" / storage.FOLDER).rglob("*.csv"))
    tables.delete(after, ANALYST, number)
    assert not list(folder.rglob("*.csv"))
    assert tables.tables(after, ANALYST) == ()


def test_what_is_too_much_is_refused(
    box: Toolbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST", 100)
    with pytest.raises(TableFault) as refused:
        tables.take_table(box, ANALYST, "x.csv", file(tmp_path / "in", frame(30)))
    assert "32MB" in tables.refusal_said(refused.value)
    monkeypatch.setattr(limits, "UNPACKED", 10_000)
    packed = tmp_path / "x.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n" * 10_000))
    with pytest.raises(TableFault, match="unpacked"):
        limits.require_moderate(packed)
    monkeypatch.setattr(limits, "MOST_CELLS", 1000)
    wide = tmp_path / "x.parquet"
    pd.DataFrame({"a": np.ones(2000), "b": np.ones(2000)}).to_parquet(wide)
    with pytest.raises(TableFault, match="2000 rows"):
        limits.require_moderate(wide)


def test_what_another_version_wrote_is_not_read_as_this_ones(after: Toolbox) -> None:
    number = only(after).about.number
    kept = storage.place(after.home, ANALYST, number)
    (kept.fit / "summary.json").write_text("{}", encoding="utf-8")
    (kept.look / "columns.json").write_text('{"rows": 3}', encoding="utf-8")
    found = only(after)
    assert found.summary is None
    assert found.seen is None


@pytest.mark.parametrize("name", ["../../x.csv", "..", "a/b\\c.csv", "x" * 300 + ".csv", ""])
def test_a_name_is_never_a_path(box: Toolbox, tmp_path: Path, name: str) -> None:
    made = tables.take_table(box, ANALYST, name, file(tmp_path / "in", frame(30)))
    kept = storage.place(box.home, ANALYST, made.about.number)
    assert kept.source.is_file()
    assert kept.source.parent == kept.path / "source"
    background.cancel(kept.look)
