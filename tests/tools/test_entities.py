from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.bank import ROOT, customers, rm_of
from tools.access import parse
from tools.entities import resolve_customer, resolve_product
from tools.toolbox import Toolbox


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 599))
def test_a_name_is_found_by_its_own_manager_and_by_no_other(toolbox: Toolbox, number: int) -> None:
    everybody = customers(toolbox)
    one = everybody[number]
    same = [c for c in everybody if c.manager_id == one.manager_id and one.name in c.name]
    found = resolve_customer(toolbox, rm_of(one), one.name)
    assert found.count == len(same)
    assert found.kind == ("one" if len(same) == 1 else "several")
    if found.kind == "several":
        digits = {candidate.last_digits for candidate in found.candidates}
        assert digits == {c.customer_id[-4:] for c in same}
        assert all(d in found.question for d in digits)
    exact = resolve_customer(toolbox, rm_of(one), f"{one.name}（尾号{one.customer_id[-4:]}）")
    assert (exact.kind, exact.id) == ("one", one.customer_id)
    other = next(c for c in everybody if c.manager_id != one.manager_id)
    theirs = resolve_customer(toolbox, rm_of(other), one.name)
    ids = {theirs.id, *(candidate.id for candidate in theirs.candidates)} - {None}
    owners = {c.customer_id: c.manager_id for c in everybody}
    assert {owners[str(key)] for key in ids} <= {other.manager_id}


def test_ids_are_found_whole_written_small_wide_or_by_their_end(toolbox: Toolbox) -> None:
    one = customers(toolbox)[41]
    scope = rm_of(one)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in one.customer_id)
    for text in (one.customer_id, one.customer_id.lower(), f" {wide} ", one.customer_id[-4:]):
        assert resolve_customer(toolbox, scope, text).id == one.customer_id
    other = next(c for c in customers(toolbox) if c.manager_id != one.manager_id)
    assert resolve_customer(toolbox, rm_of(other), one.customer_id).kind == "none"


def test_a_surname_with_an_honorific_is_all_of_that_sex(toolbox: Toolbox) -> None:
    everybody = customers(toolbox)
    surname = Counter(one.name[0] for one in everybody).most_common(1)[0][0]
    women = [one for one in everybody if one.name[0] == surname and one.gender == "女"]
    found = resolve_customer(toolbox, ROOT, f"{surname}女士")
    assert found.count == len(women)
    assert len(found.candidates) == min(8, len(women))
    both = [one for one in everybody if one.name[0] == surname]
    assert resolve_customer(toolbox, ROOT, f"{surname}总").count == len(both)


@pytest.mark.parametrize("honorific", ["女士", "先生", "总", "老师", "阿姨"])
def test_a_whole_name_with_an_honorific_is_that_one(toolbox: Toolbox, honorific: str) -> None:
    mine = [one for one in customers(toolbox) if one.manager_id == "M001"]
    names = Counter(one.name for one in mine)
    one = next(c for c in mine if names[c.name] == 1 and len(c.name) == 3)
    found = resolve_customer(toolbox, parse("rm:M001"), f"{one.name}{honorific}")
    assert found.id == one.customer_id


def test_a_homophone_is_found_where_nothing_else_fits(toolbox: Toolbox) -> None:
    scope = parse("rm:M001")
    from pypinyin import lazy_pinyin

    for one in customers(toolbox):
        if one.manager_id != "M001" or len(one.name) != 3:
            continue
        for letter in "微伟芳方丽莉军君":
            if letter != one.name[2] and lazy_pinyin(letter) == lazy_pinyin(one.name[2]):
                found = resolve_customer(toolbox, scope, one.name[:2] + letter)
                assert one.customer_id in {found.id, *(c.id for c in found.candidates)}
    assert resolve_customer(toolbox, scope, "司徒不存在").kind == "none"


def test_a_customer_knows_themself_alone(toolbox: Toolbox) -> None:
    one, other = customers(toolbox)[:2]
    scope = parse(f"customer:{one.customer_id}")
    assert resolve_customer(toolbox, scope, "我").id == one.customer_id
    assert resolve_customer(toolbox, scope, one.name).id == one.customer_id
    for text in (other.name, other.customer_id, ""):
        assert resolve_customer(toolbox, scope, text).kind == "none"


def test_masked_names_cannot_be_asked_for(toolbox: Toolbox) -> None:
    one = customers(toolbox)[7]
    marketer = parse("marketer:x")
    assert resolve_customer(toolbox, marketer, one.name).kind == "none"
    assert resolve_customer(toolbox, marketer, one.customer_id).name == f"{one.name[0]}**"


@pytest.mark.parametrize(
    ("text", "kind", "product_id"),
    [
        ("P003", "one", "P003"),
        ("p003", "one", "P003"),
        ("月月安享", "one", "P003"),
        ("月月安享三十天", "one", "P003"),
        ("大额存单三年", "one", "P045"),
        ("红利低波指数", "several", None),
        ("招行朝朝宝", "none", None),
    ],
)
def test_products_go_by_ids_names_and_parts(
    toolbox: Toolbox, text: str, kind: str, product_id: str | None
) -> None:
    found = resolve_product(toolbox, parse("rm:M001"), text)
    assert (found.kind, found.id) == (kind, product_id)
    assert (kind == "one") != bool(found.question)


def test_an_issue_that_is_off_sale_gives_way_to_the_one_on_sale(toolbox: Toolbox) -> None:
    found = resolve_product(toolbox, parse("rm:M001"), "岁岁增益终身寿险")
    assert (found.kind, found.id) == ("one", "P036")


def test_private_placements_are_not_known_to_customers(toolbox: Toolbox) -> None:
    assert resolve_product(toolbox, parse("rm:M001"), "尊享私募").id == "P018"
    for asker in ("customer:C0000001", "marketer:x"):
        for text in ("尊享私募", "P018", "P034"):
            assert resolve_product(toolbox, parse(asker), text).kind == "none"
