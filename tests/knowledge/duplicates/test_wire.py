"""What houses put around a story does not change it; what they change within does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.duplicates import fold, signature
from knowledge.duplicates.wire import core
from knowledge.normalisation import normalise
from knowledge.store import StoredDocument

LEADS = (
    "", "财联社9月24日电，", "新华社北京9月24日电（记者王五 李四）", "证券日报网讯，",
    "快讯：", "据悉，", "【快讯：要闻】", "格隆汇9月24日丨",
    "本报记者 张三 北京报道 ", "据央视新闻报道，", "上证报讯 ",
)  # fmt: skip
TAILS = (
    "", "（新华社）", "（完）", "（编辑：李明）", "\n责任编辑：赵六",
    "风险提示：本文不构成投资建议。", "来源：证券时报", "更多精彩内容请关注本报客户端。",
    "(记者 张三)", "本文转自第一财经。",
)  # fmt: skip
STORIES = (
    "财政部决定发行2026年记账式附息国债，本期国债期限10年，竞争性招标面值总额1200亿元，票面利率通过招标确定。",
    "国家外汇管理局公布，截至8月末我国外汇储备规模为32922亿美元，较7月末上升299亿美元，升幅为0.92%。",
    "多家银行下调个人存款挂牌利率，业内人士认为，此举有利于稳定净息差，引导居民资金转向消费与投资。",
)


def _stands(*texts: str) -> list[str | None]:
    documents = [Document(id=str(at), title="", text=text) for at, text in enumerate(texts)]
    folded = fold([StoredDocument(one, one.id, signature(one.text)) for one in documents])
    return [one.folded_into for one in folded]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(STORIES),
    st.tuples(st.sampled_from(LEADS), st.sampled_from(TAILS)),
    st.tuples(st.sampled_from(LEADS), st.sampled_from(TAILS)),
)
def test_leads_and_credits_never_keep_a_story_apart(
    story: str, one: tuple[str, str], two: tuple[str, str]
) -> None:
    assert _stands(*(lead + story + tail for lead, tail in (one, two))) == [None, "0"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STORIES[:2]), st.sampled_from(LEADS), st.sampled_from(TAILS), st.data())
def test_another_digit_always_does(story: str, lead: str, tail: str, data: st.DataObject) -> None:
    digits = [found.start() for found in re.finditer(r"\d", story)]
    at = data.draw(st.sampled_from(digits))
    changed = (
        story[:at] + str((int(story[at]) + data.draw(st.integers(1, 9))) % 10) + story[at + 1 :]
    )
    assert _stands(story, lead + changed + tail) == [None, None]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_something_of_a_text_is_always_left(text: str) -> None:
    said = normalise(text)
    assert any(map(str.isalnum, core(said))) == any(map(str.isalnum, said))


@pytest.mark.parametrize("company", ["交通银行", "招商银行公司", "海能达"])
def test_a_company_that_speaks_is_no_lead(company: str) -> None:
    assert core(f"{company}公告,拟回购股份。").startswith(company)
