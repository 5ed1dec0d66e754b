import threading

from agents.llm.limits.slots import Slots


def test_one_too_many_is_not_let_in() -> None:
    slots = Slots(2)
    assert slots.take(0)
    assert slots.take(0)
    assert not slots.take(0)
    assert not slots.take(0.01)
    assert slots.taken == 2


def test_who_waits_is_let_in_when_a_place_comes_free() -> None:
    slots = Slots(1)
    assert slots.take(0)
    let_in = threading.Event()

    def wait() -> None:
        if slots.take(10):
            let_in.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    slots.give_back()
    assert let_in.wait(10)
    waiting.join()
    assert slots.taken == 1
