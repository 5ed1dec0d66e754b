"""Sending in a real browser: a text written, put into the outbox, cancelled, sent again anew."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits, told
from tests.tools.bank import rm_of
from tests.tools.writing_desk import reachable
from tools.toolbox import Toolbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]

Open = Callable[[str, str], Page]


def queued(open_as: Open, toolbox: Toolbox) -> tuple[Page, str]:
    """A message in the outbox of the customer's manager."""
    one = reachable(toolbox, "sms", 1)[0]
    who = str(rm_of(one))
    page = open_as(who, f"/write?customer={one.customer_id}&channel=sms")
    page.get_by_role("link", name="去发送").first.click()
    form = page.locator("section[aria-labelledby=head-send]")
    expect(form).to_contain_text("1位现在可以发")
    form.get_by_role("button", name="放入发件箱").click()
    told(page, "已放入发件箱1条")
    return page, who


def test_a_message_waits_is_cancelled_and_goes_again_under_another_name(
    open_as: Open, toolbox: Toolbox
) -> None:
    page, who = queued(open_as, toolbox)
    one = page.locator("section[aria-labelledby=head-message]")
    expect(one).to_contain_text("待发")
    expect(one).to_contain_text("不需要人工审核")
    expect(page.locator(".q-notification")).to_have_count(0)  # what fades has no contrast
    assert faults(page) == []
    one.get_by_label("取消的理由").fill("客户已到柜面办理")
    one.get_by_role("button", name="取消发送").click()
    told(page, "已取消")
    expect(one).to_contain_text("人工处理：客户已到柜面办理")
    one.get_by_label("换一个由头再发").fill("补发一")
    one.get_by_role("button", name="放入发件箱").click()
    told(page, "已放入发件箱")
    expect(one).to_contain_text("由头补发一")
    page.get_by_role("button", name=re.compile("已取消 1")).click()
    expect(page.locator(".queue-item")).to_have_count(1)
    expect(page.locator(".queue-item")).to_contain_text("人工处理")
    page = open_as("compliance:compliance-01", "/sending")
    expect(page.locator(".queue-item").first).to_be_visible()
    expect(page.get_by_role("button", name="取消发送")).to_have_count(0)
    other = "rm:M002" if who != "rm:M002" else "rm:M001"
    page = open_as(other, "/sending")
    expect(page.locator("#main")).to_contain_text("发件箱是空的")


def test_another_text_is_not_there(open_as: Open, workbench: str) -> None:
    page = open_as("rm:M001", "/sending?text=T0000")
    expect(page.locator("[role=alert]")).to_contain_text("没有这条文案")
    page = open_as("analyst:analyst-01", "/ask")
    assert page.request.get(f"{workbench}/sending").status == 404


@pytest.mark.parametrize("page", [(400, 800, "dark")], indirect=True)
def test_the_narrow_panel(open_as: Open, toolbox: Toolbox) -> None:
    one = reachable(toolbox, "sms", 1)[0]
    page = open_as(str(rm_of(one)), "/sending")
    assert fits(page)
    assert faults(page) == []
