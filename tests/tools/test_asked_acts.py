import pytest

from tools.asked_acts import speaks_of_act

TAX = "每年最多存12000元，存入的当年可在综合所得里全额扣除"


@pytest.mark.parametrize(
    ("query", "title", "passage", "speaks"),
    [
        ("怎么开个人养老金账户", "个人养老金账户能省多少税", TAX, False),
        ("怎么开个人养老金账户", "个人养老金账户怎么开", "在手机银行开立", True),
        ("养老金账户在哪开", "养老金账户里的钱什么时候能取", "换银行可以，先在新行开户", False),
        ("个人养老金怎么开户，要带什么", "养老金什么时候能取", "换银行，先在新行开户", False),
        ("存款证明怎么开", "怎么打流水和开存款证明", "在网点", True),
        ("个人养老金能省多少税", "个人养老金账户能省多少税", TAX, True),
        ("怎么注销银行卡", "银行卡丢了", "第一步，先挂失", False),
        ("卡丢了怎么挂失", "银行卡丢了", "第一步，先挂失", True),
        ("怎么开存款证明", "怎么打流水和开存款证明", "在网点", True),
        ("大额存单怎么转让", "大额存单没到期能取出来吗", "路径是转让专区", True),
    ],
)
def test_a_passage_answers_the_act_that_is_asked(
    query: str, title: str, passage: str, speaks: bool
) -> None:
    assert speaks_of_act(query, title, passage) is speaks
