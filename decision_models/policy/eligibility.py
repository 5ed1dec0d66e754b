"""Can this be bought at all: on sale that day, and enough money for the minimum."""

from datetime import date

from decision_models.policy.facts import CustomerFacts, ProductFacts, Verdict


def eligibility(
    customer: CustomerFacts, product: ProductFacts, on: date, amount: float | None = None
) -> Verdict:
    """``not_on_sale``, ``below_minimum`` (``amount`` in yuan; None: not looked at) or ``ok``.

    ``customer`` is part of the door for rules of an institution that look at the person.
    """
    before = product.on_sale_from is not None and on < product.on_sale_from
    after = product.on_sale_to is not None and on > product.on_sale_to
    if before or after:
        days = {"on_sale_from": product.on_sale_from, "on_sale_to": product.on_sale_to}
        return Verdict(
            False, "not_on_sale", {key: day.isoformat() for key, day in days.items() if day}
        )
    minimum = product.min_amount or 0.0
    if amount is not None and amount < minimum:
        return Verdict(False, "below_minimum", {"amount": amount, "min_amount": minimum})
    return Verdict(True, "ok")
