"""What a manager may answer to an objection: acknowledge, answer with facts, ask, let them be."""

import hashlib
import random

from jinja2 import Environment, StrictUndefined, UndefinedError

from agents.composition import wording
from agents.composition.copywriter import CopyProduct, traits
from agents.composition.objection_kinds import bank, kind_of
from tools.shelf import ProductSheet


def answer(objection: str, sheet: ProductSheet | None, customer_risk: str | None, seed: str) -> str:
    """Four short turns to say, each from the phrase bank, with the product's own facts."""
    said = _steps(objection, sheet, customer_risk, seed)
    return "\n".join(f"{title}：{text}" for title, text in said.items())


def in_short(
    objection: str, sheet: ProductSheet | None, customer_risk: str | None, seed: str
) -> str:
    """The first two of the turns in one line, for a call's script."""
    return "".join(list(_steps(objection, sheet, customer_risk, seed).values())[:2])


def _steps(
    objection: str, sheet: ProductSheet | None, customer_risk: str | None, seed: str
) -> dict[str, str]:
    kind = bank()[kind_of(objection)]
    values = {}
    if sheet is not None:
        values["product_traits"] = traits(
            CopyProduct(
                sheet.product_id,
                sheet.name,
                sheet.category,
                sheet.risk_level,
                sheet.term_days,
                sheet.min_amount,
                sheet.open_rule,
            )
        )
        if sheet.risk_level:
            values["risk"] = wording.RISK_WORDS[sheet.risk_level]
        if sheet.open_rule:
            values["open_rule"] = sheet.open_rule.rstrip("。")
    if customer_risk:
        values["customer_risk"] = customer_risk
    chooser = random.Random(hashlib.sha256(f"{seed}|{kind['id']}".encode()).digest())
    steps = {"先接住": "acknowledge", "再讲清": "answer", "问一句": "ask", "留余地": "leave"}
    said = {}
    for title, step in steps.items():
        possible = [text for phrase in kind[step] if (text := _filled(phrase, values))]
        if possible:
            said[title] = chooser.choice(possible)
    return said


def _filled(phrase: str, values: dict[str, str]) -> str | None:
    try:
        return Environment(undefined=StrictUndefined).from_string(phrase).render(values)
    except UndefinedError:
        return None  # it needs a fact that is not known here
