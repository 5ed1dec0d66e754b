"""What a ranking is made from: the customer's facts, the shelf, and what was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from decision_models.policy import CustomerFacts, ProductFacts


@dataclass(frozen=True)
class Holding:
    """What the customer has of one product, in yuan."""

    product_id: str
    amount: float


@dataclass(frozen=True)
class Customer:
    """What the ranking knows of the customer.

    Args:
        facts: as the rules see them.
        liquid: money that could be placed: at call and what falls due soon, in yuan.
        probabilities: calibrated probability of buying by category, where a model has one.
        interest: themes the customer looked at, by share of attention (0 to 1).
        holdings: what is held now.
        personalised: False where profiling was refused: then only the product's own terms count.
    """

    facts: CustomerFacts
    liquid: float
    probabilities: Mapping[str, float] = field(default_factory=dict)
    interest: Mapping[str, float] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    personalised: bool = True


@dataclass(frozen=True)
class Product:
    """One product of the shelf: as the rules see it, and what moves it."""

    facts: ProductFacts
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """What the asker limits it to: ``amount`` in yuan, ``horizon_days`` as the time it may stay."""

    category: str | None = None
    amount: float | None = None
    horizon_days: int | None = None
    max_risk: str | None = None
    excluded: frozenset[str] = frozenset()
