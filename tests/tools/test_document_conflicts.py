import pytest

from home.errors import RefusedByPolicy
from tools.access import parse
from tools.catalogue import call
from tools.document_conflicts import ConflictQuery, document_conflicts
from tools.toolbox import Toolbox

OFFICER = parse("compliance:c")


def test_every_planted_disagreement_is_found_and_nothing_else(toolbox: Toolbox) -> None:
    found = document_conflicts(toolbox, OFFICER, ConflictQuery())
    aspects = {(one.document, one.aspect) for one in found.items}
    assert aspects == {
        ("prod-p007", "起购金额"),
        ("flyer-p004-2024", "风险等级"),
        ("flyer-p004-2024", "利率或业绩比较基准"),
        ("flyer-p004-2024", "期限"),
        ("flyer-p004-2024", "费用"),
        ("flyer-p012-2025", "风险等级"),
    }
    assert found.statements > 100


def test_a_conflict_quotes_the_document_and_the_table(toolbox: Toolbox) -> None:
    for one in document_conflicts(toolbox, OFFICER, ConflictQuery(product_id="P004")).items:
        document = toolbox.knowledge.document(one.document)
        assert one.quote == document.text[slice(*one.span)].strip()
        assert one.product_id == "P004"
        assert one.in_table
        assert one.in_table not in one.quote


def test_it_is_for_the_compliance_officer(toolbox: Toolbox) -> None:
    for who in ("rm:M001", "customer:C0000001", "marketer:m"):
        with pytest.raises(RefusedByPolicy):
            call(toolbox, parse(who), "document_conflicts", {})
