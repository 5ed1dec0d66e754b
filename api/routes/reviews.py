"""``/api/reviews``: what waits for release. Who had a hand in a text cannot release it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path

from api.bodies import Approval, Edit, Reason
from api.calls import IdempotencyKey, TheCalls
from api.paging import Cursor, Limit, Page, page_of
from api.schemas import PROBLEMS
from home.errors import NotFound
from tools.reviews import Item

router = APIRouter(prefix="/api/reviews", tags=["Reviews"], responses=PROBLEMS)

ReviewId = Annotated[str, Path(max_length=64, description="送审编号", examples=["R0123456789AB"])]
State = Literal["waiting", "approved", "rejected", "edited", "all"]


@router.get("", summary="The review queue", response_model=Page[Item])
async def queue(
    calls: TheCalls, state: State = "waiting", limit: Limit = 20, cursor: Cursor = None
) -> dict[str, Any]:
    """Requests for release, oldest first: all of them for compliance, one's own for makers."""
    found = await calls.read("review_queue", state=state)
    shown, following = page_of(found["items"], limit, cursor, ["reviews", state], _place)
    return {"items": shown, "next": following}


@router.get("/{review_id}", summary="A request for release", response_model=Item)
async def review(calls: TheCalls, review_id: ReviewId) -> dict[str, Any]:
    """Text, findings, recipients, who asked, who decided."""
    found = await calls.read("review_queue", state="all")
    for item in found["items"]:
        if item["review_id"] == review_id:
            one: dict[str, Any] = item
            return one
    raise NotFound(f"review_id must be one of {calls.scope}'s requests, got {review_id!r}")


@router.post("/{review_id}/approve", summary="Release a text", response_model=Item)
async def approve(
    calls: TheCalls, review_id: ReviewId, body: Approval, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Release exactly this text to exactly these recipients, under today's rules."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("approve_text", idempotency_key, review_id=review_id, **given)


@router.post("/{review_id}/edit", summary="Change a text in review", response_model=Item)
async def edit(
    calls: TheCalls, review_id: ReviewId, body: Edit, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Put other words in place of those that wait; another checker must release them."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("edit_text", idempotency_key, review_id=review_id, **given)


@router.post("/{review_id}/reject", summary="Send a text back", response_model=Item)
async def reject(
    calls: TheCalls, review_id: ReviewId, body: Reason, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Refuse release, with the reason for whoever wrote it."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("reject_text", idempotency_key, review_id=review_id, **given)


def _place(item: dict[str, Any]) -> tuple[str, str]:
    return str(item["submitted_at"]), str(item["review_id"])
