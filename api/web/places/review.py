"""Review: what waits for release, what the rules say of it, and what is decided. For whoever wrote
a text the same page shows where it stands; who wrote it cannot decide.
"""

import threading
from dataclasses import dataclass, field

from nicegui import ui

from api.web.desk import Desk, new_key
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from home.errors import RefusedByPolicy
from tools.access import Role
from tools.audit_trail import audit_trail
from tools.outreach.clearance import SENT_CHANNELS
from tools.reviews import Decided, Item, Queue, decide_together, sent_with

_STATES = (
    ("waiting", "待审"),
    ("approved", "已通过"),
    ("rejected", "已退回"),
    ("edited", "已改写"),
    ("all", "全部"),
)
_EMPTY_QUEUE = "没有这种状态的文案。写作者送审的、检查时拦下等人判断的，都会出现在这里。"
_EMPTY_OWN = "没有这种状态的文案。在“写文案”里写好后点“送审”，就会出现在这里；通过后可以去“发送”。"
_DONE = {"approve": "已通过", "reject": "已退回", "edit": "已改写，改后的文案等另一人审核"}


@dataclass
class _Run:
    """A decision on many: how far it is, and whether it is to stop."""

    done: int = 0
    of: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, of: int) -> None:
        """What `decide_together` tells."""
        self.done, self.of = done, of


class _Review:
    """The page: the queue, and the text that is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._decides = desk.role is Role.COMPLIANCE
        self._state = "waiting" if self._decides else "all"
        self._queue = Queue(())
        self._chosen = ""
        self._run: _Run | None = None
        self._timer = ui.timer(0.5, self._tick, active=False)
        with ui.element("div").classes("columns review-columns"):
            self._list = Region(self._act)
            self._item = Region(self._act)

    def wait(self) -> None:
        """Draw the skeletons."""
        self._list.wait(5)

    async def draw(self) -> None:
        """Read the queue; open the oldest where nothing is open."""

        async def make() -> str:
            self._queue = await self._desk.call("review_queue", state=self._state)
            if self._chosen not in {one.review_id for one in self._queue.items}:
                self._chosen = self._queue.items[0].review_id if self._queue.items else ""
            return self._listed()

        if await self._list.redraw(make):
            await self._open()

    def _listed(self) -> str:
        empty = _EMPTY_QUEUE if self._decides else _EMPTY_OWN
        return render(
            "queue.html",
            queue=self._queue,
            states=_STATES,
            state=self._state,
            chosen=self._chosen,
            empty=empty,
        )

    async def _open(self) -> None:
        item = next((one for one in self._queue.items if one.review_id == self._chosen), None)
        if item is None:
            self._item.element.set_content("")
            return
        await self._item.redraw(lambda: self._opened(item))

    async def _opened(self, item: Item) -> str:
        trail = await self._desk.run(lambda box, scope: audit_trail(box, scope, item.text_id))
        return render(
            "review_item.html",
            item=item,
            trail=trail,
            decides=self._decides,
            key=new_key(),
            sent=SENT_CHANNELS,
            together=sent_with(item, self._queue.items) if self._decides else (),
        )

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "state":
                self._state, self._chosen = given["state"], ""
                await self.draw()
            case "open":
                self._chosen = given["review"]
                self._list.element.set_content(self._listed())
                await self._open()
            case "decide":
                await self._decide(given)
            case "together":
                await self._decide_together(given)
            case "stop" if self._run is not None:
                self._run.stop.set()

    async def _decide(self, given: Fields) -> None:
        what = given.get("do", "reject")
        asked: dict[str, object] = {"review_id": given["review"], "reason": given["reason"]}
        if what == "approve":
            asked["evidence"] = given.get("evidence") or None
        if what == "edit":
            asked["body"] = given["body"]
        try:
            await self._desk.call(f"{what}_text", given["key"], **asked)
        except RefusedByPolicy as error:
            ui.notify(_refused(str(error)), type="negative", position="top", timeout=8000)
            return
        ui.notify(_DONE[what], type="positive", position="top")
        await self.draw()

    async def _decide_together(self, given: Fields) -> None:
        """The same decision for all that were sent with the open one; says what came of it."""
        item = next(one for one in self._queue.items if one.review_id == given["review"])
        what, reason = "approve" if given.get("do") == "approve" else "reject", given["reason"]
        items = sent_with(item, self._queue.items)
        run = self._run = _Run(of=len(items))
        self._tick()
        self._timer.activate()
        try:
            done: Decided = await self._desk.run(
                lambda box, scope: decide_together(
                    box,
                    scope,
                    items,
                    what,  # type: ignore[arg-type]
                    reason,
                    progress=run.progress,
                    stop=run.stop.is_set,
                )
            )
        finally:
            self._run = None
            self._timer.deactivate()
            await self.draw()
        kept = f"，{len(done.kept)}条不能这样处理，仍在等" if done.kept else ""
        left = f"；中途停止，还有{done.left}条没有处理" if done.left else ""
        said = f"{len(done.done)}条{_DONE[what]}{kept}{left}"
        ui.notify(said, type="positive" if done.done else "negative", position="top", timeout=8000)

    def _tick(self) -> None:
        if (run := self._run) is not None:
            self._item.show("deciding.html", done=run.done, of=run.of)


def _refused(detail: str) -> str:
    """Why a decision is not taken, in the words of a checker."""
    for words, said in (
        ("needs evidence", "这条文案需要证据：请填写文件编号或出处"),
        ("had a hand in", "写过或改过这条文案的人不能通过它，请另一位合规人员处理"),
        ("must be decided by", "送审已过期，请写作者重新送审"),
        ("breaks a rule", "按今天的规则这条文案违规，只能退回或改写"),
    ):
        if words in detail:
            return said
    return "按照规则不能这样处理"


async def build(desk: Desk, _: ui.element) -> None:
    """Put the queue on the page."""
    decides = desk.role is Role.COMPLIANCE
    note = "写的人不能审；通过只对这段文字、这些收件人和今天的规则有效" if decides else ""
    title = "审核" if decides else "我的送审"
    with ui.element("div").classes("page"):
        ui.html(render("page_head.html", title=title, note=note), sanitize=False)
        page = _Review(desk)
    page.wait()
    await shown()
    await page.draw()
