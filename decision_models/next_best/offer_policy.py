"""What an institution wants of its offers: the objective, its limits, how much is explored."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from home.errors import BadInput

Objective: TypeAlias = Literal["conversion", "aum", "activity"]
Level: TypeAlias = Literal["C1", "C2", "C3", "C4", "C5"]

OWN = Path(__file__).with_name("offer_policy.yaml")


class OfferPolicy(BaseModel):
    """One policy file; ``offer_policy.yaml`` beside this module says what each entry means.

    Amounts are yuan, shares fractions. A category that ``aum_share`` or ``visits_a_month`` does
    not name counts as 1.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    objective: Objective
    aum_share: Mapping[str, float]
    visits_a_month: Mapping[str, float]
    new_money_share: float = Field(ge=0, le=1)
    per_category: int = Field(ge=1)
    high_risk_share: Mapping[Level, float]
    rest_after_refusal_days: int = Field(ge=0)
    overdue_days: int = Field(ge=1)
    oldest_borrower: int = Field(ge=18)
    exploration_share: float = Field(ge=0, lt=1)

    def value(self, category: str, amount: float, objective: Objective) -> float:
        """What one sale is worth: 1, yuan of assets under management, or visits a month."""
        if objective == "aum":
            return self.aum_share.get(category, 1.0) * amount
        if objective == "activity":
            return self.visits_a_month.get(category, 1.0)
        return 1.0


@cache
def offer_policy(path: Path | None = None) -> OfferPolicy:
    """The policy of that file; for None the one that comes with the house.

    An institution's file may name some entries alone: the others stay as they come.

    Raises:
        BadInput: it cannot be read, or an entry is not what it must be; names file and entry.
    """
    values = _entries(OWN)
    if path is not None:
        values |= _entries(path)
    try:
        return OfferPolicy.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path}: {where}: {first['msg']}, got {first['input']!r}") from error


def _entries(path: Path) -> dict[str, object]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a readable YAML file: {error}") from error
    if not isinstance(content, dict):
        raise BadInput(f"{path} must hold entries (name: value), got {type(content).__name__}")
    return content
