import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunking import LONGEST, UNITS_FROM, passages, units, width

TEXTS = st.text(alphabet="利率上调，。！？\n 开户abc. 12%（）“”", max_size=1500)


@given(TEXTS)
def test_passages_cover_every_visible_character_in_order(text: str) -> None:
    found = passages(text)
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    assert {at for at, character in enumerate(text) if not character.isspace()} <= covered
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert [p.end for p in found] == sorted(p.end for p in found)
    for passage in found:
        inner = text[passage.start : passage.end]
        assert inner == inner.strip() != ""
        assert width(inner) <= LONGEST


def test_a_short_text_is_one_passage() -> None:
    assert [(p.start, p.end) for p in passages("  一句话。两句话。 ")] == [(2, 10)]


def test_passages_end_where_sentences_end_and_overlap() -> None:
    text = "".join(f"这是第{i}句，说的是第{i}件事情的来龙去脉和处理办法。" for i in range(60))
    found = passages(text)
    assert len(found) > 3
    assert all(text[p.end - 1] == "。" for p in found)
    assert all(later.start < earlier.end for earlier, later in pairwise(found))


def test_english_sentences_are_not_cut_at_decimal_points() -> None:
    text = "The fee is 2.5% of the amount. It is charged once. " * 40
    assert all(text[p.start : p.end].endswith(".") for p in passages(text))


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"])
def test_nothing_visible_is_no_passage(text: str) -> None:
    assert passages(text) == []


def test_units_are_the_sentences_of_a_long_passage_only() -> None:
    sentence = "存款到期之后如果没有办理转存，会按照活期利率计算逾期部分的利息，请留意到期日。"
    assert units(sentence * 2) == []
    assert width(sentence * 6) >= UNITS_FROM
    assert "".join(units(sentence * 6)).replace(" ", "") == sentence * 6


def test_a_text_without_any_sentence_end_is_cut_in_time_that_grows_with_it() -> None:
    began = time.process_time()
    found = passages("没有句号的一行" * 100_000)
    assert len(found) > 2_000
    assert time.process_time() - began < 5


ANSWER = "单笔五百元起，最高不超过当期账单金额的九成，超过的部分请一次还清。"


ARTICLES = (
    "手续费按期收取，提前结清的不退，剩余期数不再收取，另收违约金。",
    "申请时间为账单日次日至到期还款日前一日，申请后当日可以撤销一次。",
    "取现金额和已经分期的金额不能再次申请分期，有争议的交易也不能。",
)


@pytest.mark.parametrize(
    "headings",
    [
        ["一、办理条件", "二、费用", "三、提前还清", "四、额度恢复"],
        ["问：多少钱起办？", "问：怎么收费？", "问：能提前还清吗？", "问：额度怎么恢复？"],
        ["第一章 总则", "第二章 费用", "第三章 还款", "第四章 附则"],
        ["1. 办理条件", "2. 费用", "3. 提前还清", "4. 额度恢复"],
    ],
)
def test_each_section_is_a_passage(headings: list[str]) -> None:
    text = "账单分期办法\n\n" + "\n\n".join(f"{one}\n{ANSWER}" for one in headings)
    found = [text[p.start : p.end] for p in passages(text)]
    assert [one.split("\n")[-1] for one in found] == [ANSWER] * 4
    assert found[0].startswith("账单分期办法")
    assert [one.split("\n")[0] for one in found[1:]] == headings[1:]


def test_each_article_of_a_rule_is_a_passage() -> None:
    articles = [f"第{n}条 {one}" for n, one in zip("一二三四", [ANSWER, *ARTICLES], strict=True)]
    for joint in ("\n", "\n\n"):
        text = joint.join(["账单分期办法", "发布日期：2026-05-10", *articles])
        found = [text[p.start : p.end] for p in passages(text)]
        assert [one.split("\n")[-1] for one in found] == articles
    items = [one.replace("第", "").replace("条 ", "、") for one in articles]
    assert len(passages("\n".join(["账单分期办法", *items]))) == 4


def test_headings_of_a_page_that_lost_its_blank_lines_cut_it() -> None:
    headings = ["怎样申领", "怎样激活", "丢了怎么办"]
    text = "\n".join(["社保卡指南", *(f"{heading}\n{ANSWER}{ANSWER}" for heading in headings)])
    found = [text[p.start : p.end] for p in passages(text)]
    assert [one.split("\n")[-2] for one in found] == headings


def test_a_row_without_bars_at_its_ends_is_no_heading() -> None:
    table = "人数 | 年费\n20人 | 减半"
    text = f"{ANSWER}{ANSWER}\n{table}\n{ANSWER}{ANSWER}"
    assert len(passages(text)) == 1


def test_a_short_text_with_headings_stays_whole() -> None:
    assert len(passages("一、条件\n满十八岁。\n\n二、费用\n免费。")) == 1


def test_lines_of_a_news_item_are_no_headings() -> None:
    text = "\n".join([ANSWER] * 5)
    assert len(passages(text)) == 1


def test_a_table_that_fits_keeps_its_columns_names() -> None:
    rows = [f"| 支行{number} | {number * 10}户；其中养老金{number}户 |" for number in range(8)]
    table = "\n".join(["| 支行 | 新增有效户（户） |", "|---|---|", *rows])
    text = f"{'说明在前，不算表格。' * 30}\n{table}\n{'说明在后，也不算表格。' * 20}"
    holding = [
        text[one.start : one.end] for one in passages(text) if "支行7" in text[one.start : one.end]
    ]
    assert holding
    assert all("新增有效户" in passage for passage in holding)


def test_a_row_of_a_large_table_stays_whole() -> None:
    rows = [f"| 项目{number} | 每笔{number}元；另收电讯费。多退少补 |" for number in range(60)]
    text = "\n".join(["| 项目 | 收费 |", "|---|---|", *rows])
    for one in passages(text):
        for line in text[one.start : one.end].split("\n"):
            assert line.startswith("|")
            assert line.endswith("|")
