import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.registry.index import FORMER, Entry
from home.errors import NotFound

steps = st.lists(st.sampled_from(["new", "waiting", "promote", "back"]), max_size=20)


@given(steps)
def test_whatever_happens_there_is_one_champion_and_numbers_are_never_given_twice(
    done: list[str],
) -> None:
    entry, given_out = Entry(champion=1, newest=1), {1}
    for step in done:
        before = entry
        try:
            if step in ("new", "waiting"):
                entry = entry.with_new(promoted=step == "new")
                assert entry.newest not in given_out
                given_out.add(entry.newest)
            elif step == "promote":
                entry = entry.promoted("m", None)
                assert entry.champion == before.challenger
            else:
                entry = entry.rolled_back("m")
                assert entry.champion == before.former[-1]
                assert entry.challenger == before.champion
        except NotFound:
            assert entry == before
        assert set(entry.numbers) <= given_out
        assert len(entry.former) <= FORMER


def test_going_back_and_forth_ends_where_it_began() -> None:
    entry = Entry(champion=1, newest=1).with_new(promoted=True)
    assert entry.champion == 2
    back = entry.rolled_back("m")
    assert (back.champion, back.challenger) == (1, 2)
    assert back.promoted("m", None) == entry


def test_a_former_champion_can_be_chosen_by_its_number() -> None:
    entry = Entry(champion=3, challenger=4, former=(1, 2), newest=4)
    chosen = entry.promoted("m", 1)
    assert (chosen.champion, chosen.challenger, chosen.former) == (1, 4, (2, 3))
    with pytest.raises(NotFound, match=r"version 9.*1, 2, 4"):
        entry.promoted("m", 9)
    with pytest.raises(NotFound, match="version 3"):
        entry.promoted("m", 3)
