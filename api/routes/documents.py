"""``/api/passages``: the bank's documents by meaning."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.calls import TheCalls
from api.schemas import PROBLEMS
from tools.knowledge_search import Passages, SearchQuery

router = APIRouter(prefix="/api", tags=["Documents"])


@router.get(
    "/passages", summary="Search the documents", responses=PROBLEMS, response_model=Passages
)
async def passages(calls: TheCalls, query: Annotated[SearchQuery, Query()]) -> dict[str, Any]:
    """Passages with document, place and source, from what the asker may read."""
    return await calls.read("search_knowledge", **query.model_dump(exclude_none=True))
