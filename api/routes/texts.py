"""``/api/texts``: texts of one's own: checked, kept, put up for release."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.bodies import Submission
from api.calls import IdempotencyKey, TheCalls
from api.schemas import PROBLEMS
from tools.drafts import Judgement, TextDraft
from tools.ledger.texts import Text
from tools.reviews import Item

router = APIRouter(prefix="/api/texts", tags=["Texts"], responses=PROBLEMS)

TextId = Annotated[str, Path(max_length=64, description="内容编号", examples=["T0123456789AB"])]


@router.post("/check", summary="May this text go out", response_model=Judgement)
async def check(calls: TheCalls, body: TextDraft) -> dict[str, Any]:
    """The verdict on a whole message, each finding with law, article, quote and wording."""
    return await calls.read("check_text", **body.model_dump(exclude_none=True))


@router.post("", summary="Keep a text", response_model=Text)
async def draft(
    calls: TheCalls, body: TextDraft, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Keep a text of one's own with its content number and the check's verdict."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("draft_text", idempotency_key, **given)


@router.post("/{text_id}/submit", summary="Put a text up for release", response_model=Item)
async def submit(
    calls: TheCalls, text_id: TextId, body: Submission, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Ask for release to these recipients; a checker of compliance decides."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("submit_text", idempotency_key, text_id=text_id, **given)
