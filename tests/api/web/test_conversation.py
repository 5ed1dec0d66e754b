"""A conversation in a real browser: stopped, asked anew, rated; and a customer's figure."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits
from tests.api.web.test_browser import ask, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]

Open = Callable[[str, str], Page]
SLOWLY = "慢慢想：谁会买理财"
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, 'speechSynthesis', { value: {
  cancel() {}, getVoices: () => [],
  speak(one) { window.said.push(one.text); one.onstart?.(); window.last = one; } } });
"""


def field(page: Page) -> Locator:
    return page.get_by_label("问题", exact=True)


def figure(page: Page) -> Locator:
    return page.locator("[data-stage]")


@pytest.mark.parametrize("by", ["button", "key"])
def test_a_running_answer_is_stopped_and_says_that_it_is_not_whole(
    page: Page, address: str, by: str
) -> None:
    sign_in(page, address, "李敏")
    ask(page, SLOWLY)
    expect(page.locator(".answer.working")).to_contain_text("名下有3位客户符合条件。")
    expect(page.get_by_role("button", name="发送")).to_be_hidden()
    if by == "button":
        page.get_by_role("button", name="停止").click()
    else:
        page.keyboard.press("Escape")
    stopped = page.locator(".answer.stopped")
    expect(stopped).to_contain_text("名下有3位客户符合条件。")
    for words in ("AI生成", "未完成", "不是完整的回答"):
        expect(stopped).to_contain_text(words)
    expect(stopped.locator("[data-copy]")).to_have_count(0)
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    ask(page, "谁会买理财")
    expect(page.locator("table.customers")).to_have_count(1)


def test_the_last_question_is_changed_and_asked_anew(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    ask(page, "谁会买理财")
    expect(page.locator("table.customers")).to_have_count(1)
    ask(page, "换一批")
    expect(page.locator("table.customers")).to_have_count(2)
    expect(page.get_by_role("button", name="修改", exact=True)).to_have_count(1)
    page.get_by_role("button", name="修改", exact=True).click()
    expect(field(page)).to_have_value("换一批")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_have_value("换一批")
    expect(page.locator(".editing")).to_be_visible()
    ask(page, "换十位")
    expect(page.locator(".question p")).to_have_text(["谁会买理财", "换十位"])
    expect(page.locator(".replaced")).to_contain_text("不再计入对话")
    expect(page.locator("table.customers")).to_have_count(2)
    expect(page.locator(".editing")).to_be_hidden()


def test_a_second_question_waits_for_the_first(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    ask(page, SLOWLY)
    field(page).fill("谁会买理财")
    page.keyboard.press("Enter")
    expect(page.locator(".q-notification").first).to_contain_text("停止")
    expect(page.locator(".question")).to_have_count(1)
    expect(field(page)).to_have_value("谁会买理财")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".answer.stopped")).to_be_visible()


def test_one_goes_on_with_what_is_offered_after_the_last_answer(page: Page, address: str) -> None:
    sign_in(page, address, "李敏")
    ask(page, "谁会买理财")
    page.get_by_role("group", name="接着问").get_by_role("button").first.click()
    expect(page.locator(".question p").last).to_have_text("看看第一位长什么样")
    expect(page.get_by_role("group", name="接着问")).to_have_count(1)


def test_the_keys_are_told_and_copies_say_who_wrote_them(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, address, "李敏")
    expect(field(page)).to_be_focused()
    for words in ("发送", "换行", "停止", "修改上一问"):
        expect(page.locator(".keys")).to_contain_text(words)
    ask(page, "谁会买理财")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "王秀英" in copied
    assert copied.endswith("本内容由AI生成，仅供参考")


def test_a_customers_figure_does_what_the_turn_does(page: Page, address: str) -> None:
    page.add_init_script(VOICE)
    sign_in(page, address, "王秀英")
    expect(figure(page)).to_have_attribute("data-state", "idle")
    expect(page.locator(".scene")).to_contain_text("AI数字人，非真人")
    field(page).focus()
    expect(figure(page)).to_have_attribute("data-state", "listening")
    ask(page, SLOWLY)
    expect(figure(page)).to_have_attribute("data-state", "speaking")
    page.get_by_role("button", name="停止", exact=True).click()
    expect(page.locator(".answer.stopped")).to_be_visible()
    expect(figure(page)).to_have_attribute("data-state", "listening")
    assert page.evaluate("window.said") == []


