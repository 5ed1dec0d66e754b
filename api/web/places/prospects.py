"""Prospects: whom a model ranks highest, by conditions in words or clicks."""

import json

from nicegui import ui

from agents.decisions.customers import filters_in
from api.web import filters
from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from tools.access import Role
from tools.tiers_and_branches import Choices, choices

PATH = "/prospects"
EXPORT = "/export/prospects.csv"
_BASIC = frozenset({"goal", "category", "min_wan", "max_wan", "maturing_within_days", "channel"})
_BASIC |= frozenset({"words", "top_k", "model"})


class _Finder:
    """The page: the conditions as they stand, and the list that they give."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._given = dict(desk.query)
        self._choices = Choices((), ())
        self.conditions = Region(self._act)
        self.results = Region()

    async def begin(self) -> None:
        """Draw the conditions and the list."""
        self._choices = await self._desk.run(choices)
        self._draw_conditions()
        await self._find()

    def _draw_conditions(self) -> None:
        given = self._given
        self.conditions.show(
            "filters.html",
            given=given,
            choices=filters.CHOICES,
            tiers=self._choices.tiers,
            branches=self._choices.branches,
            more=any(value for name, value in given.items() if name not in _BASIC),
        )

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "words":
                words, persona = given["words"].strip(), str(self._desk.role)
                found = await self._desk.run(lambda *_: filters_in(words, persona))
                self._given = {"words": words, **filters.fields(found)}
                self._draw_conditions()
            case "filter":
                self._given = {"words": self._given.get("words", ""), **given}
            case "clear":
                self._given = {}
                self._draw_conditions()
        await self._find()

    async def _find(self) -> None:
        given = self._given

        async def make() -> str:
            found = await self._desk.call("find_prospects", **filters.arguments(given))
            return render(
                "prospects.html",
                found=found,
                now=self._desk.now,
                export=filters.address(EXPORT, given),
                opens=self._desk.role is not Role.MARKETER,
            )

        await self.results.fill(make, rows=8)
        ui.run_javascript(f"weiwo.address({json.dumps(filters.address(PATH, given))})")


async def build(desk: Desk, _: ui.element) -> None:
    """Put the conditions and the list on the page; the address holds the conditions."""
    with ui.element("div").classes("page"):
        ui.html(render("page_head.html", title="找客户", note=desk.visitor["sees"]), sanitize=False)
        finder = _Finder(desk)
    finder.conditions.wait(2)
    finder.results.wait(8)
    await shown()
    await finder.begin()
