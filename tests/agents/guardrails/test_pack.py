"""Each rule's own sentences: those that it must find, and those like them that it must not."""

from pathlib import Path

import pytest

from agents.guardrails import Verdict, check
from agents.guardrails.packs.examples import bundled_examples
from agents.guardrails.packs.loader import bundled, load
from home.errors import BadInput

EXAMPLES = bundled_examples()


@pytest.mark.parametrize("rule", [rule.id for rule in bundled().rules])
def test_a_rule_finds_its_sentences_and_leaves_the_others(rule: str) -> None:
    ours = [one for one in EXAMPLES if one.rule == rule]
    assert min(sum(one.matches is side for one in ours) for side in (True, False)) >= 12
    wrong = []
    for one in ours:
        result = check(one.text, one.context)
        found = [finding.verdict for finding in result.findings if finding.rule == rule]
        if one.matches:
            right = one.verdict in found if one.verdict else bool(found)
        else:
            right = result.allowed
        if not right:
            wrong.append((one.text, one.matches, result.findings))
    assert wrong == []


def test_every_rule_names_law_article_day_and_how_far_it_was_verified() -> None:
    for rule in bundled().rules:
        for source in rule.sources:
            assert source.law
            assert source.article
            assert source.state in {"read", "reported", "known", "policy"}


def test_a_finding_carries_law_article_and_a_compliant_wording() -> None:
    (finding,) = check("本产品保本保息").findings
    assert (finding.rule, finding.law, finding.article) == (
        "G1",
        "中华人民共和国广告法",
        "第二十五条",
    )
    assert finding.verdict is Verdict.VIOLATION
    assert check(finding.suggestion).allowed


def test_an_overlay_switches_a_rule_off_and_a_broken_one_is_named(tmp_path: Path) -> None:
    overlay = tmp_path / "bank.yaml"
    overlay.write_text("rules:\n  - {id: G99, title: 某条规则}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="G99"):
        load(overlay)
    pack = bundled()
    g18 = pack.rule("G18").model_copy(update={"enabled": False})
    overlay.write_text(
        "rules:\n  - " + g18.model_dump_json(by_alias=True).replace("null", "~"), encoding="utf-8"
    )
    assert "G18" not in {rule.id for rule in load(overlay).rules}
