"""A marketer in a real browser: texts for a segment, reasons for the rest, a sample, a file."""

import csv
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
MARKETER = "marketer:marketing-01"


def written(open_as: Open) -> Page:
    page = open_as(MARKETER, "/studio")
    page.get_by_label("产品").select_option("P003")
    page.get_by_label("最多写给多少位").fill("60")
    page.get_by_role("button", name="生成").click()
    expect(page.locator(".sample").first).to_be_visible()
    return page


def test_texts_for_many_with_reasons_for_the_rest(open_as: Open, tmp_path: Path) -> None:
    page = written(open_as)
    expect(page.get_by_role("heading", name="没有写的客户")).to_be_visible()
    expect(page.get_by_role("region", name="没有写的客户")).to_contain_text(re.compile(r"：\d+位"))
    page.get_by_text("逐位查看").click()
    expect(page.locator(".left-out li").first).to_contain_text("**")
    page.get_by_label("抽几条").fill("3")
    page.get_by_label("种子").fill("11")
    page.get_by_role("button", name="送审").click()
    queued = page.get_by_role("region", name="送审结果")
    expect(queued).to_contain_text("3条已进入合规审核")
    expect(queued.locator("tbody tr")).to_have_count(3)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出CSV").click()
    waiting.value.save_as(tmp_path / "texts.csv")
    with (tmp_path / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all("AI生成" in row["正文"] for row in rows)
    assert all(row["AI元数据"] for row in rows)
    assert fits(page)
    expect(page.locator(".q-notification")).to_have_count(0)  # what fades has no contrast
    assert faults(page) == []


def test_versions_are_assigned_shown_and_exported_with_their_control(
    open_as: Open, tmp_path: Path
) -> None:
    page = open_as(MARKETER, "/studio")
    page.get_by_label("产品").select_option("P003")
    page.get_by_label("最多写给多少位").fill("120")
    page.get_by_text("A/B测试").click()
    page.get_by_label("活动编号").fill("K01")
    page.get_by_role("button", name="生成").click()
    expect(page.locator("[role=alert]")).to_contain_text("活动K01已有触达记录")
    page.get_by_label("活动编号").fill("K88")
    page.get_by_label("对照组占比").fill("30")
    page.get_by_role("button", name="生成").click()
    arms = page.locator("section[aria-labelledby=head-trial]")
    expect(arms).to_contain_text("K88-B")
    expect(arms).to_contain_text("对照组")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出CSV").click()
    waiting.value.save_as(tmp_path / "texts.csv")
    with (tmp_path / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if row["treated"] == "false"]
    assert kept
    assert all(row["正文"] == "" and row["组"] == "对照" for row in kept)
    assert {row["campaign_id"] for row in rows} == {"K88"}
    assert {row["content_id"] for row in rows if row["treated"] == "true"} == {"K88-A", "K88-B"}
    expect(page.locator(".q-notification")).to_have_count(0)
    assert faults(page) == []


def test_a_whole_batch_is_queued_and_a_checker_decides_it_together(
    open_as: Open,
) -> None:
    page = written(open_as)
    made = page.locator(".figure-card .big").first.inner_text()
    page.get_by_label(re.compile("整批")).check()
    page.get_by_role("button", name="送审").click()
    queued = page.get_by_role("region", name="送审结果")
    expect(queued).to_contain_text(f"{made}条已进入合规审核")
    page.get_by_label(re.compile("整批")).check()
    page.get_by_role("button", name="送审").click()
    expect(queued).to_contain_text(f"0条已进入合规审核，{made}条此前已在审或已通过")
    page = open_as("compliance:compliance-01", "/review")
    item = page.locator(".queue-item").filter(has_text="marketing-01").last
    item.click()
    page.get_by_text(f"同一批有{made}条").click()
    assert faults(page) == []
    page.get_by_label("一并处理的理由").fill("抽看了十条")
    page.get_by_role("button", name=f"{made}条一并通过").click()
    told(page, f"{made}条已通过")
    page.get_by_role("button", name="已通过").click()
    expect(page.locator(".queue-item").filter(has_text="marketing-01")).to_have_count(int(made))


def test_what_does_not_fit_is_a_sentence(open_as: Open) -> None:
    page = open_as(MARKETER, "/studio")
    page.get_by_label("最多写给多少位").evaluate("field => { field.removeAttribute('max') }")
    page.get_by_label("最多写给多少位").fill("99999")
    page.get_by_role("button", name="生成").click()
    told(page, "检查输入")


@pytest.mark.parametrize("page", [(400, 800, "dark")], indirect=True)
def test_the_narrow_panel(open_as: Open) -> None:
    page = written(open_as)
    assert fits(page)
    assert faults(page) == []
