"""``/healthz``, ``/readyz`` and ``/metrics``: for whatever keeps the process running."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from api.door import TheDoor
from api.schemas import PROBLEMS

router = APIRouter(tags=["Watching"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """There are data to answer from."""

    status: Literal["ready"] = "ready"
    as_of: str
    demo: bool


@router.get("/healthz", summary="Is the process alive")
def healthz() -> Health:
    """Alive; says nothing of the data."""
    return Health()


@router.get("/readyz", summary="Can it answer", responses={503: PROBLEMS[503]})
def readyz(door: TheDoor) -> Readiness:
    """Ready when mart and scores can be read; else 503 with the command that makes them."""
    toolbox = door.parts.toolbox
    _ = toolbox.store
    return Readiness(as_of=toolbox.as_of.isoformat(), demo=door.parts.demo)


@router.get("/metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
def metrics(door: TheDoor) -> PlainTextResponse:
    """Counts and durations of this process; holds nothing about any person."""
    llm = door.parts.llm
    text = door.metrics.text(llm.samples() if llm else ())
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
