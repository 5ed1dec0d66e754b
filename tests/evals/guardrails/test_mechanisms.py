"""A mechanism that is switched off is off, and the others work on."""

import pytest

from agents.guardrails import CheckContext
from evals.guardrails.baselines import folded_words, plain_words
from evals.guardrails.mechanisms import MECHANISMS, broken, whole, without, without_entry

NOTHING = CheckContext()
FACTS = CheckContext.model_validate({"facts": [{"id": "rate", "value": 3.2, "unit": "%"}]})


@pytest.mark.parametrize(
    ("mechanism", "text", "context", "rule"),
    [
        ("patterns", "旱涝保收", NOTHING, "G1"),
        ("normalisation", "保夲", NOTHING, "G1"),
        ("grounding", "年利率为4.5%", FACTS, "grounding"),
    ],
)
def test_what_a_mechanism_finds_is_lost_without_it(
    mechanism: str, text: str, context: CheckContext, rule: str
) -> None:
    assert rule in broken(whole(), text, context)
    assert rule not in broken(without(mechanism), text, context)


def test_without_negation_a_warning_is_taken_for_a_promise() -> None:
    assert not broken(whole(), "本产品不保本", NOTHING)
    assert "G1" in broken(without("negation"), "本产品不保本", NOTHING)


def test_without_the_learned_detector_it_is_not_asked() -> None:
    for mechanism in MECHANISMS:
        names = {entry.name for rule in without(mechanism).pack.rules for entry in rule.detectors}
        assert ("learned" in names) == (mechanism != "learned detector")


def test_a_pattern_taken_out_costs_what_it_alone_found() -> None:
    text = "旱涝保收"
    assert "G1" in broken(whole(), text, NOTHING)
    assert "G1" in broken(without_entry("G1", "floor"), text, NOTHING)


def test_a_word_list_sees_words_and_the_folded_one_also_what_stands_apart() -> None:
    assert "G1" in plain_words("稳赚不赔")
    assert not plain_words("稳 赚 不 赔")
    assert "G1" in folded_words("稳 赚 不 赔")
    assert "G1" in folded_words("不保本，稳赚不赔是骗局")
