"""Files that a page offers: for whoever is signed in at this browser, within their rows."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.door import TheDoor
from api.web import filters, phrases
from api.web.failures import PageRoute
from api.web.sessions import signed_in
from api.web.tables import LABEL, table
from home.errors import BadInput
from tools.catalogue import call
from tools.list_export import ListExport, export_prospects
from tools.model_shelf import card_page
from tools.prospects import ProspectQuery
from tools.ratings import AnswerRatings
from tools.reviews import QueueQuery
from tools.reviews.export import ReviewExport, ReviewRow, export_reviews

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


_REVIEW_HEADS = (
    "送审编号", "状态", "送审人", "送审时间", "送审理由", "渠道", "产品", "收件人", "标题", "正文",
    "检查结论", "规则与法条", "规则包", "审核人", "审核时间", "审核理由", "证据", "改写为",
    "内容编号", "正文哈希", "放行绑定", "导出的审计记录",
)  # fmt: skip


@router.get("/export/reviews.csv")
async def reviews(door: TheDoor, request: Request, state: str = "all") -> Response:
    """The queue that the page shows, with what each decision rests on."""
    try:
        query = QueueQuery.model_validate({"state": state})
    except ValidationError as error:
        raise BadInput(f"a state must be one of the queue's, got {state[:20]!r}") from error

    def work() -> ReviewExport:
        return export_reviews(door.parts.toolbox, signed_in(door, request), query)

    made = await run_in_threadpool(work)
    rows = [(*_reviewed(one), made.record) for one in made.rows]
    labels = ["" if one.item.engine == "human" else LABEL for one in made.rows]
    return table(_REVIEW_HEADS, rows, f"reviews-{made.record}.csv", labels)


def _reviewed(row: ReviewRow) -> tuple[object, ...]:
    one = row.item
    findings = [f"{f.rule} {f.law}{f.article}：{f.message}" for f in one.findings]
    return (
        one.review_id,
        phrases.state_said(one.state),
        one.submitted_by,
        one.submitted_at.isoformat(timespec="minutes"),
        one.reason,
        phrases.named(one.channel),
        one.product_id,
        "；".join(one.recipients) or "公开发布",
        one.title,
        one.body,
        phrases.verdict_said(one.verdict),
        "；".join(dict.fromkeys(findings)),
        one.pack,
        one.decided_by,
        one.decided_at.isoformat(timespec="minutes") if one.decided_at else None,
        one.decision,
        one.evidence,
        one.replaced_by,
        one.text_id,
        row.sha256,
        row.binding,
    )


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