def test_a_voice_reads_answers_where_that_was_switched_on_and_stays_on(
    page: Page, address: str
) -> None:
    page.add_init_script(VOICE)
    sign_in(page, address, "王秀英")
    switch = page.get_by_role("button", name=re.compile("语音播报"))
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    page.reload()
    expect(switch).to_have_text("语音播报：开")
    ask(page, "我的资产")
    expect(page.get_by_role("button", name="停止朗读")).to_be_visible()
    expect(figure(page)).to_have_attribute("data-state", "speaking")
    said = page.evaluate("window.said")
    assert said == ["您好。", "理财非存款，投资须谨慎。", "本内容由AI生成，仅供参考。"]
    page.evaluate("window.last.onend()")
    expect(page.get_by_role("button", name="朗读", exact=True)).to_be_visible()
    expect(figure(page)).not_to_have_attribute("data-state", "speaking")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_a_person_is_one_tap_away_while_something_is_answered(page: Page, address: str) -> None:
    sign_in(page, address, "王秀英")
    ask(page, SLOWLY)
    expect(page.locator(".answer.working")).to_contain_text("符合条件")
    page.get_by_role("button", name="转人工").click()
    expect(page.locator(".question p").last).to_have_text("我要转人工服务")
    expect(page.locator(".answer-foot").last).to_be_visible()
    expect(page.locator(".answer.stopped")).to_have_count(1)


def test_the_figure_keeps_still_for_whom_motion_disturbs(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, address, "王秀英")
    moving = (
        "[...document.querySelectorAll('.avatar *')]"
        ".filter(one => getComputedStyle(one).animationName !== 'none').length"
    )
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_asked_anew_a_question_comes_where_the_old_one_came(open_as: Open) -> None:
    page = open_as("rm:M001", "/ask")
    ask(page, "我名下哪些客户最有可能买理财？")
    table = page.locator("table.customers")
    expect(table).to_have_count(1)
    names = table.locator(".name").all_inner_texts()
    ask(page, "看看第一位长什么样")
    expect(page.locator(".answer").nth(1)).to_contain_text(names[0])
    # Its words are there before it is whole; whoever edits it sees it in the field first.
    expect(page.get_by_role("button", name="停止", exact=True)).to_be_hidden()
    page.get_by_role("button", name="修改", exact=True).last.click()
    expect(page.get_by_label("问题", exact=True)).to_have_value("看看第一位长什么样")
    ask(page, "看看第二位长什么样")
    expect(page.locator(".answer").nth(1)).to_contain_text(names[1])
    ask(page, "给他推荐什么产品？")
    expect(page.locator(".answer").nth(2)).to_contain_text(names[1])


def test_a_rating_and_its_reason_reach_who_makes_answers_better(
    open_as: Open, workbench: str
) -> None:
    page = open_as("rm:M001", "/ask")
    ask(page, "理财和存款有什么区别？")
    page.get_by_role("button", name="没帮助").click()
    expect(page.get_by_label("没答到点上")).to_be_visible()
    page.get_by_label("没答到点上").check()
    page.get_by_label("看不懂").check()
    page.get_by_label("补充说明").fill("=我想看表格")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".rating")).to_contain_text("已记下，谢谢")
    pressed = page.get_by_role("button", name="没帮助")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()
    page = open_as("compliance:compliance-01", "/ratings")
    latest = page.locator("section[aria-labelledby=head-latest]")
    for words in ("没答到点上", "看不懂", "=我想看表格", "理财和存款有什么区别？", "rm:M001"):
        expect(latest).to_contain_text(words)
    sheet = page.request.get(f"{workbench}/export/ratings.csv?opinion=down")
    assert "'=我想看表格" in sheet.text()
    assert "AI生成" in sheet.text()
    page.get_by_role("button", name="有帮助", exact=True).click()
    expect(latest).to_contain_text("没有这样的评价")
    page = open_as("analyst:analyst-01", "/ratings")
    expect(page.locator("#main")).to_contain_text("没答到点上")
    expect(page.locator("#main")).not_to_contain_text("我想看表格")
    assert open_as("rm:M001", "/ask").request.get(f"{workbench}/ratings").status == 404


@pytest.mark.parametrize("page", [(380, 780, "dark"), (1366, 768, "light")], indirect=True)
def test_it_fits_and_axe_finds_nothing_serious(open_as: Open) -> None:
    page = open_as("customer:C0000001", "/ask")
    ask(page, "我的资产现在怎么样？")
    expect(page.locator(".screen-card").first).to_be_visible()
    ask(page, "我要转人工服务")
    call = page.get_by_role("link", name=re.compile("拨打"))
    expect(call).to_have_attribute("href", "tel:400-000-0000")
    page.get_by_role("button", name="没帮助").last.click()
    expect(page.get_by_label("看不懂")).to_be_visible()
    assert fits(page)
    assert faults(page) == []
    page.get_by_role("button", name="停止联系我").click()
    expect(page.get_by_role("button", name="确认停止联系")).to_be_visible()
    page = open_as("compliance:compliance-01", "/ratings")
    assert fits(page)
    assert faults(page) == []
