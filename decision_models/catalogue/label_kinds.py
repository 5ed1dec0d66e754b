"""What can count as positive: a small set of typed mechanisms, each read from dated rows alone.

A class says in its docstring what a positive does. ``decision_models.labels`` reads them from the
mart; ``cards.wording`` says them in Chinese.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Category: TypeAlias = Literal[
    "wealth",
    "fund",
    "insurance",
    "deposit",
    "credit_card",
    "loan",
    "gold",
    "pension",
    "forex",
    "bond",
]
Channel: TypeAlias = Literal[
    "sms", "push", "wecom", "moments", "app_banner", "outbound_call", "email"
]
Response: TypeAlias = Literal["delivered", "opened", "clicked", "answered", "refused", "converted"]
LoanKind: TypeAlias = Literal["mortgage", "consumer", "business", "instalment"]
MoneyKind: TypeAlias = Literal[
    "salary", "transfer", "consumption", "repayment", "third_party_payment", "fee"
]


class LabelKind(BaseModel):
    """A mechanism. ``tables`` are those that it reads; without rows in them it can find nobody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: ClassVar[tuple[str, ...]] = ()


class Purchase(LabelKind):
    """Buys a product of the category, of at least ``minimum_amount`` yuan in one order."""

    tables: ClassVar[tuple[str, ...]] = ("orders", "products")
    kind: Literal["purchase"]
    category: Category
    minimum_amount: float = Field(default=0.0, ge=0)


class FirstPurchase(LabelKind):
    """Buys a product, never having bought one before."""

    tables: ClassVar[tuple[str, ...]] = ("orders",)
    kind: Literal["first_purchase"]


class CrossPurchase(LabelKind):
    """Buys in a category that they never bought in before, having bought in another."""

    tables: ClassVar[tuple[str, ...]] = ("orders", "products")
    kind: Literal["cross_purchase"]


class Repurchase(LabelKind):
    """Buys a product of a category that they bought in before."""

    tables: ClassVar[tuple[str, ...]] = ("orders", "products")
    kind: Literal["repurchase"]
    category: Category


class Redemption(LabelKind):
    """Gives back a product of the category before its term, or one that has none."""

    tables: ClassVar[tuple[str, ...]] = ("orders", "products")
    kind: Literal["redemption"]
    category: Category


class Reinvestment(LabelKind):
    """Of those with a product that matures within ``maturing_days``: buys one again within
    ``within_days`` from the first such maturity on.
    """

    tables: ClassVar[tuple[str, ...]] = ("orders", "products")
    kind: Literal["reinvestment"]
    maturing_days: int = Field(ge=1, le=90)
    within_days: int = Field(ge=1, le=90)


class CardOpened(LabelKind):
    """A credit card is opened."""

    tables: ClassVar[tuple[str, ...]] = ("cards",)
    kind: Literal["card_opened"]


class LoanTaken(LabelKind):
    """A loan of one of these kinds is paid out."""

    tables: ClassVar[tuple[str, ...]] = ("loans",)
    kind: Literal["loan_taken"]
    loans: tuple[LoanKind, ...] = Field(min_length=1)


class AumFall(LabelKind):
    """AUM at the end of the horizon has fallen by at least ``share`` of today's."""

    tables: ClassVar[tuple[str, ...]] = ("balances",)
    kind: Literal["aum_fall"]
    share: float = Field(gt=0, le=1)


class AumRise(LabelKind):
    """AUM at the end of the horizon has risen by at least ``share`` of today's."""

    tables: ClassVar[tuple[str, ...]] = ("balances",)
    kind: Literal["aum_rise"]
    share: float = Field(gt=0, le=10)


class TierUp(LabelKind):
    """AUM reaches a higher tier at a month-end within the horizon."""

    tables: ClassVar[tuple[str, ...]] = ("balances",)
    kind: Literal["tier_up"]


class TierDown(LabelKind):
    """AUM at the end of the horizon lies in a lower tier than today."""

    tables: ClassVar[tuple[str, ...]] = ("balances",)
    kind: Literal["tier_down"]


class AppActive(LabelKind):
    """Uses the app on at least ``days`` different days."""

    tables: ClassVar[tuple[str, ...]] = ("app_events",)
    kind: Literal["app_active"]
    days: int = Field(default=1, ge=1, le=31)


class AppSilent(LabelKind):
    """Does not use the app at all."""

    tables: ClassVar[tuple[str, ...]] = ("app_events",)
    kind: Literal["app_silent"]


class ContactAnswered(LabelKind):
    """Of those who are contacted through these channels (none: any): a contact ends in one of
    the ``outcomes``. Nothing is said of who is not contacted.
    """

    tables: ClassVar[tuple[str, ...]] = ("contacts",)
    kind: Literal["contact_outcome"]
    channels: tuple[Channel, ...] = ()
    outcomes: tuple[Response, ...] = Field(min_length=1)


class ServiceAsked(LabelKind):
    """Complains, or asks a question."""

    tables: ClassVar[tuple[str, ...]] = ("service_requests",)
    kind: Literal["service_request"]
    request: Literal["complaint", "question"]


class MoneyMoved(LabelKind):
    """Moves at least ``minimum_total`` yuan in all, or ``minimum_single`` yuan at once, in
    transactions of these kinds and with these counterparties (none: any).
    """

    tables: ClassVar[tuple[str, ...]] = ("transactions",)
    kind: Literal["money_moved"]
    direction: Literal["in", "out"]
    kinds: tuple[MoneyKind, ...] = ()
    counterparties: tuple[str, ...] = ()
    minimum_total: float | None = Field(default=None, gt=0)
    minimum_single: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_bound(self) -> "MoneyMoved":
        if (self.minimum_total is None) == (self.minimum_single is None):
            raise ValueError("money_moved must have minimum_total or minimum_single, and not both")
        return self


class MoneyStopped(LabelKind):
    """No transaction of that kind and direction comes any more."""

    tables: ClassVar[tuple[str, ...]] = ("transactions",)
    kind: Literal["money_stopped"]
    direction: Literal["in", "out"]
    money: MoneyKind


Label: TypeAlias = Annotated[
    Purchase
    | FirstPurchase
    | CrossPurchase
    | Repurchase
    | Redemption
    | Reinvestment
    | CardOpened
    | LoanTaken
    | AumFall
    | AumRise
    | TierUp
    | TierDown
    | AppActive
    | AppSilent
    | ContactAnswered
    | ServiceAsked
    | MoneyMoved
    | MoneyStopped,
    Field(discriminator="kind"),
]
