"""A conversation on a page: questions, answers as they come about, stopped or asked anew."""

import asyncio
import uuid
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.concurrency import run_in_threadpool

from agents.stopping import Stop
from api import streaming
from api.schemas import MAX_QUESTION, question_text
from api.web.desk import Desk
from api.web.exchange import Doors, Exchange
from api.web.region import Fields, Region, Sheet
from api.web.rendering import render
from api.web.stage import Stage
from tools.access import Role

# Enter sends, Shift+Enter breaks the line, Up in an empty field takes the last question back; an
# input method's keys are its own.
_KEYS = """(event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const sends = event.key === "Enter" && !event.shiftKey;
  const edits = event.key === "ArrowUp" && !event.target.value;
  if (!sends && !edits) return;
  event.preventDefault();
  emit(sends ? "send" : "edit", event.target.value);
}"""
_ABOUT_CUSTOMERS = (
    "问客户、问产品、问市场，或让我写一段话。名单和产品由决策模型选出，文字检查过才显示。"
)
_ABOUT = {
    Role.ANALYST: "问模型和活动：哪些在用、准不准、看重什么、要不要重训。数字来自模型卡和汇总数据，"
    "看不到单个客户。",
    Role.COMPLIANCE: "问一句话能不能发、依据哪条规则，问在等审核的文案和触达的上限；"
    "也可以问客户、产品和市场。",
}
"""What the page is for, to whoever's questions are of another kind."""
_HANDOFF = "我要转人工服务"
_STOP = "请停止向我发送营销信息，不要再联系我"


