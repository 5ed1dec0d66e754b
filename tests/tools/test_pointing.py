import pytest

from tests.tools.bank import ROOT, customers, query
from tools.pointing import pointed_at
from tools.toolbox import Toolbox


@pytest.fixture(scope="module")
def listed(toolbox: Toolbox) -> list[str]:
    return [one.customer_id for one in customers(toolbox)[:12]]


@pytest.mark.parametrize(
    ("said", "most"),
    [("钱最多的那个，最近什么情况", True), ("资产最高那位", True), ("家底最薄的那个", False)],
)
def test_by_what_they_have(toolbox: Toolbox, listed: list[str], said: str, most: bool) -> None:
    aum = {one.customer_id: one.aum for one in customers(toolbox)}
    wanted = (max if most else min)(listed, key=lambda one: aum[one])
    assert pointed_at(toolbox, ROOT, listed, said) == wanted


def test_by_how_old_they_are(toolbox: Toolbox, listed: list[str]) -> None:
    born = dict(query(toolbox, "SELECT customer_id, birth_date FROM customers"))
    oldest = min(listed, key=lambda one: born[one])
    assert pointed_at(toolbox, ROOT, listed, "岁数最大的那位怎么聊") == oldest
    youngest = max(listed, key=lambda one: born[one])
    assert pointed_at(toolbox, ROOT, listed, "最年轻的那个") == youngest


def test_by_sex_or_surname_only_where_there_is_one(toolbox: Toolbox, listed: list[str]) -> None:
    known = {one.customer_id: one for one in customers(toolbox)}
    women = [one for one in listed if known[one].gender == "女"]
    men = [one for one in listed if known[one].gender == "男"]
    assert len(women) > 1
    assert pointed_at(toolbox, ROOT, listed, "那个女的") is None, "there are several"
    assert pointed_at(toolbox, ROOT, [women[0], *men], "女的那位") == women[0]
    surname = known[listed[0]].name[0]
    same = [one for one in listed if known[one].name.startswith(surname)]
    found = pointed_at(toolbox, ROOT, listed, f"姓{surname}的那位")
    assert found == (same[0] if len(same) == 1 else None)


@pytest.mark.parametrize(
    "said",
    ["按资产最多的排", "钱最多的三位是谁", "资产最高的10位客户名单", "谁的钱最多", "给他写条短信"],
)
def test_what_asks_for_customers_points_at_nobody(
    toolbox: Toolbox, listed: list[str], said: str
) -> None:
    assert pointed_at(toolbox, ROOT, listed, said) is None


def test_nobody_outside_the_askers_rows(toolbox: Toolbox, listed: list[str]) -> None:
    from tools.access import parse

    mine = {one.customer_id for one in customers(toolbox) if one.manager_id == "M001"}
    found = pointed_at(toolbox, parse("rm:M001"), listed, "钱最多的那个")
    assert found is None or found in mine
