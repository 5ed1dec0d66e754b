"""Offers above the customer's level, to the elderly, or of private placements (G10, G19).

Levels are compared here on what the context says; the sale itself is judged again by the decision
core's policy, at the moment of sending.
"""

import re
from collections.abc import Iterable
from datetime import date

from agents.guardrails.context import OUTBOUND, PUBLIC, Customer
from agents.guardrails.document import Document, Hit
from agents.guardrails.language.offers import Purpose, Reading, read_purpose
from agents.guardrails.language.segments import Sentence
from agents.guardrails.packs.schema import DetectorEntry
from agents.guardrails.verdicts import Verdict

SENIOR_AGE = 65
HIGH_RISK = 4
VALID_DAYS = 365
"""适当性办法: an assessment is valid for twelve months."""
_PRODUCT_LEVEL = re.compile(
    r"(?<![a-z0-9])r\s?([1-5])(?!\d)|(中高风险|高风险|中等?风险)(?=产品|理财|基金|的|等级)"
)
_CUSTOMER_LEVEL = re.compile(
    r"(?<![a-z0-9])c\s?([1-5])(?!\d)|(保守型|谨慎型|稳健型|平衡型|成长型|进取型|激进型)(?=客户|投资者|的客户|的投资者|的?您|,|，|的人)"
)
_PRODUCT_WORDS = {"中风险": 3, "中等风险": 3, "中高风险": 4, "高风险": 5}
_CUSTOMER_WORDS = {
    "保守型": 1,
    "谨慎型": 1,
    "稳健型": 2,
    "平衡型": 3,
    "成长型": 4,
    "进取型": 5,
    "激进型": 5,
}
_GRANTS = re.compile(
    r"适合|可以?(?:购买|买|申购|认购|投|配|办|持有|选)|能(?:够)?(?:购买|买|申购|认购|投)|推荐|建议|没问题|也行|匹配|放心|配置|入手|试试|均可|都可|考虑|买入|下单|申购|认购|来一?点"
)
ADULT_AGE = 18
"""Below it nobody concludes such a contract alone (民法典 第十七条、第十九条)."""
_DENIES = re.compile(
    r"不适合|不能|不可|不得|无法|超出|超过|高于|不匹配|不建议|不推荐|不宜|禁止|严禁|拒绝|仅限|只能|不予|不支持|不符|不应|谨慎|除外|及以下|以内|不向"
)
_PRIVATE = re.compile(r"私募(?:基金|产品|股权|证券|理财)?|信托计划|集合信托|专户(?:理财|产品)")
_QUALIFIED = re.compile(r"合格投资者")


