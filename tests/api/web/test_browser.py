"""A person at a real browser: signs in, asks, sees the table, opens a source, meets an error."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits

DARK = re.compile(r"\bbody--dark\b")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    expect(page).to_have_url(f"{address}/sign-in")
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()
    page.goto(f"{address}/ask")
    expect(page.get_by_role("heading", name=f"{name}，您好")).to_be_visible()


def ask(page: Page, question: str) -> None:
    page.get_by_label("问题", exact=True).fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".question p").last).to_have_text(question)


def test_a_manager_asks_and_sees_the_table_the_source_and_the_checks(
    page: Page, address: str
) -> None:
    sign_in(page, address, "李敏")
    page.get_by_role("button", name="我名下哪些客户最有可能买理财？").click()
    table = page.locator("table.customers")
    expect(table).to_contain_text("王秀英")
    expect(table).to_contain_text("18.2%")
    expect(table).to_contain_text("平均的5.1倍")
    expect(table).to_contain_text("可以联系")
    expect(table).to_contain_text("客户没有授权通过短信接收营销信息")
    expect(table).to_contain_text("<b>周</b>")  # a name is text, whatever is in it
    expect(page.locator(".answer .ai")).to_be_visible()
    expect(page.get_by_text("AI助手，非人工")).to_be_visible()
    expect(page.locator(".answer-head")).to_contain_text("模板措辞")
    page.locator(".source").click()
    expect(page.locator(".passage mark")).to_have_text("央行宣布下调存款准备金率0.5个百分点")
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".passage")).to_be_hidden()
    page.locator(".checks summary").click()
    expect(page.locator(".checks")).to_contain_text("这只产品稳赚不赔。")
    expect(page.locator(".checks")).to_contain_text("不得承诺收益")
    assert fits(page)


def test_a_second_question_stays_in_the_conversation_and_a_new_one_begins_afresh(
    page: Page, address: str
) -> None:
    sign_in(page, address, "李敏")
    ask(page, "谁会买理财")
    expect(page.locator("table.customers")).to_have_count(1)
    ask(page, "换一批")
    expect(page.locator("table.customers")).to_have_count(2)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("table.customers")).to_have_count(0)
    expect(page.get_by_role("heading", name="李敏，您好")).to_be_visible()


def test_an_error_is_a_sentence_and_the_next_question_works(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    ask(page, "崩溃")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("系统出错了")
    expect(alert).to_contain_text("请求编号")
    assert "secret" not in page.content()
    ask(page, "占用")
    expect(page.get_by_role("alert").last).to_contain_text("数据正在更新")
    ask(page, "谁会买理财")
    expect(page.locator("table.customers")).to_be_visible()


def test_nothing_is_sent_for_blanks_and_shift_enter_is_a_new_line(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    field = page.get_by_label("问题", exact=True)
    field.fill("   ")
    page.keyboard.press("Enter")
    field.fill("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_count(1)
    expect(page.locator(".question p")).to_have_text("第一行\n第二行")


@pytest.mark.parametrize("page", [(400, 800, "light"), (400, 800, "dark")], indirect=True)
def test_a_customer_on_a_phone_has_both_ways_out_and_no_sideways_scroll(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/sign-in")
    assert fits(page)
    sign_in(page, address, "王秀英")
    assert fits(page)
    ask(page, "我有二十万闲钱放半年，买什么合适？")
    answer = page.locator(".answer").last
    expect(answer).to_contain_text("投资须谨慎")
    expect(answer).to_contain_text("AI生成")
    expect(answer).not_to_contain_text("数据依据")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.answer')).fontSize)")
    assert size >= 18
    page.get_by_role("button", name="转人工").click()
    expect(page.locator(".question").last).to_contain_text("转人工")
    expect(page.locator(".answer").last.locator(".answer-foot")).to_be_visible()
    page.get_by_role("button", name="停止联系我").click()
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".question").last).to_contain_text("转人工")
    page.get_by_role("button", name="停止联系我").click()
    page.get_by_role("button", name="确认停止联系").click()
    expect(page.locator(".question").last).to_contain_text("停止向我发送营销信息")
    expect(page.locator(".answer").last.locator(".answer-foot")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("page", [(400, 800, "light")], indirect=True)
def test_a_customer_reads_in_large_type_and_has_answers_read_aloud(
    page: Page, address: str
) -> None:
    page.add_init_script(
        "window.said = []; Object.defineProperty(window, 'speechSynthesis', { value: {"
        "cancel() {}, getVoices: () => [], speak: (one) => window.said.push(one.text) } });"
    )
    sign_in(page, address, "王秀英")
    page.get_by_label("切换字号").click()
    expect(page.locator("body")).to_have_class(re.compile(r"\blarge\b"))
    page.reload()
    expect(page.locator("body")).to_have_class(re.compile(r"\blarge\b"))
    ask(page, "我有二十万闲钱放半年，买什么合适？")
    button = page.get_by_role("button", name="朗读")
    button.click()
    said = page.evaluate("window.said.join('')")
    assert "投资须谨慎" in said
    assert "AI生成" in said
    expect(page.get_by_role("button", name="停止朗读")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="停止朗读").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert fits(page)
    assert faults(page) == []


@pytest.mark.parametrize("page", [(400, 800, "light")], indirect=True)
def test_the_managers_table_becomes_cards_in_a_narrow_panel(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    ask(page, "谁会买理财")
    expect(page.locator("table.customers .contact").first).to_be_visible()
    assert fits(page)


def test_the_chosen_appearance_stays(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    button = page.get_by_label("切换浅色、深色")
    button.click()
    expect(button).to_contain_text("浅色")
    button.click()
    expect(button).to_contain_text("深色")
    expect(page.locator("body")).to_have_class(DARK)
    page.reload()
    expect(page.locator("body")).to_have_class(DARK)


def test_signing_out_ends_it(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{address}/sign-in")
    page.goto(address)
    expect(page).to_have_url(f"{address}/sign-in")


def test_a_page_left_open_answers_no_more_after_signing_out(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    other = page.context.new_page()
    other.goto(f"{address}/ask")
    other.get_by_role("button", name="退出").click()
    ask(page, "谁会买理财")
    expect(page.get_by_role("alert")).to_contain_text("重新登录")
    expect(page.locator("table.customers")).to_have_count(0)


def test_an_unknown_page_says_so_in_a_sentence(page: Page, address: str) -> None:
    page.goto(f"{address}/nowhere")
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()


def test_a_page_allows_scripts_of_its_own_alone(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        client.post("/session", data={"as": "rm:M001"})
        response = client.get("/ask")
    policy = response.headers["content-security-policy"]
    scripts = policy.split("script-src")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    assert "default-src 'none'" in policy
    assert response.headers["cache-control"] == "no-store"
    nonce = scripts.split("'nonce-")[1].split("'")[0]
    assert response.text.count("<script") == response.text.count(f'<script nonce="{nonce}"')
    assert "http://" not in response.text.replace("http://www.w3.org", "")
    again = httpx.get(f"{address}/nowhere").headers["content-security-policy"]
    assert nonce not in again


def test_the_socket_is_closed_to_other_sites(address: str) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    evil = httpx.get(address + path, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
