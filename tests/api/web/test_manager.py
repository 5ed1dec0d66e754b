"""A relationship manager's day in a real browser, over the small demo bank."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]

Open = Callable[[str, str], Page]
RM = "rm:M001"
PATHS = ("/today", "/prospects", "/write?channel=moments&product=P003", "/ask")


def first_customer(page: Page) -> str:
    href = page.locator("table.prospects a.customer-link").first.get_attribute("href")
    return str(href)


def test_the_day_begins_with_whom_to_contact(page: Page, workbench: str) -> None:
    page.goto(workbench)
    page.locator('form:has(input[value="rm:M001"]) button').first.click()
    expect(page).to_have_url(f"{workbench}/today")
    expect(page.get_by_role("link", name="今日")).to_have_attribute("aria-current", "page")
    expect(page.locator(".agenda").first).to_be_visible()
    expect(page.locator(".agenda .line").first).to_contain_text(re.compile("联系"))
    expect(page.get_by_role("heading", name="和我客户有关的消息")).to_be_visible()
    expect(page.get_by_role("heading", name="昨天以来的结果")).to_be_visible()


def test_the_keyboard_goes_everywhere(open_as: Open) -> None:
    page = open_as(RM, "/today")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Alt+2")
    expect(page).to_have_url(re.compile("/prospects"))
    expect(page.locator("#words")).to_be_visible()
    page.keyboard.press("Alt+/")
    expect(page.locator("#words")).to_be_focused()


def test_an_outcome_is_recorded_and_shows_at_once(open_as: Open) -> None:
    page = open_as(RM, "/today")
    page.get_by_role("button", name="记结果").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("即刻生效")
    sheet.get_by_label("有意向").check()
    sheet.get_by_label("备注").fill("周五再谈")
    sheet.get_by_role("button", name="记录").click()
    told(page, "已")
    expect(page.locator(".results")).to_contain_text("有意向")


def test_conditions_in_words_become_conditions_in_clicks(open_as: Open) -> None:
    page = open_as(RM, "/prospects")
    page.locator("#words").fill("60岁以下、5万以上的，想买基金")
    page.get_by_role("button", name="读成条件").click()
    expect(page.get_by_label("资产至少")).to_have_value("5")
    expect(page.get_by_label("产品类别")).to_have_value("fund")
    expect(page.get_by_label("年龄至多")).to_have_value("59")
    expect(page.locator("#main")).to_contain_text("30天内购买基金")
    expect(page).to_have_url(re.compile("category=fund"))
    page.get_by_role("button", name="清除条件").click()
    expect(page.get_by_label("产品类别")).to_have_value("")


def test_the_list_sorts_by_what_is_pressed(open_as: Open) -> None:
    page = open_as(RM, "/prospects")
    page.get_by_role("button", name="资产").click()
    cells = page.locator("table.prospects td[data-head=资产]")
    values = [float(cells.nth(n).get_attribute("data-value") or 0) for n in range(cells.count())]
    assert len(values) > 2
    assert values == sorted(values, reverse=True)
    page.get_by_role("button", name="资产").click()
    assert float(cells.first.get_attribute("data-value") or 0) == min(values)


def test_what_does_not_fit_is_a_sentence_and_the_next_try_works(open_as: Open) -> None:
    page = open_as(RM, "/prospects?top_k=999")
    expect(page.get_by_role("alert")).to_contain_text("请检查输入")
    page.get_by_role("button", name="清除条件").click()
    expect(page.locator("table.prospects")).to_be_visible()


def test_the_export_is_the_list_with_its_label_and_record(open_as: Open, workbench: str) -> None:
    page = open_as(RM, "/prospects")
    address = page.get_by_role("link", name="导出CSV").get_attribute("href")
    answer = page.request.get(f"{workbench}{address}")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    names = page.locator("table.prospects a.customer-link").all_inner_texts()
    assert [row["姓名"] for row in rows] == names
    assert {row["标识"] for row in rows} == {"AI生成"}
    assert all(row["审计记录"].isdecimal() for row in rows)


def test_a_customer_in_themes_scores_offers_and_months(open_as: Open) -> None:
    page = open_as(RM, first_customer(open_as(RM, "/prospects")))
    for head in ("资产走势与预测", "模型怎么看", "画像", "持仓", "联系记录", "下一步可以谈"):
        expect(page.get_by_role("heading", name=head)).to_be_visible()
    expect(page.locator(".chart canvas")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("80%区间"))).to_be_visible()
    assert page.locator(".themes dt").count() >= 5
    expect(page.locator(".bars li").first).to_be_visible()
    page.get_by_text("为什么不选").click()
    expect(page.locator(".left-out li").first).to_be_visible()


def test_anothers_customer_is_not_there(open_as: Open, workbench: str) -> None:
    mine = open_as("rm:M001", "/prospects")
    path = first_customer(mine)
    assert mine.request.get(workbench + path).status == 200
    other = open_as("rm:M002", "/prospects")
    for missing in (path, "/customers/C9999999", "/customers/x'--"):
        answer = other.request.get(workbench + missing)
        assert answer.status == 404
        assert "没有找到" in answer.text()
    assert "kept" not in other.request.get(workbench + path).text()


def test_contact_stops_after_a_question_and_not_by_one_click(open_as: Open) -> None:
    page = open_as("rm:M002", first_customer(open_as("rm:M002", "/prospects")))
    page.get_by_role("button", name="停止联系").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="取消").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="停止联系").click()
    sheet.get_by_role("button", name="停止联系").click()
    expect(page.locator(".customer-head")).to_contain_text("暂不联系")
    expect(page.locator(".figures")).to_contain_text("0/5")


def test_variants_stand_side_by_side_and_go_to_review(open_as: Open) -> None:
    page = open_as(RM, "/write")
    page.get_by_label("产品").select_option(index=1)
    page.get_by_label("渠道").select_option("moments")
    page.get_by_label("亲切").check()
    page.get_by_role("button", name="生成").click()
    variants = page.locator(".variant")
    expect(variants.first).to_contain_text("AI生成")
    assert variants.count() >= 2
    variants.first.get_by_role("button", name="送审").click()
    told(page, "已送审")


def test_a_text_is_marked_reworded_and_then_passes(open_as: Open) -> None:
    page = open_as(RM, "/write")
    page.get_by_role("button", name="自己写").click()
    field = page.get_by_label("全文")
    field.fill("您好，这款理财保本保息，仅此一天。")
    page.get_by_role("button", name="保存并送审").click()
    told(page, "违反规则")
    expect(page.locator(".checked mark").first).to_be_visible()
    expect(page.locator(".checked")).to_contain_text("第二十五条")
    page.get_by_role("button", name="改成合规写法").click()
    expect(page.locator(".checked")).to_contain_text("检查通过")
    expect(page.locator(".diff del").first).to_contain_text("保本")
    assert "保本保息" not in field.input_value()
    page.get_by_role("button", name="保存并送审").click()
    told(page, "已送审")


def test_nobody_of_that_name_is_said_so(open_as: Open) -> None:
    page = open_as(RM, "/write?customer=欧阳不存在")
    expect(page.locator("#main")).to_contain_text("没有")
    expect(page.locator(".variant")).to_have_count(0)


@pytest.mark.parametrize("page", [(400, 800, "light"), (400, 800, "dark")], indirect=True)
def test_every_page_fits_a_narrow_panel(open_as: Open) -> None:
    paths = [*PATHS, first_customer(open_as(RM, "/prospects"))]
    for path in paths:
        page = open_as(RM, path)
        assert fits(page), path
        assert faults(page) == [], path


@pytest.mark.parametrize("page", [(1366, 768, "light"), (1366, 768, "dark")], indirect=True)
def test_axe_finds_nothing_serious(open_as: Open) -> None:
    paths = [*PATHS, first_customer(open_as(RM, "/prospects"))]
    for path in paths:
        page = open_as(RM, path)
        assert faults(page) == [], path


def test_a_page_left_open_does_nothing_after_signing_out(open_as: Open, workbench: str) -> None:
    page = open_as(RM, "/prospects")
    page.request.post(f"{workbench}/session/end", max_redirects=0)
    page.get_by_label("产品类别").select_option("fund")
    expect(page.get_by_role("alert")).to_contain_text("重新登录")
    expect(page.locator("table.prospects")).to_have_count(0)


def test_other_roles_places_are_not_there(open_as: Open, workbench: str) -> None:
    page = open_as("analyst:analyst-01", "/ask")
    for path in ("/today", "/prospects", "/write", "/customers/C0000001"):
        assert page.request.get(workbench + path).status == 404, path
    assert page.request.get(f"{workbench}/export/prospects.csv").status == 403
