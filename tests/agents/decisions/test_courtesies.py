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


_SAID = st.lists(
    st.sampled_from(["你好", "谢谢", "好的", "，", "再见", "在吗", "收到", "！", "啊", "辛苦了"])
).map("".join)


@given(_SAID, st.sampled_from(["净值", "理财", "基金多少钱起", "查余额"]), _SAID)
def test_what_is_wanted_is_seen_amid_any_courtesy(before: str, wanted: str, after: str) -> None:
    assert courtesies(before + wanted + after) == ()


@given(_SAID)
def test_courtesies_one_after_another_are_all_of_them_read(said: str) -> None:
    assert courtesies(said) or not said.strip("，！啊")
