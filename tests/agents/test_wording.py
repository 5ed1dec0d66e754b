"""A text model words what was decided: what it may not say goes back, and the template stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agents.answering import Answer
from agents.llm import LlmBadReply, LlmError, LlmUnavailable
from tests.agents.talking import Scripted, Talk, answering
from tools.toolbox import Toolbox

WHO = "我名下哪些客户最有可能买理财？"
Ask = Callable[..., tuple[Answer, Scripted]]


@pytest.fixture
def ask(writable: Toolbox, tmp_path: Path) -> Ask:
    """Asks one question with a model that says the given replies."""
    count = 0

    def one(*replies: object, question: str = WHO, who: str = "rm:M001") -> tuple[Answer, Scripted]:
        nonlocal count
        count += 1
        model = Scripted(replies)  # type: ignore[arg-type]
        with answering(writable, tmp_path / f"threads{count}", model) as opened:
            return Talk.of(opened, who).ask(question), model

    return one


@pytest.fixture
def plain(writable: Toolbox, tmp_path: Path) -> Answer:
    """The same answer without a text model."""
    with answering(writable, tmp_path / "plain") as opened:
        return Talk.of(opened, "rm:M001").ask(WHO)


def _first(answer: Answer) -> str:
    items = answer.decision["items"]
    assert isinstance(items, list)
    return str(items[0]["name"])


def test_what_the_facts_carry_stands_and_is_marked(ask: Ask, plain: Answer) -> None:
    words = f"按模型排序，第一位是{_first(plain)}，建议先看他的资料再联系。"
    answer, _ = ask(words)
    assert answer.engine == "llm"
    assert words in answer.answer
    assert answer.guard["written"] == [words]
    assert answer.label != plain.label
    assert answer.decision["items"] == plain.decision["items"]


@pytest.mark.parametrize(
    "lie",
    [
        "另外建议联系王大锤先生，他也想买。",  # a customer whom no tool gave
        "第二位的购买概率是97.31%。",  # a figure that no tool gave
        "可以推荐“稳稳增利999号”。",  # a product that is not on the shelf
        "这款产品稳赚不赔。",  # what a rule forbids
        "他是第一位（最想买））。",  # brackets that do not close what was opened
        "This is a great product for everybody here.",  # another language
    ],
)
def test_what_no_fact_carries_is_sent_back_and_never_said(
    ask: Ask, plain: Answer, lie: str
) -> None:
    honest = f"排在最前面的是{_first(plain)}。"
    answer, model = ask(honest + lie)
    assert lie.rstrip("。") not in answer.answer
    assert answer.answer == plain.answer  # who keeps at it does not word the answer at all
    assert len(model.asked) == 2  # told why not, and saying it again
    assert lie.rstrip("。")[:10] in model.asked[-1]
    rejected = answer.guard["rejected"]
    assert rejected[0]["reasons"]  # type: ignore[index]


def test_other_lies_are_sent_back_twice_and_no_more(ask: Ask, plain: Answer) -> None:
    lies = [f"第二位的购买概率是{number}.31%。" for number in (97, 96, 95, 94)]
    answer, model = ask(*lies)
    assert answer.answer == plain.answer
    assert len(model.asked) == 3  # asked, and twice again


def test_a_second_draft_that_may_stand_is_taken(ask: Ask, plain: Answer) -> None:
    good = f"最值得先看的是{_first(plain)}。"
    answer, model = ask("第二位的购买概率是97.31%。", good)
    assert good in answer.answer
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    "said",
    [
        "您好，请问您有何建议。您好，请问您有何建议。",  # says nothing of what was decided
        "第二位的购买概率是97.31%。",
        "我可联系你，我可联系你，我可联系你，我可联系你。",
        LlmUnavailable("nobody there"),
        LlmBadReply("not JSON"),
    ],
    ids=["empty talk", "only lies", "stutter", "unavailable", "bad reply"],
)
def test_the_templates_words_stand_where_the_model_has_none(
    ask: Ask, plain: Answer, said: str | LlmError
) -> None:
    answer, _ = ask(said)
    assert answer.answer == plain.answer
    assert answer.engine == "template"
    assert answer.label == plain.label
    assert answer.trace["llm"]  # what became of each request is kept


def test_a_message_keeps_its_fixed_parts_whatever_the_model_writes(
    ask: Ask, writable: Toolbox, plain: Answer
) -> None:
    items = plain.decision["items"]
    assert isinstance(items, list)
    questions = [
        f"给{one['customer_id']}写一条{way}" for one in items for way in ("短信", "企微", "邮件")
    ]
    for question in questions:  # the first who may be written to at all
        by_template, _ = ask(LlmUnavailable("off"), question=question)
        if "没有写" not in by_template.answer:
            break
    product = by_template.decision["product_info"]["sheets"][0]["name"]  # type: ignore[index]
    answer, _ = ask(f"您好，想请您了解一下“{product}”。", question=question)
    assert f"想请您了解一下“{product}”" in answer.answer
    for fixed in ("AI生成", "风险"):
        assert fixed in answer.answer
