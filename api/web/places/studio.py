"""Copy studio: one product and channel, a segment, a text for each member whom the rules allow."""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from nicegui import ui
from pydantic import ValidationError

from agents.composition.copywriter import Tone
from agents.studio.batch import Batch, BatchWish, write_batch
from agents.studio.sampling import MOST as MOST_SAMPLE
from agents.studio.sampling import sample, why_batched, why_sampled
from agents.studio.trials import UsedCampaign
from api.web import filters, tables
from api.web.desk import Desk, new_key
from api.web.products import on_sale
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from home.errors import BadInput
from tools.arguments import Channel
from tools.ledger.texts import Text
from tools.outreach.exports import Export
from tools.reviews import submit_together
from tools.segments import MOST
from tools.tiers_and_branches import choices

SHOWN = 12
SAMPLE = 10
_PUBLIC = frozenset({"moments", "app_banner"})
_HEADS = ("内容编号", "客户编号", "渠道", "标题", "正文", "产品", "规则包", "审核人", "AI元数据")
_TRIAL_HEADS = ("campaign_id", "content_id", "组", "treated")
"""As the table of contacts names them: results that come back with them are told apart."""
_LETTERS = "ABCD"
_LOOK = "document.getElementById('head-queued')?.scrollIntoView({block: 'center'})"


@dataclass
class _Run:
    """A batch that is being written, or put into the queue: how far, and whether it is to stop."""

    key: str = field(default_factory=new_key)
    submits: bool = False
    done: int = 0
    of: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, of: int) -> None:
        """What `write_batch` tells."""
        self.done, self.of = done, of

    @property
    def words(self) -> str:
        """Where it stands."""
        if self.submits:
            return f"正在送审，{self.done}/{self.of}条"
        return f"正在写第{self.done}位，共{self.of}位" if self.of else "正在选客群、核对能否联系"


class _Studio:
    """The page: the form, the progress, and what was made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._run: _Run | None = None
        self._batch: Batch | None = None
        self._channel = ""
        self._form = Region(self._act)
        self._made = Region(self._act)
        self._queued = Region(self._act)
        self._timer = ui.timer(0.5, self._tick, active=False)

    def wait(self) -> None:
        """Draw the skeleton."""
        self._form.wait(4)

    async def begin(self) -> None:
        """Draw the form."""
        products = await self._desk.run(on_sale)
        offered = await self._desk.run(choices)
        self._form.show(
            "studio_form.html",
            products=products,
            tones=get_args(Tone),
            letters=_LETTERS,
            channels=[code for code in get_args(Channel) if code not in _PUBLIC],
            tiers=offered.tiers,
            branches=offered.branches,
            risks=filters.CHOICES["customer_risk"],
            most=MOST,
        )

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "write" if self._run is not None:
                ui.notify("上一批还在写，可以先停止", position="top")
            case "write":
                await self._write(given)
            case "stop" if self._run is not None:
                self._run.stop.set()
            case "submit" if self._run is not None:
                ui.notify("上一批还没做完，可以先停止", position="top")
            case "submit":
                await self._submit(given)
            case "export":
                await self._export()

    async def _write(self, given: Fields) -> None:
        wish = _wish(given)
        self._channel = str(wish.segment.channel)
        run = self._run = _Run()
        self._tick()
        self._timer.activate()

        async def make() -> str:
            try:
                batch = self._batch = await self._desk.run(
                    lambda box, scope: write_batch(
                        box, scope, wish, key=run.key, progress=run.progress, stop=run.stop.is_set
                    )
                )
            except UsedCampaign:
                assert wish.trial is not None
                words = f"活动{wish.trial.campaign_id}已有触达记录，请换一个编号"
                return render("fault.html", words=words)
            self._queued.element.set_content("")
            return render(
                "batch.html",
                batch=batch,
                liftable=_liftable(batch),
                shown=SHOWN,
                sample=SAMPLE,
                most_sample=MOST_SAMPLE,
                seed=secrets.randbelow(1_000_000),
            )

        try:
            await self._made.redraw(make)
        finally:
            self._run = None
            self._timer.deactivate()

    def _tick(self) -> None:
        if (run := self._run) is not None:
            region = self._queued if run.submits else self._made
            region.show("studio_progress.html", words=run.words, done=run.done, of=run.of)

    async def _submit(self, given: Fields) -> None:
        """Put a sample, what was held up, or everything into the checkers' queue; say what was."""
        batch, what = self._batch, given["what"]
        assert batch is not None
        chosen, reason = _chosen(batch, given)
        run = self._run = _Run(submits=True)
        self._tick()
        self._timer.activate()

        async def make() -> str:
            done = await self._desk.run(
                lambda box, scope: submit_together(
                    box,
                    scope,
                    chosen,
                    reason,
                    key=run.key,
                    progress=run.progress,
                    stop=run.stop.is_set,
                )
            )
            return render("batch_queued.html", done=done, what=what, shown=SHOWN)

        try:
            await self._queued.redraw(make)
            ui.run_javascript(_LOOK)  # it stands below all the texts
        finally:
            self._run = None
            self._timer.deactivate()

    async def _export(self) -> None:
        batch = self._batch
        assert batch is not None
        ids = [text.text_id for text in batch.texts]
        made: Export = await self._desk.call("export_texts", new_key(), text_ids=ids)
        rows = _rows(batch, made, self._channel)
        heads = (*_HEADS, *_TRIAL_HEADS) if batch.trial else _HEADS
        file = tables.table(heads, rows, "texts.csv")
        ui.download.content(bytes(file.body), f"texts-{made.record}.csv", "text/csv")
        held = f"，{len(made.held)}条此刻不能放行" if made.held else ""
        kept = f"，另有对照组{len(batch.trial.control)}位" if batch.trial else ""
        said = f"已导出{len(made.items)}条{held}{kept}"
        ui.notify(said, type="positive", position="top")


