"""What each subject decides: one thing about one customer, what moved, a text changed, an answer
in fewer words. The questions are none of the examples that the head learned from.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agents.answering import Answer, Answering
from agents.decisions import by_subject
from agents.understanding.subjects import SUBJECTS
from tests.agents.talking import Talk, answering
from tests.conftest import linked_home
from tests.tools.bank import customers, query
from tools.toolbox import Toolbox


@pytest.fixture(scope="module")
def bank(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    home = linked_home(demo_home, tmp_path_factory.mktemp("subjects") / "home")
    with closing(Toolbox(home)) as toolbox, answering(toolbox, home / "threads") as opened:
        yield opened


@pytest.fixture
def rm(bank: Answering, request: pytest.FixtureRequest) -> Talk:
    return Talk.of(bank, "rm:M001", request.node.name)


@pytest.fixture
def mine(bank: Answering) -> str:
    """The name of one of M001's customers who holds something and was contacted."""
    ((name,),) = query(
        bank.toolbox,
        "SELECT name FROM prospects WHERE manager_id = 'M001' AND last_contact_at IS NOT NULL "
        "AND risk_level IS NOT NULL AND customer_id IN (SELECT customer_id FROM positions) "
        "AND name IN (SELECT name FROM prospects WHERE manager_id = 'M001' "
        "GROUP BY name HAVING count(*) = 1) ORDER BY customer_id LIMIT 1",
    )
    return str(name)


def tools(answer: Answer) -> list[str]:
    called: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    return [str(one["tool"]) for one in called]


def whole(answer: Answer) -> bool:
    return not answer.guard["withheld"] and answer.guard["bound"] == answer.guard["figures"]


def test_every_plan_is_of_a_subject_that_the_head_knows() -> None:
    assert set(by_subject.PLANS) <= set(SUBJECTS)
    assert set(by_subject.PLANS) >= by_subject.GENERAL


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("的风险测评过期没有", "风险测评", "持仓"),
        ("上一次是谁联系的，结果咋样", "最近一次联系", "模型评分"),
        ("手里都拿着哪些产品", "资产合计", "模型评分"),
        ("多大年纪了，做什么工作的", "岁", "模型评分"),
        ("最近钱是进来了还是出去了", "月末余额", "模型评分"),
    ],
)
def test_one_thing_of_a_customer_is_answered_by_itself(
    rm: Talk, mine: str, question: str, told: str, untold: str
) -> None:
    answer = rm.ask(f"{mine}{question}")
    assert told in answer.answer
    assert untold not in answer.answer
    assert answer.intent == "customer_profile"
    assert whole(answer), answer.answer


def test_it_goes_on_about_the_one_who_is_pointed_at(rm: Talk, mine: str) -> None:
    rm.ask(f"看看{mine}这个人")
    answer = rm.ask("他测评还管用不")
    assert answer.answer.startswith(f"{mine}的风险测评")


def test_who_moved_money_is_told_from_what_happened(rm: Talk) -> None:
    answer = rm.ask("上个月谁把大钱转走了")
    assert tools(answer) == ["movements_report"]
    assert "概率" not in answer.answer
    assert whole(answer), answer.answer


def test_ones_own_results_are_what_ones_customers_bought(rm: Talk) -> None:
    answer = rm.ask("我这个季度卖得怎么样")
    assert tools(answer) == ["movements_report", "segment_report"]
    assert "名下客户买入" in answer.answer
    assert whole(answer), answer.answer
    earlier = rm.ask("上个季度呢")
    assert tools(earlier) == ["movements_report", "segment_report"]
    assert "6月30日" in earlier.answer


def test_a_colleagues_results_are_no_managers_business(rm: Talk) -> None:
    answer = rm.ask("隔壁组小王这个月业绩比我好吗")
    assert answer.decision["outcome"] == "refuse"
    assert not tools(answer)


def test_a_list_is_narrowed_by_what_is_said_of_it(rm: Talk, bank: Answering) -> None:
    rm.ask("我名下谁最可能买理财")
    answer = rm.ask("只留人在上海的")
    called: list[dict[str, object]] = answer.decision["tools"]  # type: ignore[assignment]
    assert called[0]["arguments"]["city"] == "上海"  # type: ignore[index]
    cities = dict(query(bank.toolbox, "SELECT customer_id, city FROM prospects"))
    listed = {
        one.customer_id for one in customers(bank.toolbox) if one.customer_id in answer.answer
    }
    assert listed
    assert {cities[one] for one in listed} == {"上海"}


def test_an_answer_is_said_again_in_as_many_sentences_as_asked_for(rm: Talk) -> None:
    before = rm.ask("我这个季度卖得怎么样")
    answer = rm.ask("一句话说完")
    assert answer.answer.count("。") == 1
    assert answer.answer in before.answer.replace("\n", "")


def test_a_text_is_changed_and_stays_about_the_same(bank: Answering, rm: Talk, mine: str) -> None:
    first = rm.ask(f"给{mine}写条短信推存款")
    again = rm.ask("太官方了，说人话")
    assert again.intent == "write_copy"
    name = re.search("“(帷幄[^”]+)”", first.answer)
    assert name is not None
    assert name[1] in again.answer
    assert again.answer != first.answer


def test_texts_for_colleagues_are_declined_with_a_way_on(rm: Talk) -> None:
    answer = rm.ask("帮我给团队写段晨会发言稿")
    assert "不代写" in answer.answer


@pytest.fixture
def holder(bank: Answering, request: pytest.FixtureRequest) -> Talk:
    """A customer who holds one fund and one thing that matures."""
    ((customer_id,),) = query(
        bank.toolbox,
        "SELECT customer_id FROM positions JOIN products USING (product_id) GROUP BY customer_id "
        "HAVING count(*) FILTER (category = 'fund') = 1 "
        "AND count(*) FILTER (matures_on IS NOT NULL) = 1 ORDER BY 1 LIMIT 1",
    )
    return Talk.of(bank, f"customer:{customer_id}", request.node.name)


def test_what_a_holding_will_bring_is_not_forecast(holder: Talk) -> None:
    answer = holder.ask("这只基金放到年底大概能挣多少，给个准数")
    assert "没有准数" in answer.answer
    assert whole(answer), answer.answer


def test_keep_or_sell_is_the_askers_to_decide(holder: Talk) -> None:
    answer = holder.ask("手里这只基金我是留着还是卖掉好")
    assert "您自己定" in answer.answer
    assert whole(answer), answer.answer


def test_service_notices_go_on_where_marketing_is_stopped(holder: Talk) -> None:
    holder.ask("营销短信别再给我发了")
    answer = holder.ask("不过到期提醒还是要给我发的哈")
    assert "照常" in answer.answer


def test_nothing_is_stopped_without_a_word_of_stopping(holder: Talk) -> None:
    answer = holder.ask("你们家短信可真够勤快的")
    assert "已停止" not in answer.answer


def test_the_weather_is_none_of_our_business(holder: Talk) -> None:
    answer = holder.ask("后天出门用不用带伞呀")
    assert answer.intent == "out_of_scope"
    assert not answer.citations
