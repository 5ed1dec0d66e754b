"""Which product for whom: the next best offer, and how risky it is that was just offered."""

import re

from agents.decisions import customers
from agents.decisions.stated import objective_in, risk_bounds, wants_lower_risk
from agents.decisions.turn import Turn
from agents.state import Decision
from tools.access import Role
from tools.shelf import shelf

_OBJECTIVES = {"asset_up": "aum", "tier_up": "aum", "activity": "activity"}
"""What the order of offers serves, by the goal that the asker states."""


def next_best_offer(turn: Turn) -> Decision:
    """What the decision core offers this customer, within what is stated."""
    if not turn.is_customer and _of_a_group(turn):
        return customers.find_prospects(turn)
    customer_id = turn.customer()
    lowest, highest = risk_bounds(turn.question)
    if lowest is None and highest is None:
        earlier = turn.slot("product_risk")  # said earlier in the thread
        highest = str(earlier) if earlier else None
    if turn.memory.product_id and wants_lower_risk(turn.question):
        offered = shelf(turn.context.toolbox.store)[turn.memory.product_id].risk_level or "R2"
        lowest, highest = None, f"R{max(1, int(offered[1]) - 1)}"
    offers = turn.call(
        "next_best_offer",
        customer_id=customer_id,
        **turn.wished(),
        **turn.stated("category"),
        min_risk=lowest,
        product_risk=highest,
        objective=None if turn.is_customer else _aim(turn),
    )
    named = turn.product()
    calls = [offers]
    if named:  # a product that the asker names is answered for, never silently replaced
        calls.append(turn.call("check_suitability", customer_id=customer_id, product_id=named))
    chosen = offers.result.offers[:1]  # type: ignore[attr-defined]
    products = tuple(offer.product_id for offer in chosen)
    return turn.decision("next_best_offer", *calls, products=products)


_SEGMENT = ("min_age", "max_age", "min_aum", "max_aum", "tier", "payroll")


def _of_a_group(turn: Turn) -> bool:
    """Whether staff ask for customers of a sort, not for a product (60岁以上有闲钱的，给我5个)."""
    one = turn.slot("customer") or turn.slot("customer_id") or turn.speaks_of_one()
    return bool(turn.stated(*_SEGMENT)) and not one and turn.context.scope.role in _LISTERS


_LISTERS = frozenset({Role.RM, Role.MANAGER})


def _aim(turn: Turn) -> str | None:
    return objective_in(turn.question) or _OBJECTIVES.get(str(turn.slot("goal")))


_SAFE = r"(?:风险|保本|保不保|保得住|亏不亏|会亏|亏钱|亏本|亏损|安全|靠谱|稳不稳|稳当|稳妥|本金)"
_BESIDE = (
    r"(?:那|这|它|个|只|款|支|种|产品|东西|你|就|说|讲|直接|干脆|到底|究竟|真的|会不会|会|有没有|有|没有?|大不大"
    r"|高不高|[大高多]|不|能|吗|么|嘛|吧|呢|啊|呀|的|是|本|怎么样|如何|几级|等级|给我|告诉我|[，。？?！!、\s])"
)
_IS_IT_SAFE = re.compile(rf"{_BESIDE}*{_SAFE}(?:{_SAFE}|{_BESIDE})*")
"""Whether it is safe, with nothing said of anything else (手机银行安全吗 is not about an offer)."""

_BRIEF = 16


def risk_of_offered(turn: Turn) -> Decision | None:
    """How risky the product is that was just offered (那个有风险没有, 你就说保不保本吧)."""
    product_id = turn.memory.product_id
    if not turn.is_customer or product_id is None or len(turn.question) > _BRIEF:
        return None
    if not _IS_IT_SAFE.fullmatch(turn.question):
        return None
    info = turn.call("product_info", products=[product_id])
    return turn.decision("product_risk", info, products=(product_id,))
