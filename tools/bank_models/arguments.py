"""What the tools on the bank's models are asked with, and by whom."""

from typing import Literal, TypeAlias, get_args

from pydantic import Field

from tools.access import Role
from tools.arguments import Arguments

READERS = frozenset({Role.ANALYST, Role.COMPLIANCE, Role.OPERATOR, Role.MANAGER, Role.RM})
"""Who acts on a model's word, or answers for it; a card holds no customer."""

Aspect: TypeAlias = Literal[
    "quality",
    "calibration",
    "features",
    "leakage",
    "drift",
    "versions",
    "groups",
    "meaning",
    "limits",
]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
KIND = Literal["binary", "effect", "hour", "fatigue", "amount"]


class ModelsQuery(Arguments):
    """Which models, and what of each."""

    kind: KIND | None = Field(default=None, description="只看这一种模型", examples=["effect"])
    aspect: Aspect | None = Field(
        default=None, description="最想知道的方面", examples=["calibration"]
    )


class CardQuery(Arguments):
    """One model, and what of it."""

    model: str = Field(description="模型编号", examples=["attrition_60d"])
    aspect: Aspect = Field(default="quality", description="最想知道的方面", examples=["features"])
    measure: bool = Field(default=False, description="现在就测漂移；要读全部特征，较慢")
