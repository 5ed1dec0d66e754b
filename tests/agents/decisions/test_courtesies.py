import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.decisions.courtesies import courtesies


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("谢谢", {"thanks"}),
        ("收到，辛苦了！", {"nod", "thanks"}),
        ("好的，知道了", {"nod"}),
        ("你好呀～", {"greeting"}),
        ("在吗？", {"greeting"}),
        ("你能帮我做些什么", {"able"}),
        ("这个怎么用啊", {"able"}),
        ("你是真人还是机器人", {"ai"}),
        ("您是AI吗？", {"ai"}),
        ("行，先这样，回头聊", {"nod", "bye"}),
        ("OK", {"nod"}),
    ],
)
def test_what_is_nothing_but_courtesy(said: str, kinds: set[str]) -> None:
    assert set(courtesies(said)) == kinds


@pytest.mark.parametrize(
    "said",
    [
        "你好，谁最可能买理财",
        "好的基金",
        "不错的理财有哪些",
        "谢谢，再帮我写一条短信",
        "对公账户怎么开",
        "是不是保本",
        "这个基金怎么用",
        "转人工",
        "不用再联系我了",
        "没有收到短信",
        "好像亏了",
        "",
    ],
)
def test_what_wants_something_is_left_alone(said: str) -> None:
    assert courtesies(said) == ()


@given(st.text(max_size=60))
def test_any_text_is_read_to_its_end_or_not_at_all(said: str) -> None:
    found = courtesies(said)
    assert isinstance(found, tuple)
