"""The page says what the record says, for every model, and needs nothing else."""

import re
from pathlib import Path

import pytest

from decision_models import catalogue, features
from decision_models.cards import wording
from decision_models.registry import Registry


@pytest.mark.parametrize("name", ["wealth_30d", "credit_card_30d", "wecom_opened_30d"])
def test_the_page_shows_the_cards_figures(demo_home: Path, name: str) -> None:
    card = Registry(demo_home).card(name)
    page = Registry(demo_home).page(name)
    found = card.evaluation
    assert card.title in page
    assert f"{found.auc:.3f}" in page
    assert f"{found.auc_low:.3f} ~ {found.auc_high:.3f}" in page
    for limit in card.limits:
        assert limit in page.replace("&#34;", '"')
    for month in found.by_month:
        assert month.as_of in page
    for group in ("年龄段", "客户等级", "性别"):
        assert group in page
    assert page.count("<svg") == 2
    assert not re.search(r"<script|https?://|@import|url\(", page)


def test_a_card_reads_few_features_and_names_them(demo_home: Path) -> None:
    for card in Registry(demo_home).list():
        assert card.training.features == len(card.feature_names) <= 100
        assert card.training.considered == len(features.names())
        assert Registry(demo_home).load(card.name).features == card.feature_names


def test_few_positives_and_a_wide_interval_are_said(demo_home: Path) -> None:
    for card in Registry(demo_home).list():
        said = "".join(card.limits)
        assert ("含0.5" in said) == (card.evaluation.auc_low <= 0.5)
        few = card.evaluation.positives < wording.FEW_POSITIVES
        assert (f"只有{card.evaluation.positives}个正例" in said) == few


@pytest.mark.parametrize("spec", catalogue.specifications(), ids=lambda spec: spec.name)
def test_every_model_says_its_label_and_population_in_chinese(spec: catalogue.ModelSpec) -> None:
    known = {feature.name: feature for feature in features.names()}
    for sentence in (wording.label(spec), *wording.population(spec, known)):
        assert re.search(r"[\u4e00-\u9fff]", sentence)
        assert not re.search(r"[a-z]{3,}|None|\{", sentence)
