"""An analyst's own tables: bring one, learn from it, score it or another, take the scores."""

from collections.abc import Mapping
from datetime import datetime

from nicegui import ui
from pydantic import ValidationError

from api.web.desk import Desk
from api.web.filters import address
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from decision_models.tabular.table.faults import TableFault
from home.clock import system_clock
from home.errors import BadInput, NotFound
from tools.table_models import storage, tables
from tools.table_models.limits import LARGEST
from tools.table_models.tables import MOST_SECONDS, FitWish, Table

_EVERY = 1.0  # seconds between two looks at what goes on


class _Tables:
    """The page: the file to bring, the tables that are there, and the one that is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._number = desk.query.get("table", "")
        self._one: Table | None = None
        with ui.element("div").classes("columns review-columns"):
            with ui.element("div").classes("stack"):
                self._bring = Region()
                self._list = Region(self._act)
            with ui.element("div").classes("stack"):
                self._progress = Region(self._act)
                self._open = Region(self._act)
        self._timer = ui.timer(_EVERY, self._tick, active=False)

    def wait(self) -> None:
        """Draw the skeletons."""
        self._list.wait(3)
        self._open.wait(6)

    async def draw(self) -> None:
        """Read the tables; open the one that the address names, else the newest."""
        self._bring.show("table_upload.html", most=LARGEST, days=storage.KEPT.days)

        async def make() -> str:
            found = await self._desk.run(tables.tables)
            numbers = [one.about.number for one in found]
            if self._number and self._number not in numbers:
                raise NotFound(f"table must be one of the asker's, got {self._number!r}")
            self._number = self._number or next(iter(numbers), "")
            self._one = next((one for one in found if one.about.number == self._number), None)
            return render("table_list.html", tables=found, chosen=self._number)

        if await self._list.redraw(make):
            self._show()
        else:
            self._open.element.set_content("")

    def _show(self, asked: bool = False) -> None:
        if self._one is None:
            self._open.show("table_none.html")
            self._progress.element.set_content("")
            self._timer.active = False
            return
        path = address("/tables", {}) + f"?table={self._number}"
        ui.run_javascript(f"weiwo.address('{path}')")
        self._open.show(
            "table.html", one=self._one, asked=asked, most=LARGEST, most_seconds=MOST_SECONDS
        )
        self._say_progress()
        self._timer.active = self._one.running

    def _say_progress(self) -> None:
        work = next((one for one in self._one.works if one.running), None) if self._one else None
        if work is None:
            self._progress.element.set_content("")
            return
        assert self._one is not None
        wish = self._one.wish if work is self._one.learning else None
        seconds = wish.seconds if wish else None
        since = (system_clock() - datetime.fromisoformat(work.began)).total_seconds()
        self._progress.show("table_progress.html", work=work, since=since, seconds=seconds)

    async def _tick(self) -> None:
        if self._one is None or not self._number:
            return
        number, before = self._number, _standing(self._one)
        found = await self._desk.run(lambda box, scope: tables.table(box, scope, number))
        if number != self._number:
            return
        self._one = found
        if _standing(found) == before:
            self._say_progress()
        else:
            await self.draw()

    async def _act(self, name: str, given: Fields) -> None:
        number = self._number
        match name:
            case "open":
                self._number = given["table"]
                await self.draw()
            case "fit":
                await self._fit(given)
            case "again":
                await self._desk.run(lambda box, scope: tables.score(box, scope, number))
                await self.draw()
            case "cancel":
                await self._desk.run(lambda box, scope: tables.cancel(box, scope, number))
                await self.draw()
            case "ask":
                self._show(asked=given["do"] == "delete")
            case "delete":
                await self._desk.run(lambda box, scope: tables.delete(box, scope, number))
                self._number = ""
                ui.notify("已删除这张表和由它做出的一切", type="positive", position="top")
                await self.draw()

    async def _fit(self, given: Fields) -> None:
        wish, number = _wish(given), self._number
        try:
            await self._desk.run(lambda box, scope: tables.fit(box, scope, number, wish))
        except TableFault as fault:
            said = tables.refusal_said(fault)
            ui.notify(said, type="negative", position="top", timeout=8000)
            return
        await self.draw()


def _standing(one: Table) -> tuple[tuple[str, str], ...]:
    """What must be drawn anew when it changes."""
    return tuple((work.began, work.state) for work in one.works)


def _wish(given: Mapping[str, str]) -> FitWish:
    left_out = [value for name, value in given.items() if name.startswith("without-")]
    try:
        return FitWish.model_validate(
            {
                "target": given["target"],
                "positive": given.get("positive") or None,
                "time_column": given.get("time_column") or None,
                "exclude": left_out,
                "seconds": given.get("seconds") or None,
            }
        )
    except ValidationError as error:
        fields = ", ".join(str(fault["loc"][-1]) for fault in error.errors())
        raise BadInput(f"what is to be learned must fit, got wrong {fields}") from error


async def build(desk: Desk, _: ui.element) -> None:
    """Put the tables on the page."""
    with ui.element("div").classes("page"):
        note = "上传一张表，训练一个模型，给这张或另一张表打分"
        ui.html(render("page_head.html", title="表格建模", note=note), sanitize=False)
        page = _Tables(desk)
    page.wait()
    await shown()
    await page.draw()
