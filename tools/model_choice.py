"""Which model of the catalogue answers a question, said honestly where none does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompts.messages import say

if TYPE_CHECKING:
    from decision_models.catalogue import ModelSpec
    from tools.toolbox import Toolbox

# Where a category has no model, whose buyers are most alike: money of the same kind and patience.
_NEAREST_CATEGORY = {
    "insurance": "wealth",
    "pension": "wealth",
    "bond": "deposit",
    "forex": "deposit",
    "gold": "fund",
}
_NEAREST_GOAL = {"asset_up": "tier_up", "activity": "attrition"}
_LABEL_OF_GOAL = {
    "attrition": "aum_fall",
    "tier_up": "tier_up",
    "asset_up": "aum_rise",
    "activity": "app_active",
    "maturity": "reinvestment",
}


@dataclass(frozen=True)
class ModelChoice:
    """A model, and what must be said about choosing it.

    ``model`` is None where no trained model answers; ``nearest`` is then the one that comes
    closest, if any does, and ``why`` says so. ``notes`` belong to an answer from ``model``.
    """

    model: str | None
    title: str
    event: str
    goal: str
    category: str | None
    horizon_days: int | None
    notes: tuple[str, ...] = ()
    why: str = ""
    nearest: str | None = None
    nearest_title: str | None = None


def choose(
    toolbox: "Toolbox",
    goal: str | None = None,
    category: str | None = None,
    horizon_days: int | None = None,
    model: str | None = None,
) -> ModelChoice:
    """The trained model for a goal and category; the horizon nearest to the asked one. ``model``
    names it itself (``named_in``).

    Raises:
        NotFound: the catalogue has no model of that name.

    Without a goal it is purchase, without a category wealth. Maturing money is a matter of who
    has some (the caller's filter); who will place it again is said by the model of that, and by
    the purchase model where a category was asked for or there is no such model.
    """
    if model is not None:
        return _named(toolbox, model, goal or "purchase")
    goal = goal or "purchase"
    renews = goal == "maturity" and category is None and bool(_specs(toolbox, goal, None))
    buying = goal in ("purchase", "maturity") and not renews
    if buying and category is None:
        category = "wealth"
    wanted = category if buying else None
    found = _specs(toolbox, goal, wanted)
    if not found:
        return _none(toolbox, goal, wanted)
    spec = min(
        found, key=lambda s: (abs(s.horizon_days - (horizon_days or s.horizon_days)), s.name)
    )
    notes = []
    if horizon_days is not None and horizon_days != spec.horizon_days:
        notes.append(say("models.other_horizon", asked=horizon_days, horizon=spec.horizon_days))
    if goal == "maturity" and not renews:
        notes.append(say("models.maturity_by", title=spec.title))
    if spec.name == "deposit_30d":
        notes.append(say("models.large_deposit"))
    return _of(spec, goal, spec.category or category, notes)


def _named(toolbox: "Toolbox", model: str, goal: str) -> ModelChoice:
    from decision_models.catalogue import find

    spec = find(model)
    if spec in trained(toolbox):
        return _of(spec, goal, spec.category, [])
    available = "、".join(one.title for one in trained(toolbox))
    return ModelChoice(
        model=None,
        title=spec.title,
        event=spec.event,
        goal=goal,
        category=spec.category,
        horizon_days=None,
        why=say("models.none", what=spec.title, available=available),
    )


def _of(spec: "ModelSpec", goal: str, category: str | None, notes: list[str]) -> ModelChoice:
    return ModelChoice(
        model=spec.name,
        title=spec.title,
        event=spec.event,
        goal=goal,
        category=category,
        horizon_days=spec.horizon_days,
        notes=tuple(notes),
    )


def doubt_of(toolbox: "Toolbox", model: str) -> str:
    """What must be said beside a ranking by this model: that it has not been shown to be better
    than chance on the months that it was judged on. Empty where it has.
    """
    card = toolbox.card(model)
    return "" if card.evaluation.auc_low > 0.5 else say("models.unproven", title=card.title)


def named_in(question: str) -> str | None:
    """The catalogue's model whose own words stand in a question, the longest of them; None where
    a goal or a category must say which.
    """
    from decision_models.catalogue import specifications

    text = question.lower()
    found = [
        (len(word), spec.name)
        for spec in specifications()
        for word in spec.asked
        if word.lower() in text
    ]
    return max(found)[1] if found else None


def trained(toolbox: "Toolbox") -> "tuple[ModelSpec, ...]":
    """The catalogue's models that customers have scores of."""
    from decision_models.catalogue import specifications

    def make() -> "tuple[ModelSpec, ...]":
        scored = toolbox.store.table("prospects").columns
        return tuple(spec for spec in specifications() if f"score_{spec.name}" in scored)

    return toolbox.store.remembered("trained", make)


def _specs(toolbox: "Toolbox", goal: str, category: str | None) -> "list[ModelSpec]":
    if category is not None:
        return [spec for spec in trained(toolbox) if spec.category == category]
    label = _LABEL_OF_GOAL.get(goal)
    return [spec for spec in trained(toolbox) if spec.label.kind == label]


def _none(toolbox: "Toolbox", goal: str, category: str | None) -> ModelChoice:
    if category is not None:
        other = _NEAREST_CATEGORY.get(category)
        near = _specs(toolbox, "purchase", other) if other else []
        what = say("models.purchase_of", category=category)
    else:
        near = _specs(toolbox, _NEAREST_GOAL.get(goal, ""), None)
        what = say("models.goal_of", goal=goal)
    nearest = near[0] if near else None
    available = "、".join(spec.title for spec in trained(toolbox))
    why = say("models.none", what=what, available=available)
    if nearest is not None:
        why += say("models.nearest", title=nearest.title)
    return ModelChoice(
        model=None,
        title=what,
        event=what,
        goal=goal,
        category=category,
        horizon_days=None,
        why=why,
        nearest=nearest.name if nearest else None,
        nearest_title=nearest.title if nearest else None,
    )
