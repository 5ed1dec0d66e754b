"""Write: variants side by side with what the rules say, edited, made compliant, sent for review."""

from collections.abc import Mapping
from typing import Any, get_args

from nicegui import ui

from agents.composition.copywriter import Tone
from agents.composition.required import required_sentences
from agents.studio.compliant import Known, Reworded, reword
from agents.studio.variants import Variants, Wish, write
from api.web.desk import Desk, new_key
from api.web.products import on_sale
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from tools import drafts
from tools.access import Scope
from tools.arguments import Channel
from tools.entities import resolve_customer, visible_products
from tools.ledger.texts import Text
from tools.outreach.clearance import SENT_CHANNELS
from tools.senders import SenderQuery, sender
from tools.toolbox import Toolbox


class _Desk:
    """The page: the form, the variants, and the text that is being edited."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._given: dict[str, str] = {k: v for k, v in desk.query.items() if v}
        self._texts: dict[str, Text] = {}
        self._form = Region(self._act)
        self._editor = Region(self._act)
        self._variants = Region(self._act)

    async def begin(self) -> None:
        """Draw the form, and the variants where the address names a customer."""
        products = await self._desk.run(on_sale)
        self._form.show(
            "write_form.html",
            given=self._given,
            products=products,
            tones=list(get_args(Tone)),
            channels=get_args(Channel),
        )
        if self._given.get("customer"):
            await self._write(self._given)

    def wait(self) -> None:
        """Draw the skeleton."""
        self._form.wait(2)

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "write":
                await self._write(given)
            case "own":
                await self._open({"channel": "sms", **self._given, "body": ""})
            case "edit":
                text = self._texts[given["text"]]
                await self._open(_fields(text))
            case "submit":
                await self._submit(self._texts[given["text"]].text_id)
            case "check":
                await self._check(given)

    async def _write(self, given: Fields) -> None:
        self._given = dict(given)
        self._editor.element.set_content("")

        async def make() -> str:
            name, customer_id = "", None
            if words := given.get("customer", "").strip():
                found = await self._desk.run(lambda box, scope: resolve_customer(box, scope, words))
                if found.kind != "one":
                    return render("note.html", text=found.question)
                name, customer_id = found.name or "", found.id
            wish = Wish.model_validate(
                {
                    "channel": given.get("channel") or "sms",
                    "customer_id": customer_id,
                    "product_id": given.get("product") or None,
                    "tone": given.get("tone") or None,
                    "variants": int(given.get("variants") or 3),
                }
            )
            made = await self._desk.run(lambda box, scope: write(box, scope, wish, key=new_key()))
            return self._drawn(made, name)

        await self._variants.fill(make, rows=5)

    def _drawn(self, made: Variants, name: str) -> str:
        self._texts = {text.text_id: text for text in made.texts}
        return render("variants.html", made=made, name=name, now=self._desk.now, sent=SENT_CHANNELS)

    async def _open(self, given: Mapping[str, str]) -> None:
        self._editor.show("editor.html", given=_shown(given), judged=None, before="")
        self._reveal()

    def _reveal(self) -> None:
        ui.run_javascript(f"weiwo.reveal('{self._editor.element.html_id}')")

    async def _check(self, given: Fields) -> None:
        what = given.get("do", "")
        if what == "submit":
            draft = _draft(given)
            kept = await self._desk.run(
                lambda box, scope: drafts.draft(box, scope, draft, key=new_key())
            )
            if not await self._submit(kept.text_id):
                await self._judge(given)
            return
        if what == "reword":
            made = await self._desk.run(lambda box, scope: _reworded(box, scope, given))
            if not made.settled:
                words = "按规则改不出可用的内容，请换一种说法重写"
                ui.notify(words, type="warning", position="top", timeout=8000)
            shown_now = {**given, "body": made.body}
            self._editor.show(
                "editor.html",
                given=_shown(shown_now),
                judged=made.judgement,
                before=given["body"],
            )
            return
        await self._judge(given)

    async def _judge(self, given: Fields) -> None:
        draft = _draft(given)
        judged = await self._desk.run(lambda box, scope: drafts.check_text(box, scope, draft))
        self._editor.show("editor.html", given=_shown(given), judged=judged, before="")

    async def _submit(self, text_id: str) -> bool:
        from home.errors import RefusedByPolicy

        try:
            item = await self._desk.call("submit_text", new_key(), text_id=text_id)
        except RefusedByPolicy:
            ui.notify("这条文案违反规则，审核也不能放行，请先改写", type="negative", position="top")
            return False
        ui.notify(f"已送审，编号{item.review_id}", type="positive", position="top")
        return True


def _reworded(toolbox: Toolbox, scope: Scope, given: Fields) -> Reworded:
    def judge(body: str) -> drafts.Judgement:
        return drafts.check_text(toolbox, scope, _draft({**given, "body": body}))

    who = sender(toolbox, scope, SenderQuery())
    sheet = visible_products(toolbox.store, scope).get(given.get("product", ""))
    required = required_sentences(sheet.category, sheet.issuer, who.bank) if sheet else ()
    return reword(given["body"], judge, Known(who.bank, who.hotline or "", required))


def _draft(given: Fields) -> drafts.TextDraft:
    return drafts.TextDraft.model_validate(
        {
            "channel": given["channel"],
            "body": given["body"],
            "title": given.get("title") or None,
            "product_id": given.get("product") or None,
            "customer_id": given.get("customer") or None,
            "generated": bool(given.get("generated")),
        }
    )


def _fields(text: Text) -> dict[str, str]:
    return {
        "channel": text.channel,
        "product": text.product_id or "",
        "customer": text.customer_id or "",
        "title": text.title or "",
        "generated": "yes",
        "body": text.body,
    }


def _shown(given: Mapping[str, str]) -> dict[str, Any]:
    names = ("channel", "product", "customer", "title", "generated", "body")
    return {name: given.get(name, "") for name in names}


async def build(desk: Desk, _: ui.element) -> None:
    """Put the form on the page; ``?customer=&product=&channel=`` writes at once."""
    with ui.element("div").classes("page"):
        note = "由模型选产品，模板措辞，规则逐条检查；送审后由合规放行"
        ui.html(render("page_head.html", title="写文案", note=note), sanitize=False)
        page = _Desk(desk)
    page.wait()
    await shown()
    await page.begin()
