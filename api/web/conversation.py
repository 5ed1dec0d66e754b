"""A conversation on a page: questions, answers as they come about, sources to open."""

import uuid
from collections.abc import Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.concurrency import run_in_threadpool

from api import streaming
from api.door import Door
from api.schemas import MAX_QUESTION, as_json, question_text
from api.web.failures import failure_card
from api.web.passages import passage_of
from api.web.rendering import render
from api.web.views import AnswerView, view_of
from tools.access import Scope

# Enter sends, Shift+Enter breaks the line; an input method's Enter takes its candidate.
_ENTER = """(event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  emit(event.target.value);
}"""
_PRESSED = """(event) => {
  const button = event.target.closest("[data-open], [data-ask]");
  if (button) emit(button.dataset.open ?? "", button.dataset.ask ?? "");
}"""
_SIZES = {False: "大字", True: "标准字"}
_HANDOFF = "我要转人工服务"
_STOP = "请停止向我发送营销信息，不要再联系我"


class Conversation:
    """One page's conversation. The session is looked at again with every question."""

    def __init__(
        self, door: Door, token: str, visitor: Mapping[str, str], is_customer: bool
    ) -> None:
        self._door = door
        self._token = token
        self._visitor = visitor
        self._is_customer = is_customer
        self._thread = uuid.uuid4().hex
        self._busy = False

    def build(
        self, suggestions: tuple[str, ...], tools: ui.element, *, large: bool = False
    ) -> None:
        """Put the conversation on the page, and what concerns it into the header's tools.

        ``large`` is whether a customer reads in large type.
        """
        self._suggestions = suggestions
        with ui.element("div").classes("conversation"):
            self._log = ui.element("div").classes("log").props('aria-live="polite" role="log"')
            self._welcome()
            with ui.element("div").classes("composer"):
                if self._is_customer:
                    self._ways_out()
                self._composer()
        with tools:
            if self._is_customer:
                self._size_button(large)
            _button("新对话", self._restart).classes("text-button")
        self._dialog = ui.dialog().classes("sheet")

    def _size_button(self, large: bool) -> None:
        """Large type, as the customer chose it last time."""
        state = {"large": large}
        if large:
            ui.query("body").classes("large")

        def switch() -> None:
            state["large"] = not state["large"]
            button.set_text(_SIZES[state["large"]])
            ui.run_javascript(f"weiwo.size({'true' if state['large'] else 'false'})")

        button = _button(_SIZES[large], switch)
        button.classes("text-button size").props('aria-label="切换字号"')

    def propose(self, text: str) -> None:
        """Put a question into the field; sending it stays with the reader."""
        self._input.value = text.strip()[:MAX_QUESTION]

    def _welcome(self) -> None:
        with self._log:
            html = render(
                "welcome.html",
                name=self._visitor["name"],
                suggestions=self._suggestions,
                is_customer=self._is_customer,
            )
            self._greeting: ui.html | None = self._pressable(html, None)

    def _ways_out(self) -> None:
        with ui.element("div").classes("quick"):
            _button("转人工", lambda: self.ask(_HANDOFF)).classes("quick-action")
            _button("停止联系我", lambda: self.ask(_STOP)).classes("quick-action")

    def _composer(self) -> None:
        # A keyboard that comes up by itself would hide a customer's greeting on a phone.
        focus = "" if self._is_customer else "autofocus"
        limits = f"autogrow borderless dense maxlength={MAX_QUESTION}"
        with ui.element("div").classes("field"):
            self._input = (
                ui.textarea(placeholder="输入问题，按回车发送")
                .props(f'{limits} {focus} aria-label="问题"')
                .classes("question-input")
                .on("keydown", lambda event: self.ask(str(event.args)), js_handler=_ENTER)
            )
            self._send = _button("发送", lambda: self.ask(self._input.value or ""))
            self._send.classes("button send")
        ui.html(render("context.html", visitor=self._visitor), sanitize=False)

    def _restart(self) -> None:
        if self._busy:
            ui.notify("上一个问题还在回答", position="top")
            return
        self._thread = uuid.uuid4().hex
        self._log.clear()
        self._welcome()

    def _pressable(self, html: str, view: AnswerView | None) -> ui.html:
        async def pressed(event: GenericEventArguments) -> None:
            opened, asked = event.args
            if asked.isdecimal() and int(asked) < len(self._suggestions):
                await self.ask(self._suggestions[int(asked)])
            elif view is not None and opened.isdecimal():
                await self._open(view, int(opened))

        element = ui.html(html, sanitize=False)  # from our own templates, which escape
        return element.on("click", pressed, js_handler=_PRESSED)

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
        if self._busy:
            ui.notify("上一个问题还在回答，请稍候", position="top")
            return
        self._busy = True
        self._send.disable()
        self._input.value = ""
        if self._greeting is not None:
            self._greeting.delete()
            self._greeting = None
        with self._log:
            asked = ui.html(render("question.html", text=question), sanitize=False)
            asked.classes("asked")
            shown = ui.element("div").classes("turn")
        ui.run_javascript(f"weiwo.show('{asked.html_id}')")
        try:
            await self._answer(question, shown)
        finally:
            self._busy = False
            self._send.enable()

    async def _answer(self, question: str, shown: ui.element) -> None:
        with shown:
            working = ui.html(_working("正在理解您的问题"), sanitize=False)
        try:
            scope = await run_in_threadpool(self._scope)
            text = ""
            async for event in streaming.stream(self._door, scope, question, self._thread, "web"):
                if event.answer is not None:
                    view = view_of(as_json(event.answer), self._door.parts.toolbox.now)
                    shown.clear()
                    with shown:
                        self._pressable(self._rendered(view), view)
                elif event.kind in ("sentence", "text"):
                    apart = "\n\n" if text and event.kind == "text" else ""
                    text = f"{text}{apart}{event.text}"
                    working.set_content(_working("正在核对", text))
                else:
                    working.set_content(_working(event.text, text))
        except Exception as error:  # whatever failed, the reader gets a sentence
            shown.clear()
            with shown:
                ui.html(failure_card(error), sanitize=False)

    def _scope(self) -> Scope:
        return self._door.admitted(self._door.sessions, self._token)

    def _rendered(self, view: AnswerView) -> str:
        return render("answer.html", view=view, staff=not self._is_customer)

    async def _open(self, view: AnswerView, number: int) -> None:
        citation = next((found for found in view.citations if found.number == number), None)
        if citation is None:
            return
        try:
            scope = await run_in_threadpool(self._scope)
            passage = await run_in_threadpool(passage_of, self._door, scope, citation)
            html = render("passage.html", passage=passage)
        except Exception as error:
            html = failure_card(error)
        self._dialog.clear()
        with self._dialog, ui.element("div").classes("sheet-card"):
            ui.html(html, sanitize=False)
            _button("关闭", self._dialog.close).classes("button")
        self._dialog.open()


def _button(text: str, on_click: Any) -> ui.button:
    return ui.button(text, on_click=on_click, color=None).props("flat no-caps unelevated")


def _working(progress: str, text: str = "") -> str:
    return render("working.html", progress=progress, text=text)
