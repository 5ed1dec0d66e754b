"""``/api/prospects``: who, among the asker's customers, will most likely do it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.calls import TheCalls
from api.paging import Page, cursor_of, place_of
from api.schemas import PROBLEMS
from tools.prospect_query import ProspectConditions
from tools.prospects import FilteredOut, Prospect

router = APIRouter(prefix="/api", tags=["Customers"])

MOST = 100
"""A list is for people to work through; the table of scores holds everybody."""


class ProspectsQuery(ProspectConditions):
    """The tool's conditions, and the page."""

    limit: int = Field(default=20, ge=1, le=MOST, description="how many at most")
    cursor: str | None = Field(
        default=None, max_length=500, description="`next` of the page before"
    )


class ProspectPage(Page[Prospect]):
    """Ranked by the model, with reasons, a suitable product, and whether contact is allowed."""

    model: str | None
    title: str
    event: str
    horizon_days: int | None
    base_rate: float | None
    as_of: date
    population: int
    matching: int
    filtered: list[FilteredOut]
    notes: list[str]
    why: str


@router.get("/prospects", summary="Customers who will most likely", responses=PROBLEMS)
async def prospects(calls: TheCalls, query: Annotated[ProspectsQuery, Query()]) -> ProspectPage:
    """The asker's customers ranked by a model, best first: the first hundred, a page at a time."""
    conditions = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    place = place_of(query.cursor, conditions, (int,))
    after = min(int(place[0]), MOST) if place else 0
    upto = min(after + query.limit, MOST)
    found = await calls.read("find_prospects", **conditions, top_k=max(upto, 1))
    more = upto < MOST and found["matching"] > upto
    return ProspectPage.model_validate(
        {
            **{name: found[name] for name in ProspectPage.model_fields if name in found},
            "items": found["items"][after:],
            "next": cursor_of([upto], conditions) if more else None,
        }
    )
