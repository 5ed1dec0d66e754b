from pathlib import Path

import pytest

from decision_models.next_best import offer_policy
from home.errors import BadInput


def test_a_file_of_ones_own_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("objective: aum\nper_category: 1\n", encoding="utf-8")
    policy = offer_policy(path)
    assert (policy.objective, policy.per_category) == ("aum", 1)
    assert policy.new_money_share == offer_policy().new_money_share


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("objective: profit\n", "objective"),
        ("exploration_share: 1.5\n", "exploration_share"),
        ("high_risk_share: {C9: 0.1}\n", "high_risk_share"),
        ("margin: {}\n", "margin"),
        ("- a list\n", "entries"),
        ("a: [\n", "readable YAML"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said) as error:
        offer_policy(path)
    assert "broken.yaml" in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.yaml"):
        offer_policy(tmp_path / "gone.yaml")
