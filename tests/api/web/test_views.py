"""What a page shows of an answer: its figures rounded, its rules named, nothing run as markup."""

from typing import Any

import pytest

from api.schemas import as_json
from api.web.passages import passage_of
from api.web.rendering import render
from api.web.views import view_of
from tests.api.bank import FakeAnswer, FakeParts
from tools.access import parse

RM = parse("rm:M001")


def answer(**changes: object) -> dict[str, Any]:
    found: FakeAnswer = FakeParts().ask(RM, "谁会买理财")
    return {**as_json(found), **changes}  # type: ignore[arg-type]


def shown(view: object, staff: bool = True) -> str:
    return render("answer.html", view=view, staff=staff)


def test_a_list_of_prospects_is_a_table_with_every_column() -> None:
    view = view_of(answer())
    assert view.customers is not None
    assert view.customers.scored
    first, second, third = view.customers.rows
    assert (first.probability, first.share, first.lift) == ("18.2%", 100, "5.1倍")
    assert first.reasons == ("有一笔50万元存款12天后到期", "近30天浏览理财产品7次")
    assert (first.product, first.product_note) == ("安心季季开", "R2（中低风险）")
    assert first.allowed
    assert second.allowed is False
    assert second.contact == "客户没有授权通过短信接收营销信息；最早10月1日 09:00"
    assert (third.product, third.product_note) == ("", "风险测评已失效")
    html = shown(view)
    for words in ("18.2%", "暂不联系", "可以联系", "安心季季开", "平均的5.1倍", "文字版"):
        assert words in html
    assert view.lead.startswith("M001名下")


def test_leads_of_an_event_have_no_probability_of_their_own() -> None:
    contact = {"allowed": True, "why": "可以通过电话联系", "best_time": None}
    lead = {
        "customer_id": "C1", "name": "王", "reasons": ["持有受影响的产品"], "probability": None,
        "product_id": "P1", "product_name": "触动的产品", "offer_product_id": None,
        "offer_product_name": None, "contact": contact,
    }  # fmt: skip
    view = view_of(answer(decision={"items": [lead]}))
    assert view.customers is not None
    assert not view.customers.scored
    assert view.customers.rows[0].product == "", "what the news touched is not what to offer"
    assert "概率" not in shown(view).split("</table>")[0]


def test_other_items_are_no_customers() -> None:
    view = view_of(answer(decision={"items": [{"product_id": "P1"}]}))
    assert view.customers is None
    assert view.lead == view.text


def test_a_portrait_shows_themes_scores_and_holdings() -> None:
    profile = {
        "name": "王秀英", "customer_id": "C0000001", "aum": 620_000.0, "risk_level": "C2",
        "themes": [{"title": "资产", "traits": [{"text": "活期余额12万元"}]}],
        "holdings": [{"product_name": "安心季季开", "category": "wealth", "risk_level": "R2",
                      "amount": 200_000.0, "matures_on": "2026-10-12"}],
        "scores": [{"title": "买理财", "probability": 0.182, "lift": 5.1, "percentile": 0.97,
                    "reasons": [{"text": "有存款到期"}]}],
        "contact": {"allowed": False, "why": "现在不在联系时段", "best_time": None},
    }  # fmt: skip
    text = "王秀英，68岁。\n\n资产：活期\n\n联系：可以"
    view = view_of(
        answer(decision={"customer_profile": profile}, answer=text, intent="customer_profile")
    )
    assert view.portrait is not None
    assert view.portrait.aum == "62万元"
    assert (view.lead, view.middle, view.closing) == tuple(text.split("\n\n"))
    html = shown(view)
    for words in ("活期余额12万元", "安心季季开", "理财", "20万元", "18.2%", "有存款到期"):
        assert words in html


def test_a_text_that_rests_on_a_portrait_shows_the_text_alone() -> None:
    profile = {"name": "王秀英", "customer_id": "C0000001"}
    assert (
        view_of(answer(decision={"customer_profile": profile}, intent="write_copy")).portrait
        is None
    )


