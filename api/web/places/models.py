"""Models: the catalogue, which version scores, cards, drift."""

import asyncio

from nicegui import ui

from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from tools.model_shelf import KEEPERS, ModelLine, drift, model_list, promote, rollback


class _Models:
    """The page: the catalogue, and the model that is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._models: tuple[ModelLine, ...] = ()
        self._chosen = ""
        with ui.element("div").classes("columns model-columns"):
            self._list = Region(self._act)
            with ui.element("div").classes("beside"):
                self._one = Region(self._act)
                self._drift = Region()

    def wait(self) -> None:
        """Draw the skeleton."""
        self._list.wait(8)

    async def draw(self) -> None:
        """Read the catalogue."""

        async def make() -> str:
            self._models = await self._desk.run(model_list)
            if not self._chosen:
                trained = [one.name for one in self._models if one.champion]
                self._chosen = trained[0] if trained else self._models[0].name
            return render("models.html", models=self._models, chosen=self._chosen)

        if await self._list.redraw(make):
            self._open()

    def _open(self, asked: str = "") -> None:
        one = next(found for found in self._models if found.name == self._chosen)
        self._one.show("model.html", one=one, keeps=self._desk.role in KEEPERS, asked=asked)

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "open":
                self._chosen = given["model"]
                self._drift.element.set_content("")
                self._open()
            case "ask":
                self._open(given["do"])
            case "switch":
                await self._switch(given["do"])
            case "drift":
                await self._measure()

    async def _switch(self, what: str) -> None:
        name = self._chosen
        work = promote if what == "promote" else rollback
        now = await self._desk.run(lambda box, scope: work(box, scope, name))
        ui.notify(f"现在由第{now.champion}版打分", type="positive", position="top")
        await self.draw()

    async def _measure(self) -> None:
        name = self._chosen

        async def make() -> str:
            found = await self._desk.run(lambda box, scope: drift(box, scope, name))
            return render("drift.html", found=found)

        self._drift.show("measuring.html")
        await asyncio.sleep(0)
        await self._drift.redraw(make)


async def build(desk: Desk, _: ui.element) -> None:
    """Put the catalogue on the page."""
    with ui.element("div").classes("page"):
        note = "冠军打分，挑战者候着；换版先问一遍，并记入审计"
        ui.html(render("page_head.html", title="模型", note=note), sanitize=False)
        page = _Models(desk)
    page.wait()
    await shown()
    await page.draw()
