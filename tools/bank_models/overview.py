"""Which models run, and of each the figures by which they are set beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from tools.bank_models.arguments import READERS, ModelsQuery
from tools.bank_models.card import changes_of
from tools.bank_models.chances import chances, expected_of
from tools.bank_models.figures import Chances, ContactEffect, Covered, GroupOf, Took
from tools.bank_models.others import covered, effect
from tools.bank_models.shelves import Kept, kept
from tools.drafts import require
from tools.facts import Figure

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


_LATEST = 5


@dataclass(frozen=True)
class Line:
    """One model in use; of the figures those that its kind has."""

    name: Annotated[str, Figure("id", "模型编号")]
    kind: str
    title: Annotated[str, Figure("text", "模型")]
    guest: bool
    version: Annotated[int, Figure("number", "在用版本")]
    challenger: Annotated[int | None, Figure("number", "挑战者版本")]
    data_as_of: Annotated[date, Figure("date", "训练数据截至")]
    auc: Annotated[float | None, Figure("number", "AUC")]
    lift5: Annotated[float | None, Figure("times", "前5%提升度")]
    base_rate: Annotated[float | None, Figure("fraction", "基准发生率")]
    expected: Annotated[float | None, Figure("fraction", "平均预测概率")]
    ece: Annotated[float | None, Figure("fraction", "校准后ECE")]
    ece_before: Annotated[float | None, Figure("fraction", "校准前ECE")]
    apart: bool | None
    auc_fell: Annotated[float | None, Figure("number", "检验月份之间AUC的变化")]
    effect: ContactEffect | None = None
    covered: Covered | None = None
    hardest: GroupOf | None = None


@dataclass(frozen=True)
class Switched:
    """A change of the version that scores, and of which model."""

    title: Annotated[str, Figure("text", "模型")]
    took: Took


@dataclass(frozen=True)
class OfKind:
    """The models of one kind."""

    kind: str
    count: Annotated[int, Figure("count", "模型个数")]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Untrained:
    """A model of the catalogue that does not run."""

    name: Annotated[str, Figure("id", "模型编号")]
    title: Annotated[str, Figure("text", "模型")]


@dataclass(frozen=True)
class ModelsInUse:
    """All models that score, by kind; ``guests`` of them the institution brought, ``waiting`` have
    a challenger. Models of chances come best AUC first; with the aspect calibration worst
    calibrated first. ``later`` counts those that were judged on months after everything that they
    were fitted on; ``limits`` are those of all models of chances, ``switched`` the latest changes.
    """

    facts_root: ClassVar[str] = "models"
    facts_source: ClassVar[str] = "model_cards"

    aspect: str | None
    count: Annotated[int, Figure("count", "在用模型")]
    kinds: tuple[OfKind, ...]
    guests: Annotated[int, Figure("count", "外来模型")]
    waiting: Annotated[int, Figure("count", "有挑战者的模型")]
    later: Annotated[int, Figure("count", "按时间外推检验的模型")]
    of_chances: Annotated[int, Figure("count", "概率模型")]
    untrained: tuple[Untrained, ...]
    untrained_count: Annotated[int, Figure("count", "没有训练的模型")]
    data_as_of: Annotated[date | None, Figure("date", "训练数据截至")]
    lift_share: Annotated[float, Figure("fraction", "提升度按排在最前的比例")]
    best: Line | None
    worst: Line | None
    limits: Annotated[tuple[str, ...], Figure("text", "使用限制")]
    switched: tuple[Switched, ...]


def models_in_use(toolbox: "Toolbox", scope: "Scope", query: ModelsQuery) -> ModelsInUse:
    """Every model that scores, or those of one kind.

    Raises:
        RefusedByPolicy: the role has nothing to do with models.
    """
    require(scope, READERS, "see the models")
    every = [one for one in kept(toolbox) if query.kind in (None, one.listed.kind)]
    lines = [_line(toolbox, scope, one) for one in every if one.card is not None]
    chancy = sorted((one for one in lines if one.auc is not None), key=_by_auc)
    if query.aspect == "calibration":
        lines = [one for one in chancy if one.ece is not None]
        lines.sort(key=lambda one: -(one.ece or 0.0))
    elif query.aspect == "drift":
        lines = sorted(chancy, key=lambda one: one.auc_fell or 0.0)
    elif query.aspect in ("quality", "groups", "limits") and query.kind is None:
        lines = chancy
    else:
        lines = [*chancy, *(one for one in lines if one.auc is None)]
    untrained = tuple(
        Untrained(one.listed.name, one.listed.title) for one in every if one.card is None
    )
    return ModelsInUse(
        aspect=query.aspect,
        count=len(lines),
        kinds=_kinds(lines),
        guests=sum(one.guest for one in lines),
        waiting=sum(one.challenger is not None for one in lines),
        later=sum(one.apart is True for one in lines),
        of_chances=sum(one.kind == "binary" for one in lines),
        untrained=untrained,
        untrained_count=len(untrained),
        data_as_of=max((one.data_as_of for one in lines), default=None),
        lift_share=0.05,
        best=chancy[0] if chancy else None,
        worst=chancy[-1] if chancy else None,
        limits=_shared_limits(every),
        switched=_switched(toolbox, every) if query.aspect == "versions" else (),
    )


def _shared_limits(every: Sequence[Kept]) -> tuple[str, ...]:
    """What one must know of every model of chances."""
    cards = [one.card for one in every if one.listed.kind == "binary" and one.card is not None]
    if not cards:
        return ()
    return tuple(said for said in cards[0].limits if all(said in card.limits for card in cards))


def _switched(toolbox: "Toolbox", every: Sequence[Kept]) -> tuple[Switched, ...]:
    found = [
        Switched(one.listed.title, took)
        for one in every
        for took in changes_of(toolbox, one.listed.name)
    ]
    return tuple(sorted(found, key=lambda one: one.took.on, reverse=True)[:_LATEST])


def _by_auc(line: Line) -> float:
    return -(line.auc or 0.0)


def _kinds(lines: Sequence[Line]) -> tuple[OfKind, ...]:
    found: dict[str, list[Line]] = {}
    for one in lines:
        found.setdefault(one.kind, []).append(one)
    return tuple(OfKind(kind, len(these), tuple(these)) for kind, these in found.items())


def _line(toolbox: "Toolbox", scope: "Scope", one: Kept) -> Line:
    assert one.entry is not None, "a model with a card has versions"
    kind = one.listed.kind
    found = getattr(one.card, "evaluation", None)
    made = chances(one.card) if kind == "binary" else None
    learned = made.learned if made is not None else None
    months = [month.auc for month in made.months if month.auc is not None] if made else []
    return Line(
        name=one.listed.name,
        kind=kind,
        title=one.listed.title,
        guest=one.guest,
        version=one.entry.champion,
        challenger=one.entry.challenger,
        data_as_of=date.fromisoformat(one.card.data_as_of),
        auc=None if found is None else found.auc,
        lift5=None if found is None else found.lift.get("5%"),
        base_rate=None if found is None else found.base_rate,
        expected=None if found is None else expected_of(found),
        ece=None if found is None else found.after.expected_calibration_error,
        ece_before=None if found is None else found.before.expected_calibration_error,
        apart=None if learned is None else learned.apart,
        auc_fell=months[-1] - months[0] if len(months) > 1 else None,
        effect=effect(toolbox, scope, one.card) if kind == "effect" else None,
        covered=covered(one.card) if kind == "amount" else None,
        hardest=_hardest(made) if made is not None else None,
    )


def _hardest(found: Chances) -> GroupOf | None:
    """The group of customers whom the model tells apart worst."""
    judged = [(one.auc, one) for one in found.groups if one.auc is not None]
    return min(judged, key=lambda pair: pair[0])[1] if judged else None
