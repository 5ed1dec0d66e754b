"""What the ranking of offers looks at: the customer's situation, the shelf, and the wish."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeAlias

from decision_models.next_best.offer_policy import Objective
from decision_models.policy import CustomerFacts, ProductFacts

Numbers: TypeAlias = Mapping[str, float]

NONE: Numbers = MappingProxyType({})
DEBTS = frozenset({"credit_card", "loan"})
"""Categories that lend money: nothing that money is put into."""


_SHARE_CLASS = re.compile(r"(?<=[^A-Za-z0-9])[A-FHIY](?:类|份额)?$")


@dataclass(frozen=True)
class Product:
    """A product of the shelf: what the rules look at, and its themes."""

    facts: ProductFacts
    themes: tuple[str, ...] = ()

    @property
    def product_id(self) -> str:
        """The mart's identifier."""
        return self.facts.product_id

    @property
    def category(self) -> str:
        """The mart's category."""
        return self.facts.category

    @property
    def family(self) -> str:
        """Its name without the class of its shares: classes A and C are one fund twice."""
        return _SHARE_CLASS.sub("", self.facts.name)


@dataclass(frozen=True)
class Probability:
    """How likely a purchase in a category is within 30 days or so, and how that is known.

    Args:
        value: the probability.
        source: ``model`` (a trained model's calibrated score) or ``rate`` (how often customers of
            the same interest bought in the last 30 days).
        name: the model, or the category.
        minimum_amount: of the orders that it speaks of, in yuan; a model of large deposits says
            nothing of small ones.
    """

    value: float
    source: Literal["model", "rate"]
    name: str
    minimum_amount: float = 0.0


@dataclass(frozen=True)
class Situation:
    """A customer as offers see them.

    Args:
        customer: as suitability sees them.
        liquid: money at call, yuan; ``maturing`` what falls due within 30 days.
        probabilities: category -> what is known of buying in it, the most particular first.
        rates: category -> how often all customers bought in it in 30 days.
        held: product -> yuan held today; ``maturing_products`` those that fall due within 30 days.
        bought: products bought in the last year.
        themes: theme -> searches and readings of the last 90 days.
        usual_risk: mean rating (1-5) of what was bought in the last year, None for nothing.
        usual_term: mean term in days of it, None for none.
        aum: all assets, yuan.
        has_credit_card: whether one is held already.
        high_risk_held: yuan held in products rated R4 and R5.
        overdue_days: of the loan that is past due longest, 0 for none.
        refused: product -> the day of its last refusal.
    """

    customer: CustomerFacts
    liquid: float = 0.0
    maturing: float = 0.0
    aum: float = 0.0
    probabilities: Mapping[str, tuple[Probability, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    rates: Numbers = field(default_factory=lambda: NONE)
    held: Numbers = field(default_factory=lambda: NONE)
    maturing_products: frozenset[str] = frozenset()
    bought: frozenset[str] = frozenset()
    themes: Numbers = field(default_factory=lambda: NONE)
    usual_risk: float | None = None
    usual_term: float | None = None
    has_credit_card: bool = False
    high_risk_held: float = 0.0
    overdue_days: int = 0
    refused: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Wish:
    """What was asked for; None and empty where nothing was.

    Args:
        category: this category alone.
        amount: yuan to place.
        horizon_days: how long the money may stay.
        max_risk: no product above this rating (R1-R5), whatever the customer may buy.
        min_risk: no product below this rating, or without one.
        excluded: categories and products that are not wanted.
    """

    category: str | None = None
    amount: float | None = None
    horizon_days: int | None = None
    max_risk: str | None = None
    min_risk: str | None = None
    excluded: frozenset[str] = frozenset()

    @property
    def is_placement(self) -> bool:
        """Whether money is to be put somewhere, which a loan or a card is no answer to."""
        return self.amount is not None or self.horizon_days is not None


@dataclass(frozen=True)
class Offer:
    """One product that may be offered.

    Args:
        product: it.
        rank: 1 is the best.
        score: probability x value x fit; only its order means something.
        probability: of a purchase in its category.
        value: 1 for the objective ``conversion``; yuan for ``aum``; visits for ``activity``.
        fit: how well it fits among its like, by part (``term``, ``risk``, ``theme``, ``known``,
            ``renewal``), each a factor around 1.
        amount: yuan that could go into it: what was asked for, else what is at hand.
        personalised: whether anything but the rules and the wish was looked at.
        propensity: how likely it was to stand at this place; below 1 where places are explored.
        explored: whether it was drawn for its place, and not the best for it.
    """

    product: Product
    rank: int
    score: float
    probability: Probability
    value: float
    fit: Numbers
    amount: float | None
    personalised: bool
    propensity: float = 1.0
    explored: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A product that is not offered, the rule that keeps it out, and the rule's figures.

    Rules: those of ``policy``; ``overdue``, ``borrower_age``, ``high_risk_share``,
    ``lately_refused`` (of the institution's offer policy); ``other_category``, ``excluded``,
    ``above_wished_risk``, ``below_wished_risk``, ``term_above_horizon``, ``not_a_placement`` (of
    the wish); ``already_held``; ``share_class``, ``category_full`` and ``lower_score`` (scored,
    and others came before: ``score``, ``last_score``, ``rank``).
    """

    product: Product
    rule: str
    params: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Fallback:
    """What there is to do where nothing that was asked for can be offered.

    ``kind``: ``other`` (``offer`` is the best outside the wish, within every rule), ``assess``
    (a new assessment of risk would open products), ``review`` (talk it over; nothing to offer).
    """

    kind: Literal["other", "assess", "review"]
    offer: Offer | None = None


@dataclass(frozen=True)
class Ranking:
    """The offers, best first, and everything that was left out. Together they are the shelf.

    ``fallback`` is there where ``offers`` is empty, and None where it is not.
    """

    offers: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...]
    on: date
    objective: Objective
    personalised: bool
    fallback: Fallback | None = None
