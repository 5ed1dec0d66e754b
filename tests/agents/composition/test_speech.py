"""What is said has no markup and no digit, short breaths, and every required sentence."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.composition.numerals import read_aloud
from agents.composition.speech import LONGEST, speech_of


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("年化3.25%", "年化百分之三点二五"),
        ("3%-5%", "百分之三到百分之五"),
        ("-2.1%", "百分之负二点一"),
        ("0.15%/年", "每年百分之零点一五"),
        ("45.75万元", "四十五点七五万元"),
        ("1,234.56元", "一千二百三十四点五六元"),
        ("2.06万亿元", "二点零六万亿元"),
        ("20,000,000", "二千万"),
        ("100010001", "一亿零一万零一"),
        ("10、110、1005、10005", "十、一百一十、一千零五、一万零五"),
        ("2026年9月30日", "二零二六年九月三十日"),
        ("2026-09-30", "二零二六年九月三十日"),
        ("9月2日15:00前，9:05起", "九月二日十五点前，九点零五分起"),
        ("2个月、2万元、第2位、2月", "两个月、两万元、第二位、二月"),
        ("3-6个月", "三到六个月"),
        ("R2产品T+1到账", "R二产品T加一到账"),
        ("客户C0000001，尾号0042", "客户C零零零零零零一，尾号零零四二"),
        ("热线400-000-0000", "热线四零零零零零零零零零"),
        ("电话：95588", "电话：九五五八八"),
    ],
)
def test_figures_are_read_as_people_read_them(written: str, said: str) -> None:
    assert read_aloud(written) == said


def test_an_answer_becomes_sentences_with_the_label_at_their_end() -> None:
    text = (
        "按您的C3（平衡型），可以先了解“安心存单6个月”[1]。\n\n"
        "1. 安心存单6个月\n   风险等级R1（低风险），期限180天\n   详见 https://bank.example/p?a=1\n"
        "2. 安心存单3个月\n\n| 产品 | 期限 |\n|---|---|\n| 甲 | 90天 |\n\n"
        "**理财非存款**，产品有风险，投资须谨慎。"
    )
    assert speech_of(text, "本内容由AI生成").split("\n") == [
        "按您的C三，平衡型，可以先了解安心存单六个月。",
        "第一，安心存单六个月。",
        "风险等级R一，低风险，期限一百八十天。",
        "第二，安心存单三个月。",
        "其余内容请看屏幕。",
        "明细表请看屏幕。",
        "理财非存款，产品有风险，投资须谨慎。",
        "本内容由AI生成。",
    ]


def test_of_a_long_list_the_first_entries_are_read() -> None:
    said = speech_of("\n".join(f"· 产品{name}" for name in "甲乙丙丁戊"))
    assert said == "产品甲。\n产品乙。\n产品丙。\n其余内容请看屏幕。"


_PARTS = st.text(alphabet="甲乙12. -*|>#[]\n字。，（）%年元/：·C", max_size=80)


@settings(deadline=None)
@given(_PARTS)
def test_no_digit_and_no_markup_is_left(text: str) -> None:
    said = speech_of(text)
    assert not re.search(r"[\d*|#>\[\]（）()《》“”]", said)
    assert all(line and line[-1] in "。！？，、；!?," for line in said.split("\n") if said)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["投资须谨慎", "可以买", "二十万元", "请阅读说明书"]), max_size=30))
def test_no_breath_is_long_and_no_word_of_a_paragraph_is_lost(parts: list[str]) -> None:
    said = speech_of("，".join(parts))
    longest = max((len(line) for line in said.split("\n")), default=0)
    assert longest <= LONGEST + 1
    assert re.sub(r"[，。\n]", "", said) == "".join(parts)
