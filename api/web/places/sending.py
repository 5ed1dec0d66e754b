"""Sending: what waits to leave, what left, what did not and why; a text put into the outbox."""

from nicegui import ui

from api.web.desk import Desk, new_key
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from home.errors import BadInput, NotFound, RefusedByPolicy
from tools.access import Role
from tools.catalogue import call
from tools.drafts import MAKERS, own_text
from tools.outreach.queueing import Dispatch
from tools.outreach.watching import STATES, Outbox, message, outbox

_EVERY = 5.0  # seconds between two looks at what is on its way


class _Sending:
    """The page: the text that is to be sent, the messages, and the one that is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sends = desk.role in MAKERS
        self._state = "all"
        self._chosen = ""
        self._text = desk.query.get("text", "") if self._sends else ""
        self._key = new_key()
        self._give = Region(self._act)
        with ui.element("div").classes("columns review-columns"):
            self._list = Region(self._act)
            self._one = Region(self._act)
        self._timer = ui.timer(_EVERY, self._look_again, active=False)

    def wait(self) -> None:
        """Draw the skeletons."""
        self._list.wait(5)

    async def begin(self) -> None:
        """Draw the messages, and the text that the address names."""
        await self.draw()
        if self._text:
            await self._give.redraw(lambda: self._asked(""))

    async def draw(self) -> None:
        """Read the messages; open the newest where none is open."""

        async def make() -> str:
            state = self._state
            found = await self._desk.run(lambda box, scope: outbox(box, scope, state))
            keys = [one.entry.key for one in found.lines]
            if self._chosen not in keys:
                self._chosen = keys[0] if keys else ""
            self._timer.active = any(found.counts.get(one) for one in ("sending", "unknown"))
            return self._listed(found, self._state)

        if await self._list.redraw(make):
            await self._open()

    async def _open(self) -> None:
        if not self._chosen:
            self._one.element.set_content("")
            return
        await self._one.redraw(self._opened)

    def _listed(self, found: Outbox, state: str) -> str:
        return render(
            "outbox.html",
            found=found,
            states=STATES,
            state=state,
            chosen=self._chosen,
            watches=self._desk.role is Role.COMPLIANCE,
        )

    async def _opened(self) -> str:
        key = self._chosen
        found = await self._desk.run(lambda box, scope: message(box, scope, key))
        return render("message_sent.html", one=found, sends=self._sends)

    async def _look_again(self) -> None:
        """What is on its way changes by itself; a form that somebody fills in stays."""
        state = self._state
        found = await self._desk.run(lambda box, scope: outbox(box, scope, state))
        self._list.element.set_content(self._listed(found, state))
        self._timer.active = any(found.counts.get(one) for one in ("sending", "unknown"))

    async def _asked(self, campaign: str) -> str:
        """Who would get the text now, and why the others would not."""
        try:
            found: Dispatch = await self._desk.call(
                "may_send",
                text_id=self._text,
                recipients=await self._recipients(),
                campaign=campaign,
            )
        except NotFound:
            return render("fault.html", words="没有这条文案，或不是您写的")
        except BadInput:
            words = "这条文案不是写给一位客户的，通过审核时也没有定下收件人；请送审时选好收件人"
            return render("fault.html", words=words)
        text = await self._desk.run(lambda box, scope: own_text(box, scope, self._text))
        return render("send_form.html", found=found, text=text, campaign=campaign)

    async def _recipients(self) -> list[str]:
        """Those whom the approval is for; a text to one customer says it itself."""
        queue = await self._desk.call("review_queue", state="approved")
        found = [one for one in queue.items if one.text_id == self._text]
        return list(found[-1].recipients) if found else []

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "state":
                self._state, self._chosen = given["state"], ""
                await self.draw()
            case "open":
                self._chosen = given["key"]
                await self.draw()
            case "look":
                await self._give.redraw(lambda: self._asked(given.get("campaign", "")))
            case "queue":
                await self._queue(given.get("campaign", ""))
            case "again":
                await self._again(given)
            case "cancel" | "settle":
                await self._change(name, given)

    async def _queue(self, campaign: str) -> None:
        made: Dispatch = await self._desk.call(
            "queue_message",
            self._key,
            text_id=self._text,
            recipients=await self._recipients(),
            campaign=campaign,
        )
        self._key = new_key()
        count = sum(bool(one.key) for one in made.items)
        ui.notify(made.text, type="positive" if count else "warning", position="top")
        await self._give.redraw(lambda: self._asked(campaign))
        await self.draw()

    async def _again(self, given: Fields) -> None:
        made: Dispatch = await self._desk.call(
            "queue_message",
            new_key(),
            text_id=given["text"],
            recipients=[given["customer"]],
            campaign=given["campaign"],
        )
        (one,) = made.items
        if one.key and one.state == "pending":
            ui.notify("已放入发件箱；发出前会再核对一次", type="positive", position="top")
            self._chosen, self._state = one.key, "all"
        elif one.key:
            ui.notify("这个由头已经发过这条，请换一个由头", type="warning", position="top")
        else:
            ui.notify(f"不能发送：{one.why}", type="negative", position="top", timeout=8000)
        await self.draw()

    async def _change(self, name: str, given: Fields) -> None:
        asked = {"key": given["key"], "reason": given["reason"]}
        if name == "settle":
            asked["outcome"] = given["do"]
        try:
            await self._desk.run(
                lambda box, scope: call(box, scope, f"{name}_message", asked, new_key())
            )
        except (BadInput, RefusedByPolicy) as error:
            if isinstance(error, NotFound):
                raise
            words = "这条消息的状态刚才变了，请看新的状态"
            ui.notify(words, type="warning", position="top", timeout=8000)
        else:
            done = "已取消，不会发出" if name == "cancel" else "已记下结果"
            ui.notify(done, type="positive", position="top")
        await self.draw()


async def build(desk: Desk, _: ui.element) -> None:
    """Put the outbox on the page; ``?text=`` names a text to be sent."""
    with ui.element("div").classes("page"):
        note = "每条发出前再核对一次授权、时段、频次、适当性和审核；同一由头只发一次"
        ui.html(render("page_head.html", title="发送", note=note), sanitize=False)
        page = _Sending(desk)
    page.wait()
    await shown()
    await page.begin()
