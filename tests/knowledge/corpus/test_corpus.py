"""The bundled demo corpus: whole, simulated, varied, and of one mind with the demo shelf.

The corpus is written by hand, so what can go wrong is a slip of the pen: a wrong figure, a lost
mark, a paragraph copied. Each test here finds one kind of slip; `test_the_checks_notice_a_slip`
shows that they do.
"""

from collections import Counter
from datetime import date
from itertools import combinations

import pytest

from tests.knowledge.corpus.bundled import (
    AGENCY_SENTENCE,
    AS_OF,
    BY_ID,
    CANONICAL_THEMES,
    COLLECTIONS,
    ITEMS,
    OVERLAP_LIMIT,
    PRODUCTS,
    REQUIRED_SENTENCES,
    SHEETS,
    Item,
    grams,
    overlap,
    read,
    without_required,
)
from tests.knowledge.corpus.sheet_facts import (
    sheet_slips,
    stated_benchmarks,
    stated_minimums,
    stated_terms,
)


def test_ids_are_unique_and_files_hold_what_they_are_named_after() -> None:
    assert [i for i, n in Counter(item.id for item in ITEMS).items() if n > 1] == []
    for name in COLLECTIONS:
        assert {item.collection for item in read(name)} == {name}
    kinds = {"news": "news", "products": "product", "service": "faq", "rules": "rule"}
    assert all(kinds[item.collection] == item.kind for item in ITEMS)


def test_about_two_hundred_items_of_every_collection() -> None:
    counts = Counter(item.collection for item in ITEMS)
    assert 190 <= len(ITEMS) <= 260
    assert counts["news"] >= 70
    assert counts["products"] >= 50
    assert counts["service"] >= 40
    assert counts["rules"] >= 18


def test_everything_says_that_it_is_simulated() -> None:
    assert all(item.simulated for item in ITEMS)


def test_no_two_items_share_more_than_the_limit() -> None:
    cached = {item.id: grams(item.text) for item in ITEMS}
    too_close = []
    for left, right in combinations(ITEMS, 2):
        a, b = cached[left.id], cached[right.id]
        share = len(a & b) / min(len(a), len(b))
        if share > OVERLAP_LIMIT:
            too_close.append((left.id, right.id, round(share, 2)))
    assert too_close == []


def test_titles_differ() -> None:
    assert [t for t, n in Counter(item.title for item in ITEMS).items() if n > 1] == []


def test_news_covers_the_month_day_by_day() -> None:
    news = [item for item in ITEMS if item.kind == "news"]
    assert {item.published.day for item in news} == set(range(1, 31))
    for item in news:
        assert date(2026, 9, 1) <= item.published <= AS_OF
        assert item.id.startswith(f"news-{item.published:%m%d}-")


def test_nothing_is_published_after_the_demo_day() -> None:
    assert [item.id for item in ITEMS if item.published > AS_OF] == []


def test_themes_are_canonical_and_each_has_news() -> None:
    named = {theme for item in ITEMS for theme in item.themes}
    assert named <= CANONICAL_THEMES
    told = {theme for item in ITEMS if item.kind == "news" for theme in item.themes}
    assert CANONICAL_THEMES - told == {"降息"}  # no policy-rate cut happens in this month


def test_themes_of_the_shelf_are_canonical() -> None:
    assert {t for product in PRODUCTS.values() for t in product.themes} <= CANONICAL_THEMES


def test_some_news_concerns_no_product() -> None:
    idle = [item for item in ITEMS if item.kind == "news" and not item.themes]
    assert 3 <= len(idle) <= 10


def test_sheets_name_products_of_the_shelf_once_each() -> None:
    ids = [sheet.product_id for sheet in SHEETS]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= set(PRODUCTS)
    assert all(item.product_id is None for item in ITEMS if item.kind != "product")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_a_sheet_agrees_with_the_shelf(sheet: Item) -> None:
    product = PRODUCTS[sheet.product_id or ""]
    slips = list(sheet_slips(sheet, product))
    if sheet.note is None:
        assert slips == []
    else:  # the noted trap: exactly one fact is wrong, and the note names it
        assert len(slips) == 1
        assert slips[0].startswith("minimum")
        assert "起购金额" in sheet.note


def test_most_sheets_state_what_can_be_checked() -> None:
    stating = [s for s in SHEETS if stated_minimums(s.text)]
    held = [s for s in SHEETS if stated_terms(s.text)]
    assert len(stating) >= 48
    assert len(held) >= 20


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_a_sheet_carries_the_sentences_of_its_class(sheet: Item) -> None:
    product = PRODUCTS[sheet.product_id or ""]
    text = sheet.text
    if product.category == "wealth":
        assert REQUIRED_SENTENCES[0] in text
        if stated_benchmarks(text):
            assert REQUIRED_SENTENCES[1] in text
    if product.category == "fund":
        assert REQUIRED_SENTENCES[3] in text
    named = AGENCY_SENTENCE.search(text)
    assert named is None or product.issuer in named.group()


def test_private_placements_are_not_public() -> None:
    for sheet in SHEETS:
        if PRODUCTS[sheet.product_id or ""].private:
            assert sheet.access in {"rm", "compliance"}
    for product in PRODUCTS.values():
        if product.private:
            public = [
                i.id for i in ITEMS if i.access == "public" and product.name in i.text + i.title
            ]
            assert set(public) <= {"news-0923-03"}  # there it stands inside the injected sentence


def test_rules_are_internal_and_service_is_public() -> None:
    assert {i.access for i in ITEMS if i.kind == "rule"} == {"staff", "compliance"}
    assert {i.access for i in ITEMS if i.kind == "faq"} == {"public"}
    assert {i.access for i in ITEMS if i.kind == "news"} == {"public"}


def test_the_traps_are_marked() -> None:
    injected = [i.id for i in ITEMS if "忽略以上规则" in i.text]
    assert injected == ["news-0923-03"]
    expired = {i.id for i in ITEMS if i.valid_until is not None and i.valid_until < AS_OF}
    assert expired == {"svc-fast-redeem-old", "svc-transfer-limit-old"}
    noted = {i.id for i in ITEMS if i.note}
    assert noted == {"news-0923-03", "news-0908-03", "prod-p007"} | expired


def test_the_checks_notice_a_slip() -> None:
    """A wrong level, minimum, term, rate or benchmark, and a copied text, are all found."""

    def slips(number: str, old: str, new: str) -> str:
        sheet = BY_ID[f"prod-{number.lower()}"]
        assert old in sheet.text
        broken = sheet.model_copy(update={"text": sheet.text.replace(old, new)})
        return " ".join(sheet_slips(broken, PRODUCTS[number]))

    assert "level" in slips("P006", "R2（中低风险）", "R1（低风险）")
    assert "wrong name" in slips("P006", "R2（中低风险）", "R2（中风险）")
    assert "minimum" in slips("P006", "100元起", "1000元起")
    assert "terms" in slips("P008", "183天", "180天")
    assert "benchmark" in slips("P010", "2.30%至2.65%", "2.35%至2.65%")
    assert "rate" in slips("P045", "1.65%", "1.66%")
    text = BY_ID["news-0915-01"].text
    assert overlap(text, text[: len(text) // 2] + BY_ID["news-0902-03"].text) > OVERLAP_LIMIT


def test_removing_the_required_sentences_leaves_the_rest() -> None:
    agency = "本产品由某某示范公司发行与管理，代销机构不承担产品的投资、兑付和风险管理责任。"
    text = "前文。" + REQUIRED_SENTENCES[1] + agency + "后文。"
    assert without_required(text) == "前文。后文。"
