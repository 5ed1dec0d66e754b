"""``/api/outbox``: what is to be sent, and what became of it. All is checked when it leaves."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query

from api.bodies import Reason, Settlement
from api.calls import IdempotencyKey, TheCalls
from api.paging import Cursor, Limit, Page, page_of
from api.schemas import PROBLEMS
from tools.ledger.outbox import Entry
from tools.outreach.queueing import Dispatch, SendRequest

router = APIRouter(prefix="/api/outbox", tags=["Outbox"], responses=PROBLEMS)

Key = Annotated[str, Path(min_length=8, max_length=64, description="消息编号，前8位即可")]
State = Literal["pending", "sending", "sent", "unknown", "failed", "cancelled", "all"]


@router.get("", summary="Messages and their states", response_model=Page[Entry])
async def messages(
    calls: TheCalls,
    state: State = "all",
    text_id: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """First queued first: a maker's own, all of them for compliance."""
    found = await calls.read("outbox_state", state=state, text_id=text_id)
    query = ["outbox", state, text_id]
    shown, following = page_of(found["items"], limit, cursor, query, _place)
    return {"items": shown, "next": following}


@router.post("/preview", summary="Who would get a text", response_model=Dispatch)
async def preview(calls: TheCalls, body: SendRequest) -> dict[str, Any]:
    """Recipient by recipient whether a text may be sent now, and why not; changes nothing."""
    return await calls.read("may_send", **body.model_dump(exclude_none=True))


@router.post("", summary="Queue a text for its recipients", response_model=Dispatch)
async def queue(
    calls: TheCalls, body: SendRequest, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Put a text into the outbox for each recipient whom no rule forbids for good."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("queue_message", idempotency_key, **given)


@router.post("/{key}/cancel", summary="Stop a message", response_model=Entry)
async def cancel(
    calls: TheCalls, key: Key, body: Reason, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Stop a message that has not left."""
    return await calls.write("cancel_message", idempotency_key, key=key, reason=body.reason)


@router.post("/{key}/settle", summary="Say what became of a message", response_model=Entry)
async def settle(
    calls: TheCalls, key: Key, body: Settlement, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """For a message whose gateway cannot be asked: whether it was received."""
    given = body.model_dump()
    return await calls.write("settle_message", idempotency_key, key=key, **given)


def _place(item: dict[str, Any]) -> tuple[str, str]:
    return str(item["queued_at"]), str(item["key"])