def test_profiling_refused_shows_no_score() -> None:
    profile = {"name": "王", "customer_id": "C1", "profiling_refused": True}
    html = shown(view_of(answer(decision={"customer_profile": profile}, intent="customer_profile")))
    assert "不同意画像" in html


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("pass", "检查通过"),
        ("advisory", "有提示"),
        ("evidence_required", "缺少依据"),
        ("manual_review", "人工审核"),
        ("violation", "已拦截"),
        ("unheard-of", "检查结果未知"),
    ],
)
def test_the_verdict_is_said(verdict: str, words: str) -> None:
    assert words in shown(view_of(answer(guard={"verdict": verdict})))


def test_what_was_blocked_is_shown_with_its_rule_and_way_out() -> None:
    finding = {
        "rule": "G1", "law": "广告法", "article": "第二十五条", "quote": "稳赚不赔",
        "message": "不得对未来收益作保证性承诺", "suggestion": "改为说明风险等级", "span": [0, 4],
    }  # fmt: skip
    guard = {"verdict": "violation", "findings": [finding], "withheld": 1, "bound": 3, "figures": 4}
    view = view_of(answer(guard=guard))
    html = shown(view)
    for words in (
        "稳赚不赔",
        "广告法 第二十五条",
        "改为说明风险等级",
        "3/4个数字有出处",
        "拦下1段",
    ):
        assert words in html


def test_facts_are_said_in_their_units_and_limited() -> None:
    def fact(value: object, unit: str) -> dict[str, object]:
        return {"id": "x", "label": "某值", "value": value, "unit": unit, "source": "prospects:C1"}

    facts = [
        fact(0.0325, "fraction"), fact(205_000, "yuan"), fact(True, "flag"), fact(3, "rank"),
        fact("C2", "level"), fact("2026-09-30T09:00:00+00:00", "datetime"), fact(12, "days"),
    ]  # fmt: skip
    view = view_of(answer(facts=facts * 20))
    assert [found.value for found in view.facts[:7]] == [
        "3.25%", "20.5万元", "是", "第3", "C2（稳健型）", "9月30日 17:00", "12天",
    ]  # fmt: skip
    assert len(view.facts) + view.more_facts == 140
    assert "（140）" in shown(view)


def test_a_customer_sees_the_label_and_not_the_machinery() -> None:
    html = shown(view_of(answer(decision={})), staff=False)
    assert "AI生成" in html
    assert "本内容由AI生成" in html
    for words in ("模板措辞", "数据依据", "检查通过"):
        assert words not in html


def test_names_and_titles_are_never_markup() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    citations = [{"document": hostile, "title": hostile, "source": hostile, "published": None}]
    facts = [{"id": hostile, "label": hostile, "value": hostile, "unit": "", "source": hostile}]
    html = shown(view_of(answer(citations=citations, facts=facts, label=hostile, answer=hostile)))
    assert "<img" not in html
    assert "&lt;b&gt;周&lt;/b&gt;" in html


def test_a_source_opens_at_its_passage_for_those_who_may_read_it() -> None:
    door: Any = type("Door", (), {"parts": FakeParts()})
    view = view_of(answer())
    (citation,) = view.citations
    passage = passage_of(door, RM, citation)
    assert passage.passage == "央行宣布下调存款准备金率0.5个百分点"
    assert passage.before.endswith("前文。")
    assert passage.after.startswith("。后文")
    assert "<mark>央行宣布" in render("passage.html", passage=passage)


def test_a_source_for_staff_shows_a_customer_only_what_was_quoted() -> None:
    door: Any = type("Door", (), {"parts": FakeParts()})
    found = {"document": "R0001", "title": "内部规则", "text": "引用的一句", "span": [0, 5]}
    (citation,) = view_of(answer(citations=[found])).citations
    passage = passage_of(door, parse("customer:C0000001"), citation)
    assert (passage.before, passage.passage, passage.after) == ("", "引用的一句", "")
