"""Today: whom to contact and why, what the news means, what came of yesterday."""

import asyncio

from nicegui import ui

from api.web.desk import Desk
from api.web.navigation import places_of
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from api.web.reporting import Reporting
from tools.lately import lately

TOP = 6


async def build(desk: Desk, _: ui.element) -> None:
    """Put the day on the page: three parts that come as they are ready."""
    places = {place.path.strip("/"): True for place in places_of(desk.role)}

    async def agenda() -> str:
        day = await desk.call("my_day", top_k=TOP)
        return render("agenda.html", day=day, now=desk.now, places=places)

    async def brief() -> str:
        return render("brief.html", brief=await desk.call("daily_brief", edition="morning"))

    async def results() -> str:
        return render("lately.html", found=await desk.run(lately))

    async def act(name: str, given: Fields) -> None:
        if name == "report":
            reporting.open(given)

    async def recorded() -> None:
        await asyncio.gather(work.redraw(agenda), past.redraw(results))

    note = f"{desk.visitor['as_of']}　{desk.visitor['sees']}"
    head = render("page_head.html", title=f"{desk.visitor['name']}，今天", note=note)
    with ui.element("div").classes("page"):
        ui.html(head, sanitize=False)
        with ui.element("div").classes("columns"):
            work = Region(act, classes="region wide")
            with ui.element("div").classes("beside"):
                news, past = Region(), Region()
    reporting = Reporting(desk, recorded)
    for part in (work, news, past):
        part.wait()
    await shown()
    await asyncio.gather(work.fill(agenda), news.fill(brief), past.fill(results))
