"""What customers ask, and staff of a buyer at the counter, answered by the thing that was asked."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tests.conftest import linked_home
from tests.tools.bank import customers, query
from tools.toolbox import Toolbox


@pytest.fixture(scope="module")
def bank(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """With a ledger of its own: who is handed to a person waits in it."""
    home = linked_home(demo_home, tmp_path_factory.mktemp("talks") / "home")
    with closing(Toolbox(home)) as toolbox, answering(toolbox, home / "threads") as opened:
        yield opened


@pytest.fixture
def holder(bank: Answering, request: pytest.FixtureRequest) -> Talk:
    """A customer with C3 and a valid assessment who holds a fund and something that matures."""
    ((customer_id,),) = query(
        bank.toolbox,
        "SELECT c.customer_id FROM prospects c "
        "WHERE c.risk_level = 'C3' AND c.risk_expires_on > DATE '2026-10-01' AND c.age < 60 "
        "AND c.customer_id IN (SELECT customer_id FROM positions WHERE matures_on IS NOT NULL) "
        "AND c.customer_id IN (SELECT customer_id FROM positions JOIN products USING (product_id) "
        "WHERE category = 'fund') ORDER BY 1 LIMIT 1",
    )
    return Talk.of(bank, f"customer:{customer_id}", request.node.name)


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("跟上个月比我的钱多了还是少了", "my_changes"),
        ("我买的那些东西啥时候到期", "my_holdings"),
        ("活期还有多少", "my_holdings"),
        ("我有没有外币", "my_holdings"),
        ("我基金亏了没", "my_gains"),
        ("我上个月刷卡花了多少钱", "my_spending"),
        ("我上次测评什么时候做的", "my_account"),
        ("我的客户经理是谁", "my_account"),
    ],
)
def test_one_thing_of_the_account_is_answered_by_itself(
    holder: Talk, question: str, tool: str
) -> None:
    answer = holder.ask(question)
    assert tool in answer.decision
    assert "资产合计" not in answer.answer or tool == "my_changes"
    assert not answer.guard["withheld"], answer.answer
    assert answer.guard["bound"] == answer.guard["figures"]


@pytest.mark.parametrize("question", ["我账上一共有多少钱", "看看我所有的资产情况"])
def test_the_whole_is_told_where_it_is_asked_for(holder: Talk, question: str) -> None:
    assert "资产合计" in holder.ask(question).answer


@pytest.mark.parametrize(
    "question",
    [
        "活期利率是多少",
        "基金亏了怎么办",
        "你们有没有金条",
        "黄金比上个月涨了多少",
        "信用卡年费多少",
    ],
)
def test_what_is_not_of_the_account_is_not_taken_for_it(holder: Talk, question: str) -> None:
    called = {made["tool"] for made in holder.ask(question).decision["tools"]}  # type: ignore[attr-defined]
    assert not called & {"my_account", "my_holdings", "my_gains", "my_changes", "my_spending"}


def test_a_limit_stays_whatever_is_held_against_it(holder: Talk) -> None:
    assert holder.ask("R5的能买吗").decision["check_suitability"]["allowed"] is False  # type: ignore[index]
    for question in ("我自己愿意冒险也不行吗", "签字也不行？"):
        answer = holder.ask(question)
        assert answer.answer.startswith("不行"), answer.answer
        assert "代替不了测评结果" in answer.answer
    assert holder.ask("那重新测一次").answer.startswith("可以重新测，但要情况真的变了")
    assert "C5" in holder.ask("那什么时候能买").answer
    assert "如实填写" in holder.ask("题怎么填能到最高那档").answer


def test_who_is_asked_for_is_judged_by_their_own_age_and_assessment(holder: Talk) -> None:
    first = holder.ask("我妈67了，给她买个保险有合适的吗")
    assert "您母亲" in first.answer
    assert "按您的风险承受能力" not in first.answer
    assert holder.ask("她没测评过").answer.startswith("要先由您母亲本人如实做一次风险测评")
    assert "不行" in holder.ask("那R3的理财她能买吗").answer
    assert holder.ask("那我自己能买R2吗").answer.startswith("您可以购买")


def test_a_buyer_at_the_counter_is_a_case_and_no_customer_of_the_book(bank: Answering) -> None:
    staff = Talk.of(bank, "rm:M001", "counter")
    refused = staff.ask("68岁一阿姨非要买R4的基金，说愿意签字，行不行").answer
    assert refused.startswith("不行，这位68岁的客户不能买R4级产品")
    assert "签字" in refused.split("\n\n")[0]
    assert "2026年10月" in staff.ask("她测评是去年10月做的").answer.split("\n\n")[0]
    listed = staff.ask("那她现在能买啥")
    assert listed.decision["suitable_shelf"]["ceiling"] == "R3"  # type: ignore[index]
    assert "没有找到" not in listed.answer


def test_a_customer_of_the_book_puts_the_case_aside(bank: Answering) -> None:
    staff = Talk.of(bank, "rm:M001", "aside")
    staff.ask("68岁一阿姨非要买R4的基金，行不行")
    one = next(c for c in customers(bank.toolbox) if c.manager_id == "M001" and len(c.name) > 2)
    staff.ask(f"{one.customer_id}能买R2的理财吗")
    again = staff.ask("那R4呢")
    assert again.decision["check_suitability"]["customer_id"] == one.customer_id  # type: ignore[index]


def test_a_fraud_is_gone_on_about_in_its_thread(holder: Talk) -> None:
    first = holder.ask("刚有人打电话说我卡涉嫌洗钱,让我把钱转到安全账户,真的假的")
    assert first.answer.startswith("是假的，这是诈骗")
    assert "老人" not in first.answer
    proof = holder.ask("可是他知道我身份证号,还给我看了警官证")
    assert proof.decision["outcome"] == "handoff"
    assert "伪造" in proof.answer
    assert "吓唬" in holder.ask("他说不转就来抓我").answer
    assert "20万" in holder.ask("好的挂了。大额存单多少钱起").answer


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["咱行R2的在售的都有哪几只", "第二个和第三个哪个好"], "差别主要在"),
        (["大额存单现在利率多少、多少钱起", "它比普通定期强在哪"], "起点：大额存单20万元起"),
        (["半年期的理财有哪些"], "180天左右的理财产品"),
        (["有结构性存款吗"], "没有结构性存款"),
        (["给我推荐个理财", "第二个风险高吗"], "的风险等级是R"),
        (["给我推荐个理财", "为啥不给我推涨得最猛的那个"], "没有按涨幅"),
        (["给我推荐个理财", "为什么不推荐R5的给我"], "R5"),
    ],
)
def test_products_are_answered_by_what_is_asked_of_them(
    holder: Talk, turns: list[str], said: str
) -> None:
    answers = [holder.ask(turn) for turn in turns]
    assert said in answers[-1].answer.split("\n\n")[0], answers[-1].answer
    assert not answers[-1].guard["withheld"], answers[-1].answer
