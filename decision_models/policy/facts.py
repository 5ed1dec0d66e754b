"""What the rules look at: a customer, a product, a contact; and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

NO_PARAMS: Mapping[str, str | int | float] = MappingProxyType({})


@dataclass(frozen=True)
class CustomerFacts:
    """A customer as suitability sees them.

    ``risk_level`` is C1 (most cautious) to C5, or None where never assessed. ``risk_expires_on``
    is the last day on which the assessment holds; where ``risk_assessed_on`` is given too, the
    assessment never holds longer than twelve months from it, whatever was recorded.
    """

    customer_id: str
    birth_date: date | None
    risk_level: str | None
    risk_expires_on: date | None
    qualified_investor: bool = False
    risk_assessed_on: date | None = None


@dataclass(frozen=True)
class ProductFacts:
    """A product as the rules see it.

    ``risk_level`` is R1 (lowest) to R5, the stricter of issuer's and seller's (``stricter``), or
    None for a product that has no rating. ``min_amount`` is in yuan, None where there is none.
    ``on_sale_from`` and ``on_sale_to`` are days, both inclusive; None means open on that side.
    """

    product_id: str
    name: str
    category: str
    risk_level: str | None
    min_amount: float | None = None
    term_days: int | None = None
    private: bool = False
    on_sale_from: date | None = None
    on_sale_to: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, the rule that decided (``ok`` where none forbids), and the
    figures that a sentence about it needs (days as ISO text).
    """

    allowed: bool
    rule: str
    params: Mapping[str, str | int | float] = field(default_factory=lambda: NO_PARAMS)


class Weary(Protocol):
    """What earlier contacts by any channel have left in a customer, as one channel meets it."""

    @property
    def usual(self) -> float:
        """The mean chance that a contact by this channel is refused."""
        ...

    def chance(self, at: datetime) -> float:
        """That a contact at this moment is refused."""
        ...

    def rested(self, start: datetime, limit: float) -> datetime | None:
        """The first moment from ``start`` on at which that is at most ``limit``, if there is."""
        ...


NO_WEARINESS: Mapping[str, Weary] = MappingProxyType({})
NO_GAINS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class ContactFacts:
    """What was agreed with a customer and how often they were contacted.

    Args:
        consents: channel -> consent to marketing through it; a channel that is absent has none.
        refused_at: when the customer last said that they want no more contact.
        touches_30d: contacts of any kind in the last 30 days; ``touches_7d`` in the last 7.
        calls_today: calls on this day in Shanghai; ``calls_7d`` in the last 7 days.
        age: in years, None where unknown.
        call_times: when those calls were, where known; with ``touch_times`` it makes the next
            allowed moment exact. Without them it is the latest moment that it can be.
        weariness: by channel, where a model has learned it; without it the caps stand alone.
        gains: by channel, what a contact is known to add to the chance of a purchase.
    """

    consents: Mapping[str, bool]
    refused_at: datetime | None = None
    touches_30d: int = 0
    touches_7d: int = 0
    calls_today: int = 0
    calls_7d: int = 0
    age: int | None = None
    call_times: tuple[datetime, ...] = ()
    touch_times: tuple[datetime, ...] = ()
    weariness: Mapping[str, Weary] = field(default_factory=lambda: NO_WEARINESS)
    gains: Mapping[str, float] = field(default_factory=lambda: NO_GAINS)


@dataclass(frozen=True)
class ContactVerdict:
    """A verdict on a contact. ``best_time`` (Asia/Shanghai) is the first moment from the asked one
    on at which it is allowed, None where it never will be by waiting.
    """

    allowed: bool
    rule: str
    params: Mapping[str, str | int | float] = field(default_factory=lambda: NO_PARAMS)
    best_time: datetime | None = None
