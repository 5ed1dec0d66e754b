"""Those who look at figures, in a real browser: models for the analyst, results for who leads."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.web.chromium import executable
from tests.api.web.conftest import faults, fits, free_port, served
from tests.conftest import linked_home

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(executable() is None, reason="Chromium is not installed"),
]

Open = Callable[[str, str], Page]
ANALYST = "analyst:analyst-01"
HEAD_OFFICE = "manager:B00"


def test_an_analyst_opens_a_model_its_card_and_its_drift(open_as: Open, workbench: str) -> None:
    page = open_as(ANALYST, "/models")
    page.get_by_placeholder("模型名称").fill("wealth_30d")
    page.get_by_role("button", name=re.compile("购买理财")).click()
    one = page.locator("section[aria-labelledby=head-model]")
    expect(one).to_contain_text("正在打分")
    expect(page.locator("#model-list tr.chosen")).to_contain_text("wealth_30d")
    page.get_by_placeholder("模型名称").fill("")
    page.locator("[data-act=open][data-model=card_spend_30d]").click()
    expect(page.locator("#head-model")).to_contain_text("card_spend_30d")
    expect(page.locator("#head-model")).to_be_in_viewport()
    page.locator("[data-act=open][data-model=wealth_30d]").click()
    expect(one).to_contain_text("wealth_30d")
    card = page.request.get(f"{workbench}/models/wealth_30d/card")
    assert card.status == 200
    assert "AUC" in card.text()
    assert "script" not in card.headers["content-security-policy"]
    page.get_by_role("button", name="看漂移").click()
    expect(page.locator("#head-drift")).to_contain_text(re.compile("稳定|关注|重新训练"))
    expect(one.get_by_role("button", name="换上挑战者")).to_have_count(0)


def test_a_challenger_is_trained_aside_compared_and_promoted_with_a_reason(
    demo_home: Path, tmp_path: Path, open_at: Callable[[str, str, str], Page]
) -> None:
    home = linked_home(demo_home, tmp_path / "home")
    for part in ("models", "forecasters"):  # copies: the shared ones are read by other tests
        (home / part).unlink()
        shutil.copytree(demo_home / part, home / part, symlinks=True)
    port = free_port()
    command = ("-m", "weiwo", "serve", "--port", str(port))
    with served(*command, port=port, WEIWO_HOME=str(home)) as url:
        page = open_at(url, ANALYST, "/models")
        page.get_by_placeholder("模型名称").fill("wealth_30d")
        page.get_by_role("button", name=re.compile("购买理财")).click()
        one = page.locator("section[aria-labelledby=head-model]")
        one.get_by_role("button", name="重新训练").click()
        one.get_by_label("多用多少秒").fill("300")
        one.get_by_role("button", name="开始训练").click()
        page.get_by_role("button", name="取消训练").click()
        expect(one).to_contain_text("上次训练：已取消")
        one.get_by_role("button", name="重新训练").click()
        one.get_by_role("button", name="开始训练").click()
        expect(page.locator(".working")).to_contain_text("离开本页也会继续")
        assert faults(page) == []
        page.goto(f"{url}/ask")
        page.goto(f"{url}/models")
        page.get_by_placeholder("模型名称").fill("wealth_30d")
        page.get_by_role("button", name=re.compile("购买理财")).click()
        expect(one).to_contain_text("看不出差别")
        one.get_by_role("button", name="换上挑战者").click()
        one.get_by_label("理由").fill("用新一月的数据")
        one.get_by_role("button", name="确定").click()
        expect(one).to_contain_text("第2版，正在打分")
        one.get_by_text("换版记录").click()
        expect(one).to_contain_text("用新一月的数据")
        page.get_by_placeholder("模型名称").fill("aum_30d")
        page.locator("[data-act=open][data-model=aum_30d]").click()
        one.get_by_role("button", name="重新训练").click()
        expect(one.get_by_label("多用多少秒")).to_have_count(0)
        one.get_by_role("button", name="开始训练").click()
        expect(one).to_contain_text("两版各自的模型卡")
        expect(one).to_contain_text("80%区间实际覆盖")
        expect(page.locator(".q-notification")).to_have_count(0)  # what fades has no contrast
        assert faults(page) == []
        page.goto("about:blank")  # before its server is gone


def test_a_card_is_not_for_everybody(open_as: Open, workbench: str) -> None:
    page = open_as("rm:M001", "/ask")
    assert page.request.get(f"{workbench}/models/wealth_30d/card").status == 403
    assert page.request.get(f"{workbench}/models").status == 404
    nobody = open_as(ANALYST, "/ask").request.get(f"{workbench}/models/no_such/card")
    assert nobody.status == 404


def test_head_office_goes_down_to_a_branch_and_its_managers(open_as: Open) -> None:
    page = open_as(HEAD_OFFICE, "/results")
    expect(page.locator(".figures")).to_contain_text("成交率")
    page.get_by_role("button", name=re.compile("支行")).first.click()
    expect(page.locator("#head-units")).to_contain_text("的客户经理")
    expect(page.locator("#main")).to_contain_text("M0")
    page.get_by_role("button", name="返回各机构").click()
    expect(page.locator("#head-units")).to_contain_text("各机构")
    page.get_by_role("button", name="按渠道").click()
    expect(page.get_by_role("button", name="按渠道")).to_have_attribute("aria-pressed", "true")


def test_a_branch_sees_itself_alone(open_as: Open) -> None:
    page = open_as("manager:B01", "/results")
    units = page.locator("section[aria-labelledby=head-units] tbody tr")
    expect(units).to_have_count(1)
    expect(units.first).to_contain_text("B01")


def test_an_analyst_sees_branches_and_no_manager(open_as: Open) -> None:
    page = open_as(ANALYST, "/effects")
    expect(page.locator("#head-units")).to_contain_text("各机构")
    expect(page.locator("section[aria-labelledby=head-units] button.link")).to_have_count(0)


@pytest.mark.parametrize("page", [(400, 800, "dark"), (1366, 768, "light")], indirect=True)
def test_pages_fit_and_axe_finds_nothing_serious(open_as: Open) -> None:
    for who, path in ((ANALYST, "/models"), (ANALYST, "/effects"), (HEAD_OFFICE, "/results")):
        page = open_as(who, path)
        assert fits(page), path
        assert faults(page) == [], path