def _liftable(batch: Batch) -> int:
    """How many of those held up a person can release: what breaks a rule is written anew."""
    return sum(text.verdict != "violation" for text in batch.held)


def _chosen(batch: Batch, given: Fields) -> tuple[Sequence[Text], str]:
    """The texts that are meant, and the reason that their requests carry."""
    match given["what"]:
        case "held":
            return batch.held, ""
        case "all":
            everything = (*batch.texts, *batch.held)
            return everything, why_batched(batch.key, len(batch.texts) + _liftable(batch))
    seed = _number(given, "seed")
    drawn = sample(batch.texts, _number(given, "size"), seed)
    return drawn, why_sampled(len(drawn), len(batch.texts), seed)


def _rows(batch: Batch, made: Export, channel: str) -> list[Sequence[object]]:
    """The texts; in a trial each with its version, and those who are kept back without one."""
    versions = batch.trial.versions if batch.trial else {}
    rows: list[Sequence[object]] = []
    for one in made.items:
        labels = "；".join(f"{name}={value}" for name, value in one.aigc.items())
        row: tuple[object, ...] = (
            one.text_id,
            one.customer_id,
            one.channel,
            one.title,
            one.body,
            one.product_id,
            one.pack,
            one.approved_by,
            labels,
        )
        if batch.trial is not None:
            arm = versions[one.customer_id or ""]
            row += (batch.trial.campaign_id, arm.content_id, arm.letter, "true")
        rows.append(row)
    if batch.trial is not None:
        empty, product = "", batch.sheet.product_id
        for customer_id in batch.trial.control:
            told = (empty, customer_id, channel, empty, empty, product, empty, empty, empty)
            rows.append((*told, batch.trial.campaign_id, empty, "对照", "false"))
    return rows


def _number(given: Fields, name: str) -> int:
    try:
        return int(given[name])
    except ValueError:
        raise BadInput(f"{name} must be a whole number, got {given[name][:20]!r}") from None


def _wish(given: Fields) -> BatchWish:
    asked = filters.arguments({**given, "top_k": "1"})
    try:
        return BatchWish.model_validate(
            {
                "segment": asked,
                "product_id": given["product"],
                "size": given.get("size") or 100,
                "tone": given.get("tone") or None,
                "trial": _trial(given),
            }
        )
    except ValidationError as error:
        fields = ", ".join(str(fault["loc"][-1]) for fault in error.errors())
        raise BadInput(f"a batch must be asked for rightly, got wrong {fields}") from error


def _trial(given: Fields) -> dict[str, object] | None:
    campaign = given.get("campaign", "").strip()
    if not campaign:
        return None
    tones = [given.get(f"tone-{letter}", "none") for letter in _LETTERS]
    share = _number(given, "control") / 100 if given.get("control") else 0.0
    return {
        "campaign_id": campaign,
        "tones": [tone or None for tone in tones if tone != "none"],
        "control_share": share,
    }


async def build(desk: Desk, _: ui.element) -> None:
    """Put the form on the page."""
    with ui.element("div").classes("page"):
        note = "先选客群、查适当性和授权，再逐位成文、逐条检查"
        ui.html(render("page_head.html", title="批量文案", note=note), sanitize=False)
        page = _Studio(desk)
    page.wait()
    await shown()
    await page.begin()
