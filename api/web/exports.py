"""Files that a page offers: for whoever is signed in at this browser, within their rows."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.door import TheDoor
from api.web import filters, phrases
from api.web.failures import PageRoute
from api.web.sessions import signed_in
from api.web.tables import table
from home.errors import BadInput
from tools.catalogue import call
from tools.list_export import ListExport, export_prospects
from tools.model_shelf import card_page
from tools.prospects import ProspectQuery
from tools.ratings import AnswerRatings

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_HEADS = (
    "名次", "客户编号", "姓名", "概率", "相当于平均的倍数", "理由", "资产（元）", "最近到期日",
    "最近到期金额（元）", "可谈产品", "能否联系", "联系说明", "模型", "数据日期", "审计记录",
)  # fmt: skip


@router.get("/export/prospects.csv")
async def prospects(door: TheDoor, request: Request) -> Response:
    """The list that the page shows, with the same conditions."""
    given = filters.arguments(dict(request.query_params))
    try:
        query = ProspectQuery.model_validate(given)
    except ValidationError as error:
        fields = ", ".join(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        raise BadInput(f"the conditions of a list must fit, got wrong ones for {fields}") from error

    def work() -> ListExport:
        return export_prospects(door.parts.toolbox, signed_in(door, request), query)

    made = await run_in_threadpool(work)
    now = door.parts.toolbox.now
    found = made.found
    rows = [
        (
            one.rank,
            one.customer_id,
            one.name,
            f"{one.probability:.4f}",
            f"{one.lift:.2f}",
            "；".join(reason.text for reason in one.reasons),
            one.aum,
            one.next_maturity_on,
            one.next_maturity_amount,
            one.product_name,
            "可以联系" if one.contact.allowed else "暂不联系",
            phrases.contact_said(one.contact, now),
            found.title,
            found.as_of,
            made.record,
        )
        for one in found.items
    ]
    return table(_HEADS, rows, f"prospects-{found.as_of}.csv")


_RATING_HEADS = (
    "时间", "评价", "原因", "说明", "问题种类", "问题", "谁问的", "措辞", "检查结论",
    "回答的审计记录",
)  # fmt: skip


@router.get("/export/ratings.csv")
async def ratings(door: TheDoor, request: Request, opinion: str | None = None) -> Response:
    """What readers said of answers, as the asker may see it; the latest first."""

    def work() -> AnswerRatings:
        given = {"top_k": 500} | ({"opinion": opinion} if opinion else {})
        found = call(door.parts.toolbox, signed_in(door, request), "answer_ratings", given)
        assert isinstance(found, AnswerRatings)
        return found

    found = await run_in_threadpool(work)
    rows = [
        (
            one.at.isoformat(timespec="minutes"),
            "有帮助" if one.opinion == "up" else "没帮助",
            "；".join(map(phrases.reason_said, one.reasons)),
            one.note,
            phrases.intent_said(one.intent),
            one.question,
            one.by or phrases.role_said(one.role),
            one.engine,
            one.verdict,
            one.answer,
        )
        for one in found.items
    ]
    return table(_RATING_HEADS, rows, "ratings.csv")


# A card is one page with its styles inside; it loads nothing and runs nothing.
CARD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


@router.get("/models/{name}/card")
async def card(door: TheDoor, request: Request, name: str, version: int | None = None) -> Response:
    """A model's card."""

    def work() -> str:
        return card_page(door.parts.toolbox, signed_in(door, request), name, version)

    html = await run_in_threadpool(work)
    policy = f"{CARD_POLICY}; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})
