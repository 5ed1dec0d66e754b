"""Of whose customers a text speaks."""

from collections.abc import Mapping

import pytest

from tools import senders
from tools.senders import managers_named, names_of
from tools.store import Store
from tools.toolbox import Toolbox

BANK: Mapping[str, str] = {"RM-7": "欧阳晴", "RM-71": "李娜", "0042": "王磊"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rm-7手里有哪些大户", ("RM-7",)),
        ("RM-71 的客户给我看看", ("RM-71",)),
        ("李娜名下谁快到期了", ("RM-71",)),
        ("欧阳晴经理负责的名单", ("RM-7",)),
        ("李娜要做风险测评", ()),  # a customer may have the name
        ("给我看0042笔", ()),
        ("XRM-7A是什么", ()),
        ("我手里有哪些大户", ()),
    ],
)
def test_managers_are_known_by_the_ids_and_names_of_the_bank(
    text: str, meant: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox
) -> None:
    def of_this_bank(store: Store, table: str) -> Mapping[str, str]:
        return BANK

    monkeypatch.setattr(senders, "names_of", of_this_bank)
    assert managers_named(toolbox.store, text) == meant


def test_the_demo_banks_managers(toolbox: Toolbox) -> None:
    one, name = next(iter(names_of(toolbox.store, "managers").items()))
    assert managers_named(toolbox.store, f"{one}手里有哪些大户") == (one,)
    assert managers_named(toolbox.store, f"{name}手里有哪些大户") == (one,)
