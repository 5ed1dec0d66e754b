from pathlib import Path

import pytest

from decision_models import catalogue
from home.errors import BadInput


def test_the_catalogue_is_complete_and_short() -> None:
    specs = catalogue.specifications()
    assert len(specs) >= 25
    categories = {
        "wealth",
        "fund",
        "insurance",
        "deposit",
        "credit_card",
        "loan",
        "gold",
        "pension",
    }
    assert {spec.category for spec in specs} >= categories
    kinds = {spec.label.kind for spec in specs}
    assert kinds >= {"aum_rise", "aum_fall", "tier_up", "reinvestment", "app_active", "app_silent"}
    assert kinds >= {"contact_outcome", "service_request", "loan_taken"}
    assert len({spec.title for spec in specs}) == len(specs)
    for path in Path(catalogue.__file__).parent.glob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 15, path.name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("label: {kind: purchase, category: soup}", "label.purchase.category"),
        ("label: {kind: guess}", "label"),
        ("label: {kind: reinvestment, maturing_days: 30, within_days: 14}", "44"),
        (
            "label: {kind: money_moved, direction: in, minimum_total: 1, minimum_single: 1}",
            "minimum_total or minimum_single",
        ),
        ("population: {nothing_such: {minimum: 1}}\nlabel: {kind: tier_up}", "nothing_such"),
    ],
)
def test_what_a_file_may_not_say_is_named(tmp_path: Path, change: str, said: str) -> None:
    path = tmp_path / "own_30d.yaml"
    path.write_text(
        "name: own_30d\ntitle: 自己的\nevent: 自己的\nhorizon_days: 30\nobjective: aum\n" + change,
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match=said):
        catalogue.read(path)
