"""Compliance and whoever writes, in a real browser: a text waits, is judged, and leaves a trail."""

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
CHECKER = "compliance:compliance-01"
DOUBTFUL = (
    "您好，本行连续三年获评同业服务质量第一名。【帷幄示范银行】客服热线400-000-0000，拒收请回复R"
)


def submit(open_as: Open, who: str, body: str) -> None:
    page = open_as(who, "/write")
    page.get_by_role("button", name="自己写").click()
    page.get_by_label("全文").fill(body)
    page.get_by_role("button", name="保存并送审").click()
    told(page, "已送审")


def test_a_checker_sees_the_text_its_findings_and_approves_with_evidence(
    open_as: Open, tmp_path: Path
) -> None:
    submit(open_as, "rm:M001", DOUBTFUL)
    page = open_as(CHECKER, "/review")
    item = page.get_by_role("region", name="送审的文案")
    expect(item).to_contain_text("连续三年获评")
    expect(item.locator("mark").first).to_be_visible()
    expect(item).to_contain_text("rm:M001")
    item.get_by_label("理由（必填）").fill("已核对")
    item.get_by_label("理由（必填）").press("Enter")  # decides nothing
    item.get_by_role("button", name="通过").click()
    told(page, "需要证据")
    item.get_by_label("证据").fill("评价报告2026-11号")
    item.get_by_role("button", name="通过").click()
    told(page, "已通过")
    page.get_by_role("button", name="已通过").click()
    expect(item).to_contain_text("评价报告2026-11号")
    item.get_by_text("审计轨迹").click()
    expect(item.locator(".trail")).to_contain_text("写成并检查")
    expect(item.locator(".trail")).to_contain_text(re.compile("通过.*compliance"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出表格").click()
    waiting.value.save_as(tmp_path / "reviews.csv")
    with (tmp_path / "reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(one for one in csv.DictReader(file) if one["证据"] == "评价报告2026-11号")
    assert (row["状态"], row["送审人"], row["标识"]) == ("已通过", "rm:M001", "")
    assert len(row["放行绑定"]) == 64
    assert row["规则与法条"]


def test_an_edit_waits_for_somebody_else_and_a_rejection_says_why(open_as: Open) -> None:
    submit(open_as, "rm:M002", DOUBTFUL.replace("三年", "四年"))
    page = open_as(CHECKER, "/review")
    item = page.get_by_role("region", name="送审的文案")
    expect(item).to_contain_text("连续四年")
    item.get_by_text("改写全文").click()
    item.get_by_label("改后的全文").fill(
        "您好，手机银行新增了到期提醒。【帷幄示范银行】客服热线400-000-0000，拒收请回复R"
    )
    item.get_by_label("理由（必填）").fill("改为客观信息")
    item.get_by_role("button", name="提交改写").click()
    told(page, "已改写")
    expect(item).to_contain_text("和改写前比较")
    expect(item.locator("del").first).to_contain_text("连续四年")
    item.get_by_label("理由（必填）").fill("看过")
    item.get_by_role("button", name="通过").click()
    told(page, "另一位合规人员")
    item.get_by_label("理由（必填）").fill("不需要发")
    item.get_by_role("button", name="退回").click()
    told(page, "已退回")


def test_a_writer_sees_their_own_texts_alone_and_decides_nothing(open_as: Open) -> None:
    submit(open_as, "rm:M003", DOUBTFUL.replace("三年", "五年"))
    page = open_as("rm:M003", "/submitted")
    item = page.get_by_role("region", name="送审的文案")
    expect(item).to_contain_text("连续五年")
    expect(item.get_by_role("button", name="通过")).to_have_count(0)
    assert "连续四年" not in page.content()
    assert page.request.get(page.url.replace("/submitted", "/review")).status == 404


def test_any_sentence_is_tried_and_examples_are_a_click(open_as: Open) -> None:
    page = open_as(CHECKER, "/rules")
    page.get_by_label("文字").fill("这款产品包您满意，年年都赚")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".checked .badge").first).to_be_visible()
    page.get_by_placeholder("规则编号").fill("保本")
    rule = page.locator(".rule:visible").first
    rule.locator("summary").click()
    expect(rule).to_contain_text("起施行")
    example = rule.locator(".example.hit").first
    words = example.inner_text().removeprefix("命中").strip()
    example.click()
    expect(page.locator(".checked mark").first).to_be_visible()
    expect(page.get_by_label("文字")).to_have_value(words)


@pytest.mark.parametrize("page", [(400, 800, "light"), (1366, 768, "dark")], indirect=True)
def test_pages_fit_and_axe_finds_nothing_serious(open_as: Open) -> None:
    for who, path in ((CHECKER, "/review"), (CHECKER, "/rules"), ("rm:M001", "/submitted")):
        page = open_as(who, path)
        assert fits(page), path
        assert faults(page) == [], path
