"""``/api/customers``: one customer of the asker's, what to offer, whether to call, what came of it.

Another's customer is not found, with the words for one whom nobody has.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.bodies import Refusal, Report
from api.calls import IdempotencyKey, TheCalls
from api.schemas import PROBLEMS
from tools.account import Account
from tools.arguments import Arguments, Category, Channel
from tools.consents import OptOutReceipt
from tools.contact_policy import ContactPermission
from tools.customer_profile import CustomerProfile
from tools.entities import Resolution
from tools.feedback import FeedbackReceipt
from tools.recommendations import OfferList

router = APIRouter(prefix="/api/customers", tags=["Customers"], responses=PROBLEMS)

CustomerId = Annotated[str, Path(max_length=64, description="客户编号", examples=["C0000123"])]


class Wish(Arguments):
    """What the customer wants; amounts in yuan."""

    category: Category | None = Field(default=None, description="只看这一类产品")
    amount: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description="可用金额（元）"
    )
    horizon_days: int | None = Field(default=None, ge=1, le=36500, description="打算放多少天")


@router.get("", summary="Whom a name means", response_model=Resolution)
async def named(
    calls: TheCalls,
    name: Annotated[str, Query(min_length=1, max_length=60, examples=["王女士"])],
) -> dict[str, Any]:
    """One customer of the asker's, several with their last digits, or none."""
    return await calls.read("resolve_customer", text=name)


@router.get("/{customer_id}", summary="A customer's portrait", response_model=CustomerProfile)
async def profile(calls: TheCalls, customer_id: CustomerId) -> dict[str, Any]:
    """Seven themes, holdings, scores with reasons, consents, contacts, what falls due."""
    return await calls.read("customer_profile", customer_id=customer_id)


@router.get("/{customer_id}/account", summary="What they have", response_model=Account)
async def account(calls: TheCalls, customer_id: CustomerId) -> dict[str, Any]:
    """Balances, holdings, risk assessment, what falls due: also for the customer themself."""
    return await calls.read("my_account", customer_id=customer_id)


@router.get("/{customer_id}/offers", summary="What to offer", response_model=OfferList)
async def offers(
    calls: TheCalls, customer_id: CustomerId, wish: Annotated[Wish, Query()]
) -> dict[str, Any]:
    """Products within suitability, best first, and for each one left out the rule against it."""
    given = wish.model_dump(exclude_none=True)
    return await calls.read("next_best_offer", customer_id=customer_id, **given)


@router.get(
    "/{customer_id}/contact", summary="May they be contacted", response_model=ContactPermission
)
async def contact(
    calls: TheCalls, customer_id: CustomerId, channel: Channel | None = None
) -> dict[str, Any]:
    """Whether now, through which channel, why not, and the first good moment."""
    return await calls.read("contact_permission", customer_id=customer_id, channel=channel)


@router.post(
    "/{customer_id}/feedback", summary="What came of a contact", response_model=FeedbackReceipt
)
async def feedback(
    calls: TheCalls, customer_id: CustomerId, body: Report, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Keep an outcome; a refusal is in force at once."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("record_feedback", idempotency_key, customer_id=customer_id, **given)


@router.post("/{customer_id}/opt-out", summary="Stop contacts", response_model=OptOutReceipt)
async def opt_out(
    calls: TheCalls, customer_id: CustomerId, body: Refusal, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Stop marketing, all of it or one channel, or profiling; in force at once."""
    given = body.model_dump(exclude_none=True)
    return await calls.write("opt_out", idempotency_key, customer_id=customer_id, **given)
