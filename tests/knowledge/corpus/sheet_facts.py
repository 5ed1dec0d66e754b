"""What a product sheet states, read back from its prose and held against the shelf."""

import re
from collections.abc import Iterator

from tests.knowledge.corpus.bundled import Item, Product

LEVEL_NAMES = {
    "R1": "低风险",
    "R2": "中低风险",
    "R3": "中风险",
    "R4": "中高风险",
    "R5": "高风险",
}


def stricter(product: Product) -> str | None:
    levels = [x for x in (product.risk_level_issuer, product.risk_level_seller) if x]
    return max(levels) if levels else None


def stated_minimums(text: str) -> set[float]:
    """Amounts of 「…元起」 in yuan; a foreign currency is left out."""
    found = re.findall(r"(\d+(?:\.\d+)?)(万?)元(?:人民币)?起", text)
    return {float(number) * (10_000 if unit else 1) for number, unit in found}


def stated_terms(text: str) -> set[int]:
    """Days of a lock, a term or a holding period as a sheet words them."""
    patterns = (
        r"(?:持有满|须持有满|数满|封闭|锁定?|锁满|满|最短持有|最短拿?|期限仍是|期限|封闭期变为|最短)"
        r"(\d{1,4})天(?!赎回|内|免|不)",
        r"(\d{2,4})天(?:到期|期满|，R)",
    )
    return {int(days) for pattern in patterns for days in re.findall(pattern, text)}


def stated_benchmarks(text: str) -> set[tuple[float, float]]:
    found = re.findall(r"(\d\.\d\d)%至(\d\.\d\d)%", text)
    return {(float(low), float(high)) for low, high in found}


def level_slips(text: str, product: Product) -> Iterator[str]:
    levels = set(re.findall(r"R[1-5]", text))
    own = {product.risk_level_issuer, product.risk_level_seller}
    if product.risk_level_issuer and stricter(product) not in levels:
        yield f"the level that counts, {stricter(product)}, is not stated"
    if not levels <= own:
        yield f"levels {levels - own} are not the product's"
    graded = re.findall(r"(R[1-5])（(.+?风险)）", text)
    if any(LEVEL_NAMES[level] != name for level, name in graded):
        yield f"a level with a wrong name: {graded}"


def rate_slips(text: str, product: Product) -> Iterator[str]:
    if product.benchmark_low is None or product.benchmark_high is None:
        return
    low, high = round(product.benchmark_low * 100, 2), round(product.benchmark_high * 100, 2)
    if low == high and f"{low:.2f}%" not in text:
        yield f"rate {low} is not stated"
    if low != high and (low, high) not in stated_benchmarks(text):
        yield f"benchmark {low} to {high} is not among {stated_benchmarks(text)}"


def sheet_slips(sheet: Item, product: Product) -> Iterator[str]:
    """Every fact of a sheet that the shelf does not bear out."""
    text = sheet.text
    yield from level_slips(text, product)
    yield from rate_slips(text, product)
    minimums = stated_minimums(text)
    if product.min_amount is not None and not minimums <= {product.min_amount}:
        yield f"minimum {minimums} is not {product.min_amount}"
    terms = stated_terms(text)
    if product.term_days is not None and not terms <= {product.term_days}:
        yield f"terms {terms} are not {product.term_days}"
