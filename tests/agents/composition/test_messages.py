"""Every message of the phrase bank may go out: each product on sale, channel and tone."""

from dataclasses import replace
from datetime import date

import pytest

from agents.composition import copywriter
from agents.composition.brief import Block, Brief
from agents.composition.judging import judge
from agents.composition.messages import Recipient, context_for, request_for
from tools.access import parse
from tools.facts import Fact, facts_of
from tools.senders import SenderQuery, sender
from tools.shelf import ProductSheet, shelf
from tools.toolbox import Toolbox

ON = date(2026, 9, 30)
CLIENT = Recipient("C0000001", "王秀兰", "女", 45, "C5", date(2027, 5, 1), date(2026, 10, 12), True)
TONES = (None, "亲切", "正式", "简洁")


@pytest.mark.parametrize("channel", copywriter.channels())
def test_what_the_bank_of_phrases_writes_passes_every_rule(toolbox: Toolbox, channel: str) -> None:
    signed = sender(toolbox, parse("rm:M001"), SenderQuery())
    public = channel in ("moments", "app_banner")
    refused = []
    for number, sheet in enumerate(_on_sale(toolbox)):
        recipient = (
            None
            if public
            else replace(CLIENT, maturity_on=CLIENT.maturity_on if number % 2 else None)
        )
        request = request_for(
            sheet,
            channel,
            ON,
            signed,
            recipient,
            tone=TONES[number % len(TONES)],
            topic=(None, "降准", "黄金")[number % 3],
        )
        message = copywriter.write(request, number)
        facts = [
            *facts_of(sheet),
            Fact("message.product", copywriter.traits(request.product), "text", "", "products"),
            Fact("message.signature", f"{signed.signature}{signed.hotline}", "text", "", ""),
        ]
        facts += [
            Fact(f"phrases.{n}", said, "text", "", "") for n, said in enumerate(message.phrases)
        ]
        if recipient:
            facts.append(Fact("message.maturity", "2026-10-12", "date", "到期日", "positions"))
            facts.append(Fact("message.level", "C5", "level", "风险承受能力", "prospects"))
        brief = Brief(
            purpose="write_copy",
            audience="rm",
            question="",
            results={},
            facts=tuple(facts),
            context=context_for(sheet, channel, ON, recipient, signed),
        )
        block = Block("message", message.body + message.fixed, channel=channel)
        judged = judge(block, brief)
        if not judged.allowed:
            found = [(one.rule, one.quote, one.message) for one in judged.result.findings]
            refused.append((sheet.name, block.text, found, judged.bound, judged.figures))
    assert refused == []


def _on_sale(toolbox: Toolbox) -> list[ProductSheet]:
    sheets = shelf(toolbox.store).values()
    return [sheet for sheet in sheets if not sheet.private and sheet.on_sale(toolbox.as_of)]
