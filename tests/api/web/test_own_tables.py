"""An analyst's own table in a real browser: brought, learned from, scored, taken away, deleted."""

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]

Open = Callable[[str, str], Page]
ANALYST = "analyst:analyst-01"


def file(folder: Path, name: str = "成交.csv", rows: int = 200) -> Path:
    """Who buys follows from the balance; a note is what a spreadsheet would run."""
    chance = random.Random(5)
    lines = ["客户,余额,月份,备注,成交"]
    for at in range(rows):
        balance = chance.gauss(0, 1)
        bought = "是" if balance + chance.gauss(0, 0.5) > 0.5 else "否"
        month = f"2024-{at % 12 + 1:02d}-01"
        lines.append(f"C{at:05d},{balance * 1000:.1f},{month},{'=1+1' if at % 2 else ''},{bought}")
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def brought(open_as: Open, path: Path, who: str = ANALYST) -> Page:
    page = open_as(who, "/tables")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并查看各列").click()
    page.wait_for_url("**/tables?table=*")
    return page


def test_a_table_is_learned_from_and_scored(open_as: Open, workbench: str, tmp_path: Path) -> None:
    page = brought(open_as, file(tmp_path))
    expect(page.get_by_role("heading", name="各列")).to_be_visible()
    page.get_by_label("目标列").select_option("成交")
    page.get_by_label("时间列").select_option("月份")
    page.get_by_label("训练多少秒").fill("3")
    page.get_by_role("button", name="开始训练").click()
    expect(page.locator(".working")).to_contain_text("离开本页也会继续")
    address = page.url
    page.goto(f"{workbench}/models")  # leaving does not end it
    page.goto(address)
    expect(page.get_by_role("heading", name="模型卡：预测成交 = 是")).to_be_visible()
    page.get_by_role("button", name="给这张表打分").click()
    link = page.get_by_role("link", name="下载CSV")
    with page.expect_download() as waiting:
        link.click()
    waiting.value.save_as(tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 200
    assert {row["备注"] for row in rows} == {"'=1+1", ""}
    assert all(0 <= float(row["模型分数"]) <= 1 for row in rows)
    assert min(float(row["余额"]) for row in rows) < 0  # a number is no formula
    assert fits(page)
    assert faults(page) == []
    card = page.request.get(address.replace("?table=", "/") + "/card")
    assert card.status == 200
    assert "script" not in card.headers["content-security-policy"]
    _not_for_others(page, workbench, address, str(link.get_attribute("href")))
    page.goto(address)
    page.get_by_role("button", name="删除").click()
    page.locator("form.confirm").get_by_role("button", name="删除").click()
    told(page, "已删除")
    assert page.request.get(address.replace("?table=", "/") + "/card").status == 404


def _not_for_others(page: Page, workbench: str, address: str, scores: str) -> None:
    """Another analyst's table is not there; other roles have no such place."""
    number = address.rpartition("=")[2]
    paths = (f"/tables/{number}/card", scores)
    for who, status in (("analyst:another", 404), ("rm:M001", 403), ("compliance:x", 403)):
        page.request.post(f"{workbench}/session", form={"as": who}, max_redirects=0)
        for path in paths:
            assert page.request.get(workbench + path).status == status, (who, path)
        given = page.request.post(f"{workbench}/tables/file?model={number}", data=b"a,b\n1,2\n")
        assert given.status == status, who
    assert page.request.get(f"{workbench}/tables").status == 404
    page.request.post(f"{workbench}/session", form={"as": ANALYST}, max_redirects=0)
    foreign = page.request.post(
        f"{workbench}/tables/file", data=b"a,b\n1,2\n", headers={"Origin": "http://elsewhere"}
    )
    assert foreign.status == 403


def test_what_does_not_fit_names_the_column_and_work_is_cancelled(
    open_as: Open, tmp_path: Path
) -> None:
    page = brought(open_as, file(tmp_path))
    page.get_by_label("目标列").select_option("月份")
    page.get_by_label("训练多少秒").fill("3")
    page.get_by_role("button", name="开始训练").click()
    alert = page.locator("section[aria-labelledby=head-table] [role=alert]")
    expect(alert).to_contain_text("目标列“月份”有12个不同的值")
    page.get_by_label("目标列").select_option("成交")
    page.get_by_label("训练多少秒").fill("300")
    page.get_by_role("button", name="开始训练").click()
    page.get_by_role("button", name="取消").click()
    expect(alert).to_contain_text("训练：已取消")
    broken = tmp_path / "错.csv"
    broken.write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    page = brought(open_as, broken)
    expect(page.locator("[role=alert]").filter(has_text="第3行")).to_be_visible()
    large = tmp_path / "大.csv"
    with large.open("wb") as sparse:
        sparse.truncate(32_000_001)
    page.set_input_files("input[type=file]", str(large))
    page.get_by_role("button", name="上传并查看各列").click()
    expect(page.locator("[role=alert]").filter(has_text="超过32MB")).to_be_visible()


@pytest.mark.parametrize("page", [(400, 800, "dark")], indirect=True)
def test_the_narrow_panel(open_as: Open, tmp_path: Path) -> None:
    page = brought(open_as, file(tmp_path, rows=60))
    expect(page.get_by_role("heading", name=re.compile("训练"))).to_be_visible()
    assert fits(page)
    assert faults(page) == []
