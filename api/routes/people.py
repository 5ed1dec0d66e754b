"""``GET /api/me`` and, in a demo home, ``GET /api/personas``."""

from fastapi import APIRouter

from api import personas
from api.door import Asker, TheDoor
from api.personas import ROLE_NAMES, SEES
from api.schemas import PROBLEMS, Person, PersonaView
from api.suggestions import suggestions_for
from home.errors import NotFound

router = APIRouter(prefix="/api", tags=["People"])


@router.get("/me", summary="Who am I", responses=PROBLEMS)
def me(scope: Asker, door: TheDoor) -> Person:
    """Whom the token is for, and which rows exist for them."""
    toolbox = door.parts.toolbox
    return Person(
        role=scope.role.value,
        subject=scope.subject,
        asker=str(scope),
        role_name=ROLE_NAMES[scope.role],
        name=personas.name_of(toolbox.store, scope),
        sees=SEES[scope.role],
        demo=door.parts.demo,
        as_of=toolbox.as_of.isoformat(),
    )


@router.get("/personas", summary="Whom one may sign in as (demo homes only)", responses=PROBLEMS)
def people(door: TheDoor) -> list[PersonaView]:
    """A few people of each role of the simulated bank; needs no token, for none of them is real."""
    if not door.parts.demo:
        raise NotFound("personas exist in a demo home only; this home holds a bank's own data")
    return [
        PersonaView(
            asker=str(persona.scope),
            role=persona.scope.role.value,
            role_name=ROLE_NAMES[persona.scope.role],
            name=persona.name,
            about=persona.about,
            suggestions=list(suggestions_for(persona.scope.role)),
        )
        for persona in personas.personas(door.parts.toolbox.store)
    ]
