"""``/api/handoffs``: customers who wait for a person, for a call centre's own desk."""

from typing import Any

from fastapi import APIRouter

from api.calls import TheCalls
from api.paging import Cursor, Limit, Page, page_of
from api.schemas import PROBLEMS
from tools.handoffs import MOST, Waiting

router = APIRouter(prefix="/api/handoffs", tags=["Handoffs"], responses=PROBLEMS)


@router.get("", summary="Customers who wait for a person", response_model=Page[Waiting])
async def waiting(calls: TheCalls, limit: Limit = 20, cursor: Cursor = None) -> dict[str, Any]:
    """Who asked for a person, complained or must not be left alone, the urgent first: of the
    asker's customers. A report that one was reached (`POST /api/customers/{customer_id}/feedback`)
    takes them off.
    """
    found = await calls.read("waiting_customers", top_k=MOST)
    shown, following = page_of(found["items"], limit, cursor, ["handoffs"], _place)
    return {"items": shown, "next": following}


def _place(item: dict[str, Any]) -> tuple[str, str]:
    order = f"{not item['urgent']:d} {item['at']}"
    return order, f"{item['customer_id']} {item['reason']}"
