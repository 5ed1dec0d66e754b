"""How a lead is told: the personal reason, what to do, and why the order is what it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from prompts.messages import say
from tools.event_effects import Effect, Event, moves_of
from tools.exposures import Exposure, Link
from tools.model_choice import trained
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

Action: TypeAlias = Literal["reassure", "inform", "steady", "rollover", "review_loan", "offer"]

_SIGNS = {1: "good", -1: "bad", 0: "concerned"}


def action_of(link: Link, sign: int, widely: bool = True) -> Action:
    """What there is to do with a customer: bad news for what they hold is no occasion to sell, and
    a price that jumped (not ``widely``) none to buy more.
    """
    match link:
        case "matures":
            return "rollover"
        case "borrows":
            return "review_loan"
        case "holds":
            if sign < 0:
                return "reassure"
            return "inform" if widely else "steady"
    return "offer"


def reason_of(
    toolbox: "Toolbox",
    effect: Effect,
    one: Exposure,
    sheet: ProductSheet | None,
    lift: float | None,
) -> str:
    """One sentence for one customer: what they have, which way it is touched, and their score."""
    spec = next((spec for spec in trained(toolbox) if spec.name == one.model), None)
    key = one.link if one.amount or one.link not in ("likely", "interest") else f"{one.link}_bare"
    link = say(
        f"leads.{key}",
        product=sheet.name if sheet else "",
        amount=one.amount,
        on=one.matures_on,
        category=one.buys or effect.category,
        views=one.views,
    )
    felt = say(f"leads.felt_{_SIGNS[effect.sign]}", category=effect.category)
    if sheet is None or sheet.category != effect.category or effect.sign == 0:
        felt = ""
    score = ""
    if spec is not None and one.probability is not None and lift is not None:
        score = say(
            "leads.score", days=spec.horizon_days, event=spec.event, rate=one.probability, lift=lift
        )
    return "；".join(part for part in (f"{link}{felt}", score) if part) + "。"


def standing_said(event: Event) -> str:
    """That the event is no fact, or that the news tells the opposite."""
    said = f"{event.theme}{moves_of(event.theme, event.direction)}"
    if event.against is not None:
        key = "contradicted" if event.standing == "fact" else "supposed_against"
        return say(
            f"leads.{key}",
            said=said,
            title=event.against.title,
            source=event.against.source,
            published=say("leads.published", on=event.against.published)
            if event.against.published
            else "",
        )
    if event.standing == "fact":
        return say("leads.contradicted_bare", said=said)
    return say(f"leads.{event.standing}", said=said)


def order_said(leads: Sequence[tuple[str, float | None, float | None]]) -> str:
    """Why the first is not the likeliest, where that is so: (name, probability, amount) each."""
    scored = [(name, p, amount) for name, p, amount in leads if p and amount]
    if len(scored) < 2:
        return ""
    first, likeliest = scored[0], max(scored, key=lambda one: one[1] or 0.0)
    if first is likeliest:
        return say("leads.order")
    return say(
        "leads.order_not_by_probability",
        likeliest=likeliest[0],
        rate=likeliest[1],
        amount=likeliest[2],
        first=first[0],
        first_rate=first[1],
        first_amount=first[2],
    )
