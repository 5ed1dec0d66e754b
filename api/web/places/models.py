"""Models: the catalogue, which version scores, cards, drift; a challenger trained and compared."""

import asyncio
import json
from datetime import datetime

from nicegui import ui

from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from home.clock import system_clock
from home.errors import BadInput
from tools.model_shelf import (
    KEEPERS,
    Change,
    ModelLine,
    changes,
    drift,
    model_list,
    promote,
    rollback,
)
from tools.retraining.cards import CardsBeside, cards_beside
from tools.retraining.retraining import (
    MOST_SECONDS,
    Beside,
    Retraining,
    beside,
    cancel_retraining,
    retrain,
    retraining,
    searches,
)

_LOOK = """
for (const row of document.querySelectorAll("#model-list tr"))
  row.classList.toggle("chosen", row.querySelector("[data-model]").dataset.model === %s);
document.getElementById("head-model")?.scrollIntoView({block: "nearest"});
"""
"""Marks the row that is open, and brings what is open where it is seen: the list is long."""
_EVERY = 1.0  # seconds between two looks at a training


class _Models:
    """The page: the catalogue, and the model that is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._models: tuple[ModelLine, ...] = ()
        self._chosen = ""
        self._last: Retraining | None = None
        self._beside: Beside | None = None
        self._cards: CardsBeside | None = None
        self._changes: tuple[Change, ...] = ()
        self._asked = ""  # the form that is open; what is drawn anew beneath does not close it
        with ui.element("div").classes("columns model-columns"):
            self._list = Region(self._act)
            with ui.element("div").classes("beside"):
                self._progress = Region(self._act)
                self._one = Region(self._act)
                self._drift = Region()
        self._timer = ui.timer(_EVERY, self._tick, active=False)

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
            await self._open()

    async def _open(self) -> None:
        name = self._chosen
        self._last, self._beside, self._cards, self._changes = await asyncio.gather(
            self._desk.run(retraining),
            self._desk.run(lambda box, scope: beside(box, scope, name)),
            self._desk.run(lambda box, scope: cards_beside(box, scope, name)),
            self._desk.run(lambda box, scope: changes(box, scope, name)),
        )
        self._draw_open()

    def _draw_open(self) -> None:
        one = next(found for found in self._models if found.name == self._chosen)
        last = self._last
        self._one.show(
            "model.html",
            one=one,
            keeps=self._desk.role in KEEPERS,
            asked=self._asked,
            searches=searches(one.kind),
            training=last is not None and last.work.running,
            last=last if last is not None and last.model == one.name else None,
            compared=self._beside,
            cards=self._cards,
            changes=self._changes,
            most_seconds=MOST_SECONDS,
        )
        self._timer.active = last is not None and last.work.running
        self._say_progress()

    def _say_progress(self) -> None:
        last = self._last
        if last is None or not last.work.running:
            self._progress.element.set_content("")
            return
        since = (system_clock() - datetime.fromisoformat(last.work.began)).total_seconds()
        title = next((one.title for one in self._models if one.name == last.model), last.model)
        keeps = self._desk.role in KEEPERS
        self._progress.show(
            "training_progress.html", last=last, since=since, title=title, keeps=keeps
        )

    async def _tick(self) -> None:
        found = await self._desk.run(retraining)
        before, self._last = self._last, found
        if found is None or found.work.running:
            self._say_progress()
            return
        if before is None or not before.work.running:
            return  # whoever cancelled it draws the page
        if found.work.state == "done":
            if self._chosen != found.model:
                self._chosen, self._asked = found.model, ""
            ui.notify("挑战者训练好了，和冠军的比较在右边", type="positive", position="top")
        await self.draw()

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "open":
                self._chosen, self._asked = given["model"], ""
                self._drift.element.set_content("")
                await self._open()
                ui.run_javascript(_LOOK % json.dumps(self._chosen))
            case "ask":
                self._asked = given["do"]
                self._draw_open()
            case "switch":
                await self._switch(given["do"], given["reason"])
            case "retrain":
                await self._retrain(given.get("seconds", ""))
            case "cancel":
                self._last = await self._desk.run(cancel_retraining)
                await self.draw()
            case "drift":
                await self._measure()

    async def _retrain(self, seconds: str) -> None:
        name = self._chosen
        try:
            given = float(seconds) if seconds else None
        except ValueError:
            raise BadInput(f"seconds must be a number, got {seconds[:20]!r}") from None
        await self._desk.run(lambda box, scope: retrain(box, scope, name, given))
        self._asked = ""
        await self._open()

    async def _switch(self, what: str, reason: str) -> None:
        name = self._chosen
        work = promote if what == "promote" else rollback
        now = await self._desk.run(lambda box, scope: work(box, scope, name, reason=reason))
        self._asked = ""
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