def suitability(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """An offer of a product above the customer's level, or on an expired assessment."""
    del entry
    customer, product = document.context.customer, document.context.product
    if customer is None:
        return
    reading = read_purpose(document.text, document.sentences)
    if not _offers(document, reading):
        return
    start, end = _span(document, reading)
    rated = product is None or product.needs_assessment
    if customer.age is not None and customer.age < ADULT_AGE and rated:
        yield Hit(
            start,
            end,
            "detector:suitability",
            message="客户未满18周岁，不能独立购买有风险评级的产品，不得向其推介。",
            suggestion="请由监护人到网点办理，不向未成年人推介。",
        )
    elif product is not None and exceeds(product.strictest, customer.risk_level):
        yield Hit(
            start,
            end,
            "detector:suitability",
            message=f"产品风险等级R{product.strictest}高于客户风险承受能力C{customer.risk_level}。",
        )
    elif _is_expired(customer, document.context.on) and (
        product is None or product.needs_assessment
    ):
        yield Hit(
            start,
            end,
            "detector:suitability",
            message="客户的风险测评已过有效期（十二个月）。",
            suggestion="请客户先重新完成风险测评，再作推介。",
        )


def exceeds(product: int | None, customer: int | None) -> bool:
    """Whether a product's R level is above a customer's C level; unknown is not above."""
    return product is not None and customer is not None and product > customer


def _is_expired(customer: Customer, on: date | None) -> bool:
    if customer.assessment_expired:
        return True
    if on is None:
        return False
    if customer.expires_on is not None:
        return customer.expires_on < on
    return customer.assessed_on is not None and (on - customer.assessed_on).days > VALID_DAYS


def _offers(document: Document, reading: Reading) -> bool:
    """An offer by its words, or any text about the product pushed to one person."""
    if reading.purpose is Purpose.OFFER:
        return True
    pushed = document.context.channel in OUTBOUND | PUBLIC
    return pushed and reading.purpose is Purpose.INFORM and bool(document.text.strip())


def _span(document: Document, reading: Reading) -> tuple[int, int]:
    if reading.end > reading.start:
        return reading.start, reading.end
    return 0, len(document.text)


def stated_levels(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A sentence that offers R above C where both are written, or R above the context's C."""
    del entry
    customer = document.context.customer
    known = customer.risk_level if customer else None
    for sentence in document.sentences:
        if sentence.speaker == "asks" or sentence.is_question:
            continue
        products = _levels(sentence.text, _PRODUCT_LEVEL, _PRODUCT_WORDS)
        if not products or _DENIES.search(sentence.text) or not _GRANTS.search(sentence.text):
            continue
        customers = _levels(sentence.text, _CUSTOMER_LEVEL, _CUSTOMER_WORDS)
        lowest = min(customers, default=known)
        if lowest is None or ("以上" in sentence.text and min(products) <= lowest):
            continue
        if exceeds(_offered(products), lowest) and not (not customers and document.context.product):
            yield _whole(sentence, max(products), lowest)


def _levels(text: str, pattern: re.Pattern[str], words: dict[str, int]) -> list[int]:
    return [
        int(match.group(1)) if match.group(1) else words[match.group(2)]
        for match in pattern.finditer(text)
    ]


def _offered(products: list[int]) -> int:
    return max(products)


def _whole(sentence: Sentence, product: int, customer: int) -> Hit:
    return Hit(
        sentence.start,
        sentence.end,
        "detector:stated_levels",
        message=f"产品风险等级R{product}高于客户风险承受能力C{customer}。",
    )


def senior_high_risk(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A high-risk product offered to a customer of 65 or more: a person decides."""
    del entry
    customer, product = document.context.customer, document.context.product
    if customer is None or customer.age is None or customer.age < SENIOR_AGE:
        return
    levels = _levels(document.text, _PRODUCT_LEVEL, _PRODUCT_WORDS)
    level = (product.strictest if product else None) or max(levels, default=0)
    if level < HIGH_RISK:
        return
    reading = read_purpose(document.text, document.sentences)
    if _offers(document, reading):
        yield Hit(*_span(document, reading), "detector:senior_high_risk")


def private_placement(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A private placement on a public channel, or offered to someone not known to qualify."""
    del entry
    context = document.context
    product = context.product
    named = _PRIVATE.search(document.text)
    private = bool(product and (product.private or product.category == "private"))
    if not private and named is None:
        return
    reading = read_purpose(document.text, document.sentences)
    public = context.channel in PUBLIC or context.audience in {"public", "公众", "all"}
    start, end = (named.start(), named.end()) if named else _span(document, reading)
    if (
        public
        and reading.purpose in {Purpose.OFFER, Purpose.INFORM}
        and (private or reading.purpose is Purpose.OFFER)
    ):
        yield Hit(start, end, "detector:private_placement", message="私募产品在公开渠道宣传。")
        return
    if reading.purpose is not Purpose.OFFER:
        return
    customer = context.customer
    if customer is not None and customer.qualified_investor is False:
        yield Hit(start, end, "detector:private_placement", message="向非合格投资者推介私募产品。")
    elif private and (customer is None or customer.qualified_investor is None):
        if not _QUALIFIED.search(document.text):
            yield Hit(
                start,
                end,
                "detector:private_placement",
                Verdict.MANUAL_REVIEW,
                "推介私募产品前须确认对方为合格投资者。",
            )
