"""The compliant wording: what the rules propose is carried out, and judged again."""

from collections.abc import Callable

import pytest

from agents.studio.compliant import Known, reword
from tests.tools.writing_desk import CLEAN, MARKETER
from tools.drafts import Judgement, TextDraft, check_text
from tools.ledger.texts import Finding
from tools.toolbox import Toolbox

KNOWN = Known("帷幄示范银行", "400-000-0000")

# Written after the mechanism, none of them looked at while it was made.
UNSEEN = (
    "王女士，我们这款固收产品绝对安全，利息比大额存单高一倍，下单还送电饭煲。",
    "年终冲刺！本基金去年收益率38%，跑赢全市场，错过再等一年。",
    "这只理财经国家金融监督管理总局批准，放心买，到期连本带利一分不少。",
    "最新预测：下半年金价必涨20%，现在买黄金积存稳赚。",
)


def judged(desk: Toolbox) -> Callable[[str], Judgement]:
    def judge(body: str) -> Judgement:
        return check_text(desk, MARKETER, TextDraft(channel="sms", body=body))

    return judge


@pytest.mark.parametrize("body", UNSEEN)
def test_what_comes_out_passes(body: str, desk: Toolbox) -> None:
    judge = judged(desk)
    assert judge(body).blocks
    made = reword(body, judge, KNOWN)
    assert made.settled, (made.body, made.judgement.findings)
    assert made.judgement == judge(made.body)
    assert made.changes


def test_what_is_nothing_but_breaches_is_left_to_its_writer(desk: Toolbox) -> None:
    body = "别家银行的产品都不靠谱，只有我们行最好，最后三十个名额。"
    made = reword(body, judged(desk), KNOWN)
    assert not made.settled
    assert made.body == body


def test_a_clean_text_stays_as_it_is(desk: Toolbox) -> None:
    made = reword(CLEAN, judged(desk), KNOWN)
    assert (made.body, made.changes) == (CLEAN, ())


def test_clean_sentences_and_the_greeting_survive(desk: Toolbox) -> None:
    body = f"您好，这款理财保本保息。网点周末照常营业。{CLEAN.partition('。')[2]}"
    made = reword(body, judged(desk), KNOWN)
    assert made.settled
    assert made.body.startswith("您好，")
    assert "网点周末照常营业。" in made.body


def test_a_rule_that_nothing_satisfies_ends_and_says_so() -> None:
    never = Finding("X", "法", "条", "好", "不行", "删去。", "violation")
    made = reword("好。好。", lambda body: Judgement("violation", "p", (never,)))
    assert not made.settled
    assert made.judgement.blocks
