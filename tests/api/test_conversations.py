"""A client that names no thread still has its conversations kept apart and together."""

from api.conversations import Conversations

RM = "rm:M001"
FIRST = [("user", "谁会买理财"), ("assistant", "王秀英、陈伟")]


def test_a_conversation_goes_on_in_its_thread() -> None:
    kept = Conversations()
    thread = kept.thread_for(RM, [])
    kept.answered(RM, [], *_said(FIRST), thread)
    assert kept.thread_for(RM, FIRST) == thread
    kept.answered(RM, FIRST, "看看第一位", "王秀英，68岁", thread)
    after = [*FIRST, ("user", "看看第一位"), ("assistant", "王秀英，68岁")]
    assert kept.thread_for(RM, after) == thread


def test_two_conversations_that_begin_alike_do_not_share_a_thread() -> None:
    kept = Conversations()
    one, two = kept.thread_for(RM, []), kept.thread_for(RM, [])
    assert one != two
    kept.answered(RM, [], *_said(FIRST), one)
    kept.answered(RM, [], *_said(FIRST), two)
    assert {kept.thread_for(RM, FIRST), kept.thread_for(RM, FIRST)} == {one, two}


def test_an_answer_asked_for_again_stays_in_its_thread() -> None:
    kept = Conversations()
    kept.answered(RM, [], *_said(FIRST), "t1")
    assert [kept.thread_for(RM, FIRST) for _ in range(3)] == ["t1", "t1", "t1"]


def test_another_askers_conversation_is_another() -> None:
    kept = Conversations()
    kept.answered(RM, [], *_said(FIRST), "t1")
    assert kept.thread_for("rm:M002", FIRST) != "t1"


def test_what_was_forgotten_goes_on_in_one_thread_of_its_own() -> None:
    kept, other_worker = Conversations(), Conversations()
    longer = [*FIRST, ("user", "为什么"), ("assistant", "有到期资金")]
    assert kept.thread_for(RM, FIRST) == other_worker.thread_for(RM, longer)


def test_only_so_many_are_remembered() -> None:
    kept = Conversations(most=2)
    for number in range(3):
        kept.answered(RM, [], f"问{number}", "答", f"t{number}")
    threads = [kept.thread_for(RM, [("user", f"问{n}"), ("assistant", "答")]) for n in range(3)]
    assert threads[1:] == ["t1", "t2"]
    assert threads[0] != "t0"


def _said(turns: list[tuple[str, str]]) -> tuple[str, str]:
    return turns[0][1], turns[1][1]
