"""One model of the bank: how good it is, what it looks at, how it was judged, who changed it."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from home.clock import business_day
from home.errors import NotFound, NotReady
from tools.bank_models.arguments import READERS, CardQuery
from tools.bank_models.chances import chances, wearied
from tools.bank_models.figures import (
    BestHours,
    Chances,
    ContactEffect,
    Covered,
    Drifted,
    Moved,
    Took,
    Wearies,
)
from tools.bank_models.others import covered, effect, hours, wearies
from tools.bank_models.shelves import Kept, kept
from tools.drafts import require
from tools.facts import Figure
from tools.model_shelf import known_drift, measured_drift, records_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.model_shelf import Drift
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class CardFacts:
    """What the card of a model's champion holds; of its parts those that its kind has.

    ``guest``: the institution brought it. ``version`` is the one that scores, ``challenger`` the
    one that waits; ``changes`` who switched, the last first. ``drift`` is None where nobody has
    measured it since the last scoring.
    """

    facts_root: ClassVar[str] = "model"
    facts_source: ClassVar[str] = "model_cards"

    aspect: str
    name: Annotated[str, Figure("id", "模型编号")]
    kind: str
    title: Annotated[str, Figure("text", "模型")]
    event: Annotated[str, Figure("text", "预测什么")]
    horizon_days: Annotated[int | None, Figure("days", "预测期限")]
    guest: bool
    version: Annotated[int, Figure("number", "在用版本")]
    challenger: Annotated[int | None, Figure("number", "挑战者版本")]
    former: Annotated[tuple[int, ...], Figure("number", "曾用版本")]
    data_as_of: Annotated[date, Figure("date", "训练数据截至")]
    data_version: Annotated[str, Figure("id", "数据版本")]
    feature_set: Annotated[str, Figure("id", "特征指纹")]
    code_version: Annotated[str, Figure("id", "程序版本")]
    limits: Annotated[tuple[str, ...], Figure("text", "使用限制")]
    simulated: bool
    changes: tuple[Took, ...] = ()
    chances: Chances | None = None
    effect: ContactEffect | None = None
    covered: Covered | None = None
    hours: BestHours | None = None
    wearies: Wearies | None = None
    drift: Drifted | None = None
    notes: tuple[str, ...] = field(default=())


def model_card(toolbox: "Toolbox", scope: "Scope", query: CardQuery) -> CardFacts:
    """What is on record of one model.

    Raises:
        RefusedByPolicy: the role has nothing to do with models.
        NotFound: the catalogue has no model of that name.
        NotReady: it is not trained.
    """
    require(scope, READERS, "see the models")
    found = next((one for one in kept(toolbox) if one.listed.name == query.model), None)
    if found is None:
        raise NotFound(f"a model must be one of the catalogue's, got {query.model!r}")
    if found.card is None or found.entry is None:
        raise NotReady(f"model {query.model} must be trained: weiwo models train {query.model}")
    card, entry = found.card, found.entry
    return CardFacts(
        aspect=query.aspect,
        name=found.listed.name,
        kind=found.listed.kind,
        title=found.listed.title,
        event=getattr(card, "event", ""),
        horizon_days=getattr(card, "horizon_days", None),
        guest=found.guest,
        version=entry.champion,
        challenger=entry.challenger,
        former=entry.former,
        data_as_of=date.fromisoformat(card.data_as_of),
        data_version=card.data_version,
        feature_set=card.feature_set,
        code_version=card.code_version,
        limits=card.limits,
        simulated=card.simulated,
        changes=changes_of(toolbox, found.listed.name),
        **_parts(toolbox, scope, found),
        drift=_drift(toolbox, found, query),
    )


def _parts(toolbox: "Toolbox", scope: "Scope", found: Kept) -> dict[str, Any]:
    match found.listed.kind:
        case "binary":
            return {"chances": chances(found.card)}
        case "effect":
            return {"effect": effect(toolbox, scope, found.card)}
        case "amount":
            return {"covered": covered(found.card)}
        case "hour":
            return {"hours": hours(found.card)}
        case "fatigue":
            return {"wearies": wearies(found.card), "chances": wearied(found.card)}


def changes_of(toolbox: "Toolbox", name: str) -> tuple[Took, ...]:
    """Which versions came to score, the last first."""
    return tuple(
        Took(business_day(one.at), one.by, one.change, one.champion, one.before, one.reason)
        for one in records_of(toolbox, name)
    )


def _drift(toolbox: "Toolbox", found: Kept, query: CardQuery) -> Drifted | None:
    if query.aspect != "drift" or found.listed.kind != "binary":
        return None
    if query.measure:
        return _drifted(measured_drift(toolbox, found.listed.name))
    known = known_drift(toolbox, found.listed.name)
    return None if known is None else _drifted(known)


def _drifted(found: "Drift") -> Drifted:
    return Drifted(
        until=date.fromisoformat(found.until),
        verdict=found.verdict,
        psi=found.score,
        moved=tuple(Moved(one.meaning, one.psi) for one in found.shifts),
        moved_count=len(found.shifts),
        compared=found.features,
        auc=found.auc,
    )
