"""A client that names no thread still has its conversations kept apart and together."""

from api.conversations import Conversations, Place

RM = "rm:M001"
FIRST = [("user", "谁会买理财"), ("assistant", "王秀英、陈伟")]


def test_a_conversation_goes_on_in_its_thread() -> None:
    kept = Conversations()
    thread = kept.place_of(RM, [])
    kept.answered(RM, [], *_said(FIRST), thread)
    assert kept.place_of(RM, FIRST) == thread
    kept.answered(RM, FIRST, "看看第一位", "王秀英，68岁", thread)
    after = [*FIRST, ("user", "看看第一位"), ("assistant", "王秀英，68岁")]
    assert kept.place_of(RM, after) == thread


def test_two_conversations_that_begin_alike_do_not_share_a_thread() -> None:
    kept = Conversations()
    one, two = kept.place_of(RM, []), kept.place_of(RM, [])
    assert one != two
    kept.answered(RM, [], *_said(FIRST), one)
    kept.answered(RM, [], *_said(FIRST), two)
    assert {kept.place_of(RM, FIRST), kept.place_of(RM, FIRST)} == {one, two}


def test_an_answer_asked_for_again_stays_in_its_thread() -> None:
    kept = Conversations()
    kept.answered(RM, [], *_said(FIRST), Place("t1", 1))
    assert [kept.place_of(RM, FIRST) for _ in range(3)] == [Place("t1", 1)] * 3


def test_a_question_asked_anew_comes_after_what_came_before_it() -> None:
    kept = Conversations()
    kept.answered(RM, [], *_said(FIRST), Place("t1", 1))
    kept.answered(RM, FIRST, "看看第一位", "王秀英，68岁", Place("t1", 2))
    assert kept.place_of(RM, FIRST) == Place("t1", 1)
    kept.answered(RM, FIRST, "看看第二位", "陈伟，44岁", Place("t1", 3))
    edited = [*FIRST, ("user", "看看第二位"), ("assistant", "陈伟，44岁")]
    assert kept.place_of(RM, edited) == Place("t1", 3)


def test_another_askers_conversation_is_another() -> None:
    kept = Conversations()
    kept.answered(RM, [], *_said(FIRST), Place("t1", 1))
    assert kept.place_of("rm:M002", FIRST) != Place("t1", 1)


def test_what_was_forgotten_goes_on_in_one_thread_of_its_own() -> None:
    kept, other_worker = Conversations(), Conversations()
    longer = [*FIRST, ("user", "为什么"), ("assistant", "有到期资金")]
    assert kept.place_of(RM, FIRST) == other_worker.place_of(RM, longer)


def test_only_so_many_are_remembered() -> None:
    kept = Conversations(most=2)
    for number in range(3):
        kept.answered(RM, [], f"问{number}", "答", Place(f"t{number}", 1))
    threads = [kept.place_of(RM, [("user", f"问{n}"), ("assistant", "答")]) for n in range(3)]
    assert threads[1:] == [Place("t1", 1), Place("t2", 1)]
    assert threads[0].thread != "t0"


def _said(turns: list[tuple[str, str]]) -> tuple[str, str]:
    return turns[0][1], turns[1][1]
