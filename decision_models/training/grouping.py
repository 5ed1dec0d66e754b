"""The groups by which a card says whether a model serves all alike: age, tier, gender.

Gender is read for this alone: no model sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from decision_models.training.samples import Rows

_AGES = (30, 45, 60)
_AGE_WORDS = ("30岁以下", "30至44岁", "45至59岁", "60岁及以上")
UNKNOWN = "未知"


@dataclass(frozen=True)
class Groups:
    """``gender`` by customer; the others follow from features as of the day."""

    gender: Mapping[str, str]

    def of(self, rows: Rows) -> "dict[str, np.ndarray[Any, Any]]":
        """By what, and the group of each row."""
        from decision_models.mart.schema import TIERS

        values = rows.take(["age", "aum"])
        thresholds = np.array([threshold for _, threshold in TIERS[1:]])
        genders = [self.gender.get(one) or UNKNOWN for one in rows.customers()]
        return {
            "年龄段": _banded(values[:, 0], np.array(_AGES), _AGE_WORDS),
            "客户等级": _banded(values[:, 1], thresholds, tuple(name for name, _ in TIERS)),
            "性别": np.array(genders, dtype=object),
        }


def read_groups(con: Any) -> Groups:
    """The genders on record."""
    found = con.table("customers").select("customer_id", "gender").to_pyarrow()
    pairs = zip(found["customer_id"].to_pylist(), found["gender"].to_pylist(), strict=True)
    return Groups({customer: gender for customer, gender in pairs if gender})


def _banded(
    values: Any, thresholds: "np.ndarray[Any, Any]", words: tuple[str, ...]
) -> "np.ndarray[Any, Any]":
    bands = np.array(words, dtype=object)[np.searchsorted(thresholds, values, side="right")]
    bands[np.isnan(values)] = UNKNOWN
    return np.asarray(bands)
