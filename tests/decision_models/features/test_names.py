import re
from collections import Counter

from decision_models import features
from decision_models.features import Theme

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
