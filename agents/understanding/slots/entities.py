"""Everything in a question that may fill a slot, found once, before its intent is known."""

import re
from dataclasses import dataclass

from agents.understanding.lexicons import Hit, lexicon, themes
from agents.understanding.normalisation import Question
from agents.understanding.slots.ages import AgeBound, find_ages
from agents.understanding.slots.money import Money, find_money
from agents.understanding.slots.people import Person, find_customer_ids, find_people
from agents.understanding.slots.periods import Period, find_periods
from agents.understanding.slots.product_names import ProductName, find_products

Span = tuple[int, int]

_FUND = re.compile(
    r"etf|lof|fof|qdii|混合|指数|精选|蓝筹|成长|价值|联接|沪深|中证|上证|科创|医药|医疗|消费|白酒|优选|货币|短债|天惠|合润"
)
_INSURER = re.compile(
    r"保险|平安福|国寿|友邦|太保|人保|新华|泰康|众安|太平|寿|重疾|年金|医保|凡尔赛|达尔文|超级玛丽|御享|金满"
)


@dataclass(frozen=True)
class Entities:
    """The candidates of one question, each list left to right."""

    question: Question
    customer_ids: tuple[Span, ...]
    people: tuple[Person, ...]
    products: tuple[ProductName, ...]
    money: tuple[Money, ...]
    ages: tuple[AgeBound, ...]
    periods: tuple[Period, ...]
    categories: tuple[Hit, ...]
    themes: tuple[Hit, ...]

    @property
    def text(self) -> str:
        """The normalised text that all spans refer to."""
        return self.question.text

    def masked(self) -> str:
        """The text with names and numbers replaced by what they are, for the classifiers.

        A product's name becomes 某基金, 某保险 or 某产品, so that what it is about remains.
        """
        spans: list[tuple[int, int, str]] = [(*span, "某客户") for span in self.customer_ids]
        spans += [(person.start, person.end, "某客户") for person in self.people]
        spans += [
            (product.start, product.end, _kind(self.text[product.start : product.end]))
            for product in self.products
        ]
        spans += [(money.start, money.end, "n万元") for money in self.money]
        masked = self.text
        for start, end, word in sorted(spans, reverse=True):
            masked = masked[:start] + word + masked[end:]
        # The digits of R4, C3 and A500 stay: they are levels and names, not numbers.
        return re.sub(r"(?<![a-z\d.])\d+(?:\.\d+)?", "n", masked)


def _kind(name: str) -> str:
    if _INSURER.search(name):
        return "某保险"
    return "某基金" if _FUND.search(name) else "某产品"


def find_entities(question: Question) -> Entities:
    """All candidates in ``question``; a part of a name is no candidate for anything else."""
    text = question.text
    ids = find_customer_ids(text)
    quoted = find_products(text, ids)
    taken = [*ids, *((product.start, product.end) for product in quoted)]
    people = [p for p in find_people(text) if _free(p.start, p.end, taken)]
    taken += [(person.start, person.end) for person in people]
    ages = find_ages(text)
    age_spans = [(age.start, age.end) for age in ages]
    money = [m for m in find_money(text) if _free(m.start, m.end, [*taken, *age_spans])]
    periods = [p for p in find_periods(text) if _free(p.start, p.end, [*taken, *age_spans])]
    return Entities(
        question=question,
        customer_ids=tuple(ids),
        people=tuple(people),
        products=tuple(quoted),
        money=tuple(money),
        ages=tuple(ages),
        periods=tuple(periods),
        categories=tuple(h for h in lexicon("category").find(text) if _free(h.start, h.end, taken)),
        themes=tuple(h for h in themes().find(text) if _free(h.start, h.end, taken)),
    )


def _free(start: int, end: int, taken: list[Span]) -> bool:
    return not any(start < stop and begin < end for begin, stop in taken)
