import re
from collections import Counter

import pytest

from decision_models import features
from decision_models.explanation.values import phrase
from decision_models.features import Theme
from decision_models.features.choosing import chosen, known
from home.errors import BadInput

FEATURES = features.names()


def test_names_and_meanings_are_unique() -> None:
    for attribute in ("name", "meaning", "phrase"):
        counts = Counter(getattr(feature, attribute) for feature in FEATURES)
        assert [value for value, count in counts.items() if count > 1] == []


def test_each_theme_of_the_portrait_has_features() -> None:
    assert {feature.theme for feature in FEATURES} == set(Theme)


def test_each_says_what_it_means_in_chinese_without_a_column_name() -> None:
    for feature in FEATURES:
        for text in (feature.meaning, feature.phrase, feature.nothing):
            assert re.search(r"[一-鿿]", text), feature.name
            assert not re.search(r"[a-z_]{2,}", text), feature.name
        assert feature.phrase.count("{}") == 1, feature.name
        assert feature.nothing.count("{}") == 0, feature.name


def test_the_hash_knows_names_order_and_units() -> None:
    assert features.feature_set_hash(FEATURES) == features.feature_set_hash(list(FEATURES))
    assert features.feature_set_hash(FEATURES) != features.feature_set_hash(FEATURES[1:])
    assert features.feature_set_hash(FEATURES) != features.feature_set_hash(FEATURES[::-1])


TYPICAL = {
    "元": 23_456.7, "次": 4, "笔": 6, "天": 12, "月": 30, "岁": 45, "%": 0.35, "级": 3, "秒": 260,
    "张": 2, "类": 3, "个": 3, "个月": 7, "个标准差": 1.8, "款": 3, "类别": "教师",
}  # fmt: skip


def test_there_are_six_hundred_at_least_and_steps_are_not_among_them() -> None:
    assert len(FEATURES) >= 600
    assert not any(feature.is_step for feature in FEATURES)


@pytest.mark.parametrize("size", [1.0, -1.0, 0.0])
def test_every_sentence_reads_well_with_a_typical_value(size: float) -> None:
    for feature in FEATURES:
        typical = TYPICAL[feature.unit]
        value = typical if isinstance(typical, str) else size * typical
        if size < 0 and not feature.negative:
            continue
        said = phrase(feature, value)
        assert re.search(r"[一-鿿]$|[%）\d]$", said), (feature.name, said)
        assert "{" not in said, (feature.name, said)
        assert "-" not in said, (feature.name, said)
        for unit in re.findall("元|次|笔|天|岁|类|张|款|级", said):
            assert unit * 2 not in said, (feature.name, said)
        assert not re.search("没有没有|没有近|的的|近近", said), (feature.name, said)
        assert len(said) <= 50, (feature.name, said)


def test_a_feature_is_made_of_features_that_come_before_it_can_be_read() -> None:
    for feature in known().values():
        assert all(name in known() for name in feature.inputs), feature.name
        assert (feature.source in ("derived", "peers")) == bool(feature.inputs), feature.name


def test_names_that_are_no_features_are_refused() -> None:
    with pytest.raises(BadInput, match="no_such_feature"):
        chosen(["aum", "no_such_feature"])
    with pytest.raises(BadInput, match="money_in_block_3"):
        chosen(["money_in_block_3"])
