"""What a screen shows beside a voice: an account, products, whom to call, as small cards.

A card says the tools' own figures in words; it decides nothing, and carries no benchmark, which is
never shown without its basis (规则 G3). Cards are for customers: staff have lists and portraits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from agents.state import Decision
from prompts.messages import catalogue, day, money, say, term
from tools.access import Role, Scope
from tools.account import Account
from tools.products import ProductInfo, rate_of
from tools.recommendations import OfferList
from tools.senders import SenderQuery, sender
from tools.shelf import ProductSheet
from tools.toolbox import Toolbox

MOST_ROWS = 6
MOST_PRODUCTS = 5
_STATED_RATE = frozenset({"deposit", "bond"})
"""Categories whose rate is a promise of the contract, not a benchmark."""


@dataclass(frozen=True)
class Row:
    """A line of a card."""

    label: str
    value: str


@dataclass(frozen=True)
class Card:
    """One card. ``call`` is a telephone number to tap, ``note`` what must be read with it."""

    kind: Literal["account", "product", "person"]
    title: str
    rows: tuple[Row, ...] = ()
    badge: str = ""
    note: str = ""
    call: str = ""


def cards_of(decisions: Sequence[Decision], toolbox: Toolbox, scope: Scope) -> tuple[Card, ...]:
    """The cards of an answer for a customer; none for anybody else."""
    if scope.role is not Role.CUSTOMER:
        return ()
    return tuple(card for one in decisions for card in _cards(one, toolbox, scope))


def _cards(decision: Decision, toolbox: Toolbox, scope: Scope) -> Iterator[Card]:
    if decision.outcome == "handoff":
        yield _person(toolbox, scope)
    for made in decision.calls:
        match made.result:
            case Account() as account:
                yield from _account(account)
            case OfferList() as found:
                yield from (_product(offer.sheet) for offer in found.offers)
            case ProductInfo() as found:
                yield from map(_product, found.sheets[:MOST_PRODUCTS])


def _account(account: Account) -> Iterator[Card]:
    rows = [
        Row(catalogue().get(f"names.{one.category}", one.category), money(one.balance))
        for one in account.balances[:MOST_ROWS]
    ]
    total = money(account.aum) if account.aum is not None else ""
    yield Card("account", say("cards.assets"), tuple(rows), total, _as_of(account))
    held = [Row(one.product_name, money(one.amount)) for one in account.holdings[:MOST_ROWS]]
    if held:
        more = len(account.holdings) - len(held)
        note = say("cards.more_holdings", count=more) if more > 0 else ""
        yield Card("account", say("cards.holdings"), tuple(held), note=note)


def _as_of(account: Account) -> str:
    on = account.balances[0].as_of if account.balances else account.as_of
    return say("cards.as_of", on=on)


def _product(sheet: ProductSheet) -> Card:
    rows = [Row(say("cards.minimum"), money(sheet.min_amount))]
    if sheet.term_days is not None:
        rows.append(Row(say("cards.term"), term(sheet.term_days)))
    if sheet.category in _STATED_RATE and sheet.benchmark_low is not None:
        rows.append(Row(say("cards.rate"), rate_of(sheet)))
    if sheet.open_rule:
        rows.append(Row(say("cards.open_rule"), sheet.open_rule))
    if sheet.on_sale_to is not None:
        rows.append(Row(say("cards.on_sale_to"), day(sheet.on_sale_to)))
    risk = say("products.risk", level=sheet.risk_level) if sheet.risk_level else ""
    issuer = say("cards.issuer", issuer=sheet.issuer) if sheet.issuer else ""
    return Card("product", sheet.name, tuple(rows), risk, issuer)


def _person(toolbox: Toolbox, scope: Scope) -> Card:
    hotline = sender(toolbox, scope, SenderQuery()).hotline or ""
    note = say("cards.person_note") if hotline else say("cards.person_no_line")
    return Card("person", say("cards.person"), note=note, call=hotline)
