"""What models there are, of every kind, in one list."""

import re
from collections import Counter
from pathlib import Path

import pytest

from decision_models import catalogue
from decision_models.catalogue.effects import EffectSpec
from decision_models.catalogue.files import read_file
from decision_models.catalogue.hours import HourSpec
from decision_models.catalogue.listing import kind_of, listed
from decision_models.features import names
from decision_models.mart.schema import TABLES
from decision_models.policy import DEFAULT
from decision_models.uplift.contacts.learning import FEATURES
from home.errors import BadInput, NotFound

FOLDER = Path(catalogue.__file__).parent


def test_every_file_of_the_catalogue_is_listed_once_with_its_kind() -> None:
    files = sorted(path.stem for path in FOLDER.rglob("*.yaml"))
    found = listed()
    assert sorted(one.name for one in found) == files
    kinds = Counter(one.kind for one in found)
    assert set(kinds) == {"binary", "effect", "hour", "fatigue", "amount"}
    assert kinds.pop("fatigue") == 1  # refusals are too few for one a channel
    assert min(kinds.values()) >= 3
    for one in found:
        assert kind_of(one.name) == one.kind
        assert re.search(r"[一-鿿]", one.title)
        assert set(one.tables) <= set(TABLES)
    with pytest.raises(NotFound, match=r"effect_sms_14d.*aum_30d"):
        kind_of("nothing")


def test_a_model_is_about_ten_lines() -> None:
    for path in FOLDER.rglob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 15, path.name


def test_what_effects_read_are_numbers_that_are_computed() -> None:
    assert set(FEATURES) <= {feature.name for feature in names() if not feature.is_text}
    assert len(set(FEATURES)) == len(FEATURES)


def test_hours_lie_within_those_in_which_a_bank_may_call() -> None:
    from decision_models.catalogue.hours import specifications

    for spec in specifications():
        assert DEFAULT.opens.hour <= spec.bands[0]
        assert spec.bands[-1] <= DEFAULT.closes.hour


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bands: [9, 9, 20]", "rising"),
        ("bands: [9, 12, 26]", "0 to 24"),
        ("bands: [9, 12, 20]\ngroup_by: age", "text feature"),
        ("bands: [9, 12, 20]\nmore: 1", "more"),
    ],
)
def test_hours_say_only_what_they_may(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "hour_call.yaml"
    group = "" if "group_by" in text else "\ngroup_by: occupation"
    path.write_text(
        "name: hour_call\nkind: hour\ntitle: 电话\nevent: 接通\nchannel: outbound_call\n"
        f"outcomes: [answered]\n{text}{group}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match=rf"hour_call\.yaml.*{said}"):
        read_file(path, HourSpec)


def test_effects_say_only_what_they_may(tmp_path: Path) -> None:
    path = tmp_path / "effect_x.yaml"
    good = "kind: effect\ntitle: 短信\nchannel: sms\noutcome: campaign_purchase\nhorizon_days: 14\n"
    path.write_text(f"name: effect_x\n{good}exclude: [nothing]\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"effect_x\.yaml.*nothing"):
        read_file(path, EffectSpec)
    path.write_text(f"name: effect_y\n{good}", encoding="utf-8")
    with pytest.raises(BadInput, match="must be 'effect_x' as the file"):
        read_file(path, EffectSpec)
    path.write_text(f"name: effect_x\n{good}", encoding="utf-8")
    assert read_file(path, EffectSpec).channel == "sms"
