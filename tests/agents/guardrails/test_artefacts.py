"""The shipped models learned from the shipped examples, and very long texts end in time."""

import time

import pytest

from agents.guardrails import check, screen
from agents.guardrails.learned.model import shipped
from agents.guardrails.learned.tasks import data_hash, task


@pytest.mark.parametrize("name", ["check", "screen"])
def test_a_shipped_model_learned_from_the_shipped_examples(name: str) -> None:
    samples = task(name).samples()
    assert shipped(name).data_hash == data_hash(samples), "run learned.training again"


def test_no_held_out_case_is_among_the_examples() -> None:
    from evals.suites import check as checks
    from evals.suites import screen as screens

    learned = {one.text for name in ("check", "screen") for one in task(name).samples()}
    held_out = {case.text for case in checks.cases(checks.SETS["held out"])}
    held_out |= {text for _, texts in screens.cases(screens.SETS["held out"]) for text in texts}
    assert not learned & held_out


@pytest.mark.parametrize(
    "piece", ["今日沪指收涨0.5%，成交额1.2万亿元。", "1", "我", "保 ", "wen zhuan ", "，"]
)
def test_a_hundred_thousand_characters_end_in_time(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    check("热身")
    began = time.process_time()
    check(text)
    screen(text)
    assert time.process_time() - began < 8  # some 2 s on an idle machine
