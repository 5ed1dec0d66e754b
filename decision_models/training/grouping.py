"""The groups by which a card says whether a model serves all alike: age, tier, gender.

Gender is read for this alone: no model sees it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from decision_models.evaluation import Grouping
from decision_models.training.samples import Rows

_AGES = (30, 45, 60)
_AGE_WORDS = ("30岁以下", "30至44岁", "45至59岁", "60岁及以上")
_GENDERS = ("女", "男")
UNKNOWN = "未知"


@dataclass(frozen=True)
class Groups:
    """``gender`` by customer; the others follow from features as of the day."""

    gender: Mapping[str, str]

    def of(self, rows: Rows) -> dict[str, Grouping]:
        """By what, and the group of each row."""
        from decision_models.mart.schema import TIERS

        values = rows.take(["age", "aum"])
        thresholds = [threshold for _, threshold in TIERS[1:]]
        return {
            "年龄段": _banded(values[:, 0], _AGES, _AGE_WORDS),
            "客户等级": _banded(values[:, 1], thresholds, tuple(name for name, _ in TIERS)),
            "性别": self._genders(rows),
        }

    def _genders(self, rows: Rows) -> Grouping:
        place = {gender: number for number, gender in enumerate(_GENDERS)}
        unknown = len(_GENDERS)
        codes = [place.get(self.gender.get(one, ""), unknown) for one in rows.customers()]
        return Grouping((*_GENDERS, UNKNOWN), np.array(codes, dtype=np.int64))


def read_groups(con: Any) -> Groups:
    """The genders on record."""
    found = con.table("customers").select("customer_id", "gender").to_pyarrow()
    pairs = zip(found["customer_id"].to_pylist(), found["gender"].to_pylist(), strict=True)
    return Groups({customer: gender for customer, gender in pairs if gender})


def _banded(
    values: "np.ndarray[Any, Any]", thresholds: Sequence[float], words: tuple[str, ...]
) -> Grouping:
    codes = np.searchsorted(np.asarray(thresholds, dtype=float), values, side="right")
    codes[np.isnan(values)] = len(words)
    return Grouping((*words, UNKNOWN), codes)
