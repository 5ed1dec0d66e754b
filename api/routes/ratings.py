"""``/api/ratings``: whether an answer helped, and what came of all answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.calls import IdempotencyKey, TheCalls
from api.schemas import PROBLEMS
from tools.ratings import AnswerRating, AnswerRatings, RatingReceipt, RatingsQuery

router = APIRouter(prefix="/api/ratings", tags=["Ratings"], responses=PROBLEMS)


@router.post("", summary="Say whether an answer helped", response_model=RatingReceipt)
async def rate(
    calls: TheCalls, body: AnswerRating, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """A reader's word on an answer of their own, by its `trace.audit`; the latest word counts."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("rate_answer", idempotency_key, **given)


@router.get("", summary="What readers said of answers", response_model=AnswerRatings)
async def ratings(calls: TheCalls, query: Annotated[RatingsQuery, Query()]) -> dict[str, Any]:
    """Totals by question, wording and reason, and the latest; for analyst and compliance."""
    return await calls.read("answer_ratings", **query.model_dump(exclude_none=True))