class Conversation:
    """One page's conversation. The session is looked at again with every question."""

    def __init__(self, desk: Desk, suggestions: tuple[str, ...]) -> None:
        self._desk = desk
        self._suggestions = suggestions
        self._is_customer = desk.role is Role.CUSTOMER
        self._thread = uuid.uuid4().hex
        self._exchanges: list[Exchange] = []
        self._editing: Exchange | None = None
        self._stop: Stop | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    def build(self, tools: ui.element) -> None:
        """Put the conversation on the page, and what concerns it into the header's tools."""
        self._doors = Doors(self.ask, self._edit, _closing_sheet("来源"))
        with ui.element("div").classes("talk"):
            self._stage = Stage(self._desk, tools) if self._is_customer else None
            with ui.element("div").classes("conversation"):
                self._log = ui.element("div").classes("log").props('aria-live="polite" role="log"')
                self._welcome()
                with ui.element("div").classes("composer"):
                    if self._is_customer:
                        self._ways_out()
                    self._composer()
        with tools:
            _button("新对话", self._restart).classes("text-button")

    def propose(self, text: str) -> None:
        """Put a question into the field; sending it stays with the reader."""
        self._input.value = text.strip()[:MAX_QUESTION]

    def _welcome(self) -> None:
        async def pressed(name: str, given: Fields) -> None:
            if name == "ask":
                await self.ask(self._suggestions[int(given["number"])])

        with self._log:
            self._greeting: Region | None = Region(pressed)
            self._greeting.show(
                "welcome.html",
                name=self._desk.visitor["name"],
                suggestions=self._suggestions,
                is_customer=self._is_customer,
                about=_ABOUT.get(self._desk.role, _ABOUT_CUSTOMERS),
            )

    def _ways_out(self) -> None:
        """A person, and an end to being contacted, whatever is being answered."""

        async def pressed(name: str, _: Fields) -> None:
            self._sheet.close()
            if name == "stopped":
                await self._instead(_STOP)

        self._sheet = Sheet("停止联系我", pressed)
        with ui.element("div").classes("quick"):
            _button("转人工", lambda: self._instead(_HANDOFF)).classes("quick-action")
            _button("停止联系我", lambda: self._sheet.open("stop_mine.html")).classes(
                "quick-action"
            )

    def _composer(self) -> None:
        # A keyboard that comes up by itself would hide a customer's greeting on a phone.
        focus = "" if self._is_customer else "autofocus"
        limits = f"autogrow borderless dense maxlength={MAX_QUESTION}"
        with ui.element("div").classes("editing") as self._edited:
            ui.label("正在修改上一问，发送后从那里重新开始")
            cancel = _button("取消修改", self._cancel_edit).classes("text-button")
            cancel.props("data-escape")
        self._edited.set_visibility(False)
        with ui.element("div").classes("field"):
            self._input = (
                ui.textarea(placeholder="输入问题，按回车发送")
                .props(f'{limits} {focus} aria-label="问题"')
                .classes("question-input")
                .on("keydown", self._key, js_handler=_KEYS)
            )
            self._send = _button("发送", lambda: self.ask(self._input.value or ""))
            self._send.classes("button send")
            self._stopper = _button("停止", self._press_stop).classes("button send stop-answer")
            self._stopper.props('data-escape title="停止回答（Esc）"')
            self._stopper.set_visibility(False)
        if not self._is_customer:
            ui.html(render("keys.html"), sanitize=False)
        ui.html(render("context.html", visitor=self._desk.visitor), sanitize=False)

    async def _key(self, event: GenericEventArguments) -> None:
        what, text = event.args
        if what == "send":
            await self.ask(str(text))
        elif self._exchanges:
            await self._edit(self._exchanges[-1])

    def _restart(self) -> None:
        if self._stop is not None:
            ui.notify("上一个问题还在回答，可以先停止", position="top")
            return
        self._thread = uuid.uuid4().hex
        self._exchanges.clear()
        self._cancel_edit()
        self._log.clear()
        self._welcome()
        self._focus()

    def _press_stop(self) -> None:
        if self._stop is not None:
            self._stop.press()
            self._stopper.disable()
            self._exchanges[-1].progress("正在停止")
            ui.run_javascript("weiwo.field(true)")  # the button that had the keyboard goes away

    async def _edit(self, exchange: Exchange) -> None:
        """Take the last question back into the field."""
        if self._stop is not None:
            ui.notify("上一个问题还在回答，可以先停止", position="top")
        elif self._exchanges and exchange is self._exchanges[-1]:
            self._editing = exchange
            self._input.value = exchange.question
            self._edited.set_visibility(True)
            self._focus()

    def _cancel_edit(self) -> None:
        if self._editing is not None:
            self._editing = None
            self._input.value = ""
        self._edited.set_visibility(False)

    async def _instead(self, text: str) -> None:
        """Ask this, and nothing else that is under way."""
        self._cancel_edit()
        self._press_stop()
        await self._idle.wait()
        await self.ask(text)

    async def ask(self, text: str) -> None:
        """Ask, and show the answer as it comes about."""
        try:
            question = question_text(text)
        except ValueError:
            if text.strip():
                ui.notify(
                    f"问题最多{MAX_QUESTION}个字，现在有{len(text.strip())}个", position="top"
                )
            return
        if self._stop is not None:
            ui.notify("上一个问题还在回答，请稍候，或按停止", position="top")
            return
        exchange = self._begun(question)
        stop = self._under_way(Stop())
        try:
            await self._answer(exchange, stop)
        finally:
            self._under_way(None)

    def _begun(self, question: str) -> Exchange:
        """The question on the page, in place of one that it changes."""
        self._input.value = ""
        if self._greeting is not None:
            self._greeting.element.delete()
            self._greeting = None
        if self._editing is not None and self._exchanges:
            self._exchanges.pop().replaced()
        self._cancel_edit()
        after = self._exchanges[-1].turn if self._exchanges else 0
        with self._log:
            exchange = Exchange(self._desk, question, after, self._doors)
        self._exchanges.append(exchange)
        ui.run_javascript(f"weiwo.show('{exchange.place}')")
        return exchange

    def _under_way(self, stop: Stop | None) -> Any:
        """Show whether something is being answered, and that it can be stopped."""
        self._stop = stop
        self._send.set_visibility(stop is None)
        self._stopper.set_visibility(stop is not None)
        if stop is None:
            self._idle.set()
            self._stopper.enable()
        else:
            self._idle.clear()
        if self._stage is not None:
            self._stage.turn("idle" if stop is None else "thinking")
        return stop

    async def _answer(self, exchange: Exchange, stop: Stop) -> None:
        try:
            scope = await run_in_threadpool(self._desk.admitted)
            events = streaming.begin(
                self._desk.door,
                scope,
                exchange.question,
                self._thread,
                "web",
                after=exchange.after,
                stop=stop,
            )
            async for event in events:
                if event.answer is not None:
                    exchange.answered(event.answer)
                    self._told(exchange, stop)
                elif event.kind == "stopped":
                    exchange.stopped()
                elif event.kind in ("sentence", "text"):
                    exchange.heard(event.text, apart=event.kind == "text")
                    if self._stage is not None:
                        self._stage.turn("answering")
                elif not stop.pressed:
                    exchange.progress(event.text)
        except Exception as error:  # whatever failed, the reader gets a sentence
            exchange.failed(error)

    def _told(self, exchange: Exchange, stop: Stop) -> None:
        """What goes with a whole answer: a voice; and a word, where it was to be stopped."""
        if self._stage is not None:
            self._stage.say(exchange.place)
        if stop.pressed and exchange.view is not None and exchange.view.acted:
            ui.notify("这一问已经登记，不能停止", position="top", timeout=6000)

    def _focus(self) -> None:
        ui.run_javascript("weiwo.field()")


def _closing_sheet(title: str) -> Sheet:
    """A sheet that is read and closed."""

    async def pressed(_: str, __: Fields) -> None:
        sheet.close()

    sheet = Sheet(title, pressed)
    return sheet


def _button(text: str, on_click: Any) -> ui.button:
    return ui.button(text, on_click=on_click, color=None).props("flat no-caps unelevated")
