"""What somebody may buy, by which rule, and what another assessment would change."""

import re
from dataclasses import replace

from agents.decisions import news
from agents.decisions.offers import next_best_offer
from agents.decisions.stated import age_in, risk_in, supposed_level
from agents.decisions.turn import Ask, Turn
from agents.state import Decision
from prompts.messages import say
from tools.entities import lowest_of_kind


def suitability_check(turn: Turn) -> Decision:
    """May this customer buy that product or risk level, and what instead."""
    if supposed := supposed_level(turn.question):
        return what_if(turn, supposed)
    if (found := _no_judgement(turn)) is not None:
        return found
    age = None if turn.is_customer else age_in(turn.question)
    if age is None and turn.slot("min_age") and not turn.is_customer:
        age = int(str(turn.slot("min_age")))  # said earlier in the thread
    customer_id = turn.customer(required=not (turn.slot("customer_risk") or age))
    product_id = turn.product()
    risk = turn.slot("product_risk") or risk_in(turn.question)
    if product_id is None and risk is None and turn.slot("category"):
        toolbox, scope = turn.context.toolbox, turn.context.scope
        risk = lowest_of_kind(toolbox, scope, turn.question, str(turn.slot("category")))
    if product_id is None and risk is None and turn.slot("category") and customer_id:
        return next_best_offer(turn)  # a kind of product: what of it is suitable, or why nothing
    if product_id is None and risk is None and customer_id and _WHICH.search(turn.question):
        return next_best_offer(turn)  # 那我现在能买啥
    if product_id is None and risk is None:
        product_id = turn.memory.product_id
    if product_id is None and risk is None:
        raise Ask("clarify", say("ask.which_product"))
    result = turn.call(
        "check_suitability",
        customer_id=customer_id,
        product_id=product_id,
        risk_level=None if product_id else risk,
        customer_risk=None if customer_id else turn.slot("customer_risk"),
        age=None if customer_id else age,
        **turn.stated("category"),
    )
    return turn.decision("suitability_check", result, products=(product_id,) if product_id else ())


_WHICH = re.compile(r"(?:买|选|配|做)[^，。？?]{0,3}(?:啥|什么|哪)")

_BUYS = re.compile(r"买|卖|购|投|配|做|碰|合适|适合|匹配|[RrCc][1-5]|风险")


def _no_judgement(turn: Turn) -> Decision | None:
    """What the documents say, where a question asks whether something may be done and names nothing
    to be bought (身份证过期了还能办业务吗); None where there is something to judge, or no document.
    """
    stated = turn.stated("product", "product_risk", "category", "customer_risk")
    if stated or _BUYS.search(turn.question):
        return None
    return news.known(turn, news.SURE)


def what_if(turn: Turn, level: str) -> Decision:
    """Which rule another result of the assessment would change: both verdicts, beside each other.

    Nothing follows from it, and nothing is offered: an assessment is what it is.
    """
    customer_id = turn.customer()
    product_id = turn.product() or (None if turn.slot("product_risk") else turn.memory.product_id)
    asked_before = turn.memory.slots.get("product_risk")
    risk = turn.slot("product_risk") or asked_before or f"R{level[1]}"
    goods = {"product_id": product_id} if product_id else {"risk_level": risk}
    now = turn.call("check_suitability", customer_id=customer_id, **goods)
    age = now.result.age  # type: ignore[attr-defined]
    then = turn.call("check_suitability", customer_risk=level, age=age, **goods)
    supposed = replace(then, tool="supposed")
    products = (product_id,) if product_id else ()
    return turn.decision("what_if", now, supposed, products=products)
