"""Rules: the pack as it is in force, with its sources and examples; any sentence can be tried."""

from dataclasses import dataclass
from itertools import groupby
from typing import get_args

from nicegui import ui

from agents.guardrails.checker import engine
from agents.guardrails.context import CheckContext
from agents.guardrails.packs.examples import Example, bundled_examples
from agents.guardrails.packs.loader import Pack
from agents.guardrails.verdicts import Suppressed
from agents.outgoing import finding
from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from home.clock import business_day
from tools.arguments import Channel
from tools.drafts import Judgement


@dataclass(frozen=True)
class _Tried:
    """What the rules say of a sentence, and what they matched and let pass."""

    result: Judgement
    passed: tuple[Suppressed, ...]


class _Rules:
    """The page: a sentence to try, and the pack."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        with ui.element("div").classes("columns rule-columns"):
            self._pack = Region(self._act)
            self._try = Region(self._act, classes="region sticky")

    def wait(self) -> None:
        """Draw the skeletons."""
        self._pack.wait(8)
        self._draw_try("", "", complete=False, tried=None)

    async def draw(self) -> None:
        """Read the pack."""

        async def make() -> str:
            pack, examples = await self._desk.run(lambda *_: _read())
            return render("rules.html", pack=pack, examples=examples)

        await self._pack.redraw(make)

    def _draw_try(self, text: str, channel: str, *, complete: bool, tried: _Tried | None) -> None:
        self._try.show(
            "try_rules.html",
            text=text,
            channel=channel,
            channels=get_args(Channel),
            complete=complete,
            result=tried and tried.result,
            passed=tried.passed if tried else (),
        )

    async def _act(self, name: str, given: Fields) -> None:
        text, channel = given["text"], given.get("channel", "")
        complete = bool(given.get("complete"))
        context = CheckContext.model_validate(
            {
                "channel": channel or None,
                "complete": complete,
                "date": business_day(self._desk.now),
            }
        )
        tried = await self._desk.run(lambda *_: _tried(text, context))
        self._draw_try(text, channel, complete=complete, tried=tried)


def _read() -> tuple[Pack, dict[str, tuple[Example, ...]]]:
    examples = sorted(bundled_examples(), key=lambda one: one.rule)
    grouped = {rule: tuple(found) for rule, found in groupby(examples, lambda one: one.rule)}
    return engine().pack, grouped


def _tried(text: str, context: CheckContext) -> _Tried:
    explained = engine().explain(text, context)
    found = explained.result
    judged = Judgement(found.verdict.value, found.pack, tuple(map(finding, found.findings)))
    return _Tried(judged, explained.suppressed)


async def build(desk: Desk, _: ui.element) -> None:
    """Put the pack on the page, and a place to try a sentence beside it."""
    with ui.element("div").classes("page"):
        note = "每条规则的出处、处置和例句"
        ui.html(render("page_head.html", title="规则", note=note), sanitize=False)
        page = _Rules(desk)
    page.wait()
    await shown()
    await page.draw()
