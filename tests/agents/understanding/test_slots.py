"""Slots by their exact values, given the intent; extras are errors too."""

import json
from pathlib import Path

import pytest

from agents.understanding.reading import entities_of
from agents.understanding.slots.assignment import assign_slots
from agents.understanding.vocabulary import SlotValue

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("slot_cases.jsonl").read_text("utf-8").splitlines()
]


def slots(text: str, intent: str, side: str = "staff") -> dict[str, SlotValue]:
    return assign_slots(entities_of(text), intent, side)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_stated_slots_are_exact(case: dict[str, object]) -> None:
    found = slots(str(case["text"]), str(case["intent"]), str(case["side"]))
    assert {name: repr(value) for name, value in found.items()} == {
        name: repr(value)
        for name, value in case["slots"].items()  # type: ignore[attr-defined]
    }


def test_whole_amounts_are_integers_and_fractions_stay() -> None:
    assert slots("我有1.5万买什么", "next_best_offer", "customer")["amount"] == 15_000
    found = slots("我有100.5元买什么", "next_best_offer", "customer")["amount"]
    assert found == 100.5


def test_names_are_cut_as_written() -> None:
    found = slots("看看歐陽女士的持倉", "customer_profile")
    assert found["customer"] == "歐陽女士"
