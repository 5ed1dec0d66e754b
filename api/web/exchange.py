"""One question of a conversation and its answer: shown as it comes about, rated, asked anew."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nicegui import ui

from api.schemas import as_json
from api.suggestions import follow_ups_for
from api.web.desk import Desk, new_key
from api.web.failures import failure_card
from api.web.passages import passage_of
from api.web.phrases import reason_said
from api.web.region import Fields, Region, Sheet
from api.web.views import AnswerView, view_of
from tools.access import Role
from tools.ratings import REASONS

if TYPE_CHECKING:
    from agents.answering import Answer


@dataclass(frozen=True)
class Doors:
    """What an exchange may ask of its conversation: a further question, to be asked anew itself, a
    sheet to show a source on.
    """

    ask: Callable[[str], Awaitable[None]]
    edit: Callable[["Exchange"], Awaitable[None]]
    sheet: Sheet


class Exchange:
    """A question on the page, and below it what came of it.

    Args:
        desk: whose page it is.
        question: as it was asked.
        after: the turn of the thread that it came after.
        doors: what it may ask of the conversation.
    """

    def __init__(self, desk: Desk, question: str, after: int, doors: Doors) -> None:
        self.question = question
        self.after = after
        self.view: AnswerView | None = None
        self._desk = desk
        self._doors = doors
        self._text = ""
        self._follow_ups: tuple[str, ...] = ()
        self._asked = Region(self._act, classes="asked")
        self._asked.show("question.html", text=question)
        with ui.element("div").classes("turn") as self._turn:
            self._answer = Region(self._act)
            self._below = Region(self._act, classes="below")
        self.progress("正在理解您的问题")

    @property
    def place(self) -> str:
        """The question's element, to be brought into view."""
        return str(self._asked.element.html_id)

    @property
    def turn(self) -> int:
        """The turn that the next question comes after."""
        return self.view.turn if self.view is not None and self.view.turn else self.after

    def progress(self, words: str) -> None:
        """Say where the answer stands, above what was checked so far."""
        self._answer.show("working.html", progress=words, text=self._text)

    def heard(self, text: str, *, apart: bool) -> None:
        """Add a checked piece of the answer; ``apart`` begins a paragraph."""
        self._text += ("\n\n" if apart and self._text else "") + text
        self.progress("正在核对")

    def answered(self, answer: "Answer") -> None:
        """Show the whole answer."""
        plain = as_json(answer)
        self.view = view_of(plain, self._desk.now)
        self._follow_ups = follow_ups_for(self._desk.role, plain)
        staff = self._desk.role is not Role.CUSTOMER
        self._answer.show("answer.html", view=self.view, staff=staff)
        self._draw_below()

    def stopped(self) -> None:
        """Show that it was stopped: what had been read stays, and says that it is not whole."""
        self._answer.show("stopped.html", text=self._text)

    def failed(self, error: Exception) -> None:
        """Say in a sentence that there is no answer."""
        self._answer.element.set_content(failure_card(error))

    def replaced(self) -> None:
        """Leave the page to the question as it is asked now."""
        acted = self.view is not None and self.view.acted
        self._asked.show("replaced.html", acted=acted)
        self._asked.element.classes(remove="asked", add="was-asked")
        self._turn.delete()

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "edit":
                await self._doors.edit(self)
            case "open":
                await self._open(int(given["number"]))
            case "follow":
                await self._doors.ask(self._follow_ups[int(given["number"])])
            case "rate":
                await self._rate(given["opinion"], asks_why=given["opinion"] == "down")
            case "why":
                reasons = [code for code in REASONS if given.get(code)]
                await self._rate("down", reasons=reasons, note=given.get("note") or None)
            case "enough":
                self._draw_below("down", "已记下")
                self._focus('[data-opinion="down"]')

    async def _rate(self, opinion: str, *, asks_why: bool = False, **more: object) -> None:
        assert self.view is not None, "what is rated was answered"
        given = {"answer": self.view.record, "opinion": opinion, **more}
        await self._desk.call("rate_answer", new_key(), **given)
        said = "已记下，请说说原因" if asks_why else "已记下，谢谢"
        self._draw_below(opinion, said, asks_why=asks_why)
        self._focus("form input" if asks_why else f'[data-opinion="{opinion}"]')

    def _draw_below(self, opinion: str = "", said: str = "", *, asks_why: bool = False) -> None:
        self._below.show(
            "after_answer.html",
            rates=bool(self.view and self.view.record),
            opinion=opinion,
            said=said,
            asks_why=asks_why,
            reasons=[(code, reason_said(code)) for code in REASONS],
            follow_ups=self._follow_ups,
        )

    def _focus(self, selector: str) -> None:
        """The keyboard stays where it was: what it stood on was drawn anew."""
        ui.run_javascript(f"weiwo.focus('{self._below.element.html_id}', '{selector}')")

    async def _open(self, number: int) -> None:
        citations = self.view.citations if self.view is not None else ()
        citation = next((found for found in citations if found.number == number), None)
        if citation is None:
            return
        door = self._desk.door
        passage = await self._desk.read(lambda scope: passage_of(door, scope, citation))
        self._doors.sheet.open("passage.html", passage=passage)
