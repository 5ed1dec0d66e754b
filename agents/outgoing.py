"""The rule pack as judge of texts that are to be sent (``tools.drafts.TextJudge``)."""

from collections.abc import Iterator

from agents.composition.copywriter import CopyProduct, label, traits
from agents.composition.judging import UNITS
from agents.composition.required import is_agency
from agents.composition.wording import honorific
from agents.guardrails.checker import engine
from agents.guardrails.context import CheckContext, Fact
from agents.guardrails.verdicts import CheckResult, most_severe
from agents.guardrails.verdicts import Finding as Found
from tools.drafts import Judgement, TextContext
from tools.facts import facts_of
from tools.ledger.texts import Finding
from tools.shelf import ProductSheet


class PackJudge:
    """The bundled rule pack, as ``weiwo check`` runs it over a whole message."""

    @property
    def pack(self) -> str:
        """The pack's name and version."""
        return engine().pack.label

    def __call__(self, title: str | None, body: str, context: TextContext) -> Judgement:
        """The verdict on a text that is to go out, with every figure bound to a fact of today."""
        text = f"{title}\n{body}" if title else body
        result = engine().check(text, _rules(context))
        kept = [*_held(result, context), *_unlabelled(text, context)]
        return Judgement(
            most_severe(tuple(kept)).value, result.pack, tuple(finding(one) for one in kept)
        )


def finding(one: Found) -> Finding:
    """A finding as the ledger keeps it."""
    said = (one.rule, one.law, one.article, one.quote, one.message, one.suggestion)
    return Finding(*said, one.verdict.value)


def _held(result: CheckResult, context: TextContext) -> Iterator[Found]:
    """What was learned from free sentences judges free words: a template's were read by people."""
    for one in result.findings:
        if context.worded_freely or one.by != "detector:learned":
            yield one


def _unlabelled(text: str, context: TextContext) -> Iterator[Found]:
    """A generated text without the visible label of its channel (标识办法 4), whoever sends it."""
    if not context.generated or not label(context.channel):
        return
    as_ai = CheckContext.model_validate(
        {"speaker": "ai", "complete": True, "channel": context.channel, "date": context.on}
    )
    for one in engine().check(text, as_ai).findings:
        if one.by == "detector:label_missing":
            yield one


def _rules(context: TextContext) -> CheckContext:
    sheet, reader = context.sheet, context.addressee
    customer = product = None
    if reader is not None:
        customer = {
            "risk_level": reader.risk_level,
            "age": reader.age,
            "risk_expires_on": reader.risk_expires_on,
        }
    if sheet is not None:
        product = {
            "name": sheet.name,
            "category": sheet.category,
            "risk_level_issuer": sheet.risk_level_issuer,
            "risk_level_seller": sheet.risk_level_seller,
            "private": sheet.private,
            "issuer": sheet.issuer,
            "agency": is_agency(sheet.category, sheet.issuer, context.bank),
        }
    return CheckContext.model_validate(
        {
            "customer": customer,
            "product": product,
            "channel": context.channel,
            "consent": reader.consent if reader else None,
            "speaker": "human",
            "complete": True,
            "date": context.on,
            "facts": _facts(context),
        }
    )


def _facts(context: TextContext) -> list[Fact]:
    """What figures may rest on: the product as it is today, the reader, and what was kept."""
    facts = [Fact(id=one.id, value=one.value, unit=one.unit) for one in context.evidence]
    if context.sheet is not None:
        facts += [
            Fact(id=one.id, value=one.value, unit=UNITS.get(one.unit))
            for one in facts_of(context.sheet, "product")
        ]
        facts.append(Fact(id="product.traits", value=traits(_product(context.sheet))))
    if context.addressee is not None:
        reader = context.addressee
        facts.append(Fact(id="reader.addressed", value=honorific(reader.name, reader.gender)))
        if reader.risk_level:
            facts.append(Fact(id="reader.risk_level", value=reader.risk_level))
    return facts


def _product(sheet: ProductSheet) -> CopyProduct:
    return CopyProduct(
        product_id=sheet.product_id,
        name=sheet.name,
        category=sheet.category,
        risk_level=sheet.risk_level,
        term_days=sheet.term_days,
        min_amount=sheet.min_amount,
        open_rule=sheet.open_rule,
    )
