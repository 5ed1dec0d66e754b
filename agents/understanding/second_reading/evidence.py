"""Which slots of a model's reading stand: those that the question states, as it states them.

The grammar of the fast path fills the slots of the intent; a model adds what the grammar has not
found. A figure must be one that the grammar reads in the text, a code one that a word of the text
stands for, a name must stand in the text itself. The rest was made up, and is dropped.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agents.understanding.lexicons import lexicon, names, places, themes, words
from agents.understanding.reading import Reading
from agents.understanding.second_reading.reply import StatedSlot
from agents.understanding.slots import counts, stated
from agents.understanding.slots.assignment import assign_slots
from agents.understanding.slots.entities import Entities
from agents.understanding.vocabulary import INTENTS, SlotValue

_FIGURES = ("top_k", "variants", "min_age", "max_age", "min_aum", "max_aum", "amount")
_SPANS = ("horizon_days", "maturing_within_days")
_BRANCH = re.compile(r"[一-龥]{2,10}(?:支行|分行|网点|营业部|分理处|营业厅|分中心)")
_HAN = re.compile(r"[一-龥·]{2,5}")
_ONE_FIGURE = frozenset({*_FIGURES, *_SPANS})


@dataclass(frozen=True)
class Dropped:
    """A slot that the text does not state, and why it was dropped."""

    name: str
    value: str
    why: str


def stated_slots(
    said: Iterable[StatedSlot], reading: Reading, filled: Mapping[str, SlotValue]
) -> tuple[dict[str, SlotValue], tuple[Dropped, ...]]:
    """The slots of ``said`` that may be added to those that the grammar ``filled``."""
    added: dict[str, SlotValue] = {}
    dropped: list[Dropped] = []
    figures = {value for name, value in filled.items() if name in _ONE_FIGURE}
    for slot in said:
        name = str(slot.name)
        if name in filled or name in added:
            if str(filled.get(name, added.get(name))) != slot.value:
                dropped.append(Dropped(name, slot.value, "the grammar reads another value"))
            continue
        value = _value(name, slot, reading)
        if value is None:
            dropped.append(Dropped(name, slot.value, "not stated"))
        elif name in _ONE_FIGURE and value in figures:
            dropped.append(Dropped(name, slot.value, "the figure is of another slot"))
        else:
            added[name] = value
            figures |= {value} if name in _ONE_FIGURE else set()
    return added, tuple(dropped)


def _value(name: str, slot: StatedSlot, reading: Reading) -> SlotValue | None:
    entities = reading.entities
    if name in _ONE_FIGURE:
        figure = _whole(slot.value)
        return figure if figure is not None and figure in _figures(name, entities) else None
    if name in ("customer", "product", "branch"):
        written = _written(slot.value, entities.question.original)
        return written if written and _may_name(name, written, reading) else None
    if name == "payroll":
        said = {"true": True, "false": False}.get(slot.value.lower())
        return said if said is not None and stated.payroll(entities.text) is said else None
    return slot.value if slot.value in _codes(name, entities, reading.side) else None


def _whole(value: str) -> int | None:
    try:
        number = float(value.replace(",", ""))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def _figures(name: str, entities: Entities) -> set[int]:
    """The figures of the text that this slot could hold."""
    if name in _SPANS:
        return {period.days for period in entities.periods if not period.past}
    if name in ("min_age", "max_age"):
        return {int(b) for age in entities.ages for b in (age.low, age.high) if b is not None}
    if name in ("top_k", "variants"):
        counted = (counts.top_k(entities.text, plain=True), counts.variants(entities.text))
        return {number for number in counted if number is not None}
    return {int(b) for sum_ in entities.money for b in (sum_.low, sum_.high) if b is not None}


def _codes(name: str, entities: Entities, side: str) -> set[str]:
    """The values of a slot with codes that some word of the text stands for."""
    if name == "category":
        return {hit.value for hit in entities.categories}
    if name == "topic":
        return {hit.value for hit in themes().find(entities.text)}
    if name == "customer_id":
        return {entities.question.written(*span).upper() for span in entities.customer_ids}
    if name in ("goal", "channel", "metric", "tone"):
        return {hit.value for hit in lexicon(name).find(entities.text)}
    # A tier, a level: as some intent's grammar would read it.
    readings = (assign_slots(entities, intent, side).get(name) for intent in INTENTS)
    return {str(value) for value in readings if value is not None}


def _written(value: str, original: str) -> str | None:
    """``value`` as the text writes it, if it does."""
    bare = value.strip("“”\"'《》「」 ")
    at = original.lower().find(bare.lower()) if len(bare) >= 2 else -1
    return original[at : at + len(bare)] if at >= 0 else None


def _may_name(name: str, written: str, reading: Reading) -> bool:
    """Whether words of the text can be the name of such a thing."""
    if name == "branch":
        return bool(_BRANCH.fullmatch(written)) or written in places()
    lowered = written.lower()
    if any(hit.word == lowered for slot in ("category", "goal", "channel") for hit in
           lexicon(slot).find(lowered)):  # fmt: skip
        return False
    if name == "product":
        return len(written) >= 3 and not themes().find(lowered)
    surnamed = written[0] in _surnames() or written[:2] in _surnames()
    not_names = set(words(names()["not_names"]))
    return bool(_HAN.fullmatch(written)) and surnamed and written not in not_names


def _surnames() -> frozenset[str]:
    from agents.understanding.names.spans import double_surnames, surnames

    return frozenset((*surnames(), *double_surnames()))
