"""``/api/models``: the trained models and their cards. They speak of no single customer."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.door import Asker, Door, TheDoor
from api.schemas import PROBLEMS
from decision_models.cards import ModelCard
from home.errors import NotFound, RefusedByPolicy
from tools.access import STAFF, Scope

router = APIRouter(prefix="/api/models", tags=["Models"], responses=PROBLEMS)


class ModelSummary(BaseModel):
    """A model in a line; its card says the rest."""

    name: str
    title: str
    event: str
    category: str | None
    horizon_days: int
    base_rate: float
    data_as_of: str
    simulated: bool


@router.get("", summary="The trained models")
def models(scope: Asker, door: TheDoor) -> list[ModelSummary]:
    """What each model foretells, for whom, within how many days."""
    return [ModelSummary.model_validate(card, from_attributes=True) for card in _cards(door, scope)]


@router.get("/{name}", summary="A model's card")
def card(name: str, scope: Asker, door: TheDoor) -> ModelCard:
    """Population, label, training, evaluation over time and by group, limits."""
    for one in _cards(door, scope):
        if one.name == name:
            return one
    raise NotFound(f"name must be one of the models of GET /api/models, got {name[:80]!r}")


def _cards(door: Door, scope: Scope) -> tuple[ModelCard, ...]:
    if scope.role not in STAFF:
        raise RefusedByPolicy(f"models' cards are for staff; {scope} may not see them")
    return door.parts.toolbox.cards()
