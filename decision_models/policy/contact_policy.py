"""What an institution wants of its contacts: hours, caps, and when one more is one too many."""

from collections.abc import Mapping
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from home.errors import BadInput

OWN = Path(__file__).with_name("contact_policy.yaml")


class ContactPolicy(BaseModel):
    """An institution's limits; ``contact_policy.yaml`` beside this module says what each entry
    means. What is not named is as it comes with the house.

    Hours are Asia/Shanghai, gains fractions.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    opens: time
    closes: time
    calls_per_day: int
    calls_per_week: int
    touches_per_month: int
    minimum_age: int = Field(ge=0)
    contacts_lost: float = Field(ge=0)
    usual_gain: float = Field(gt=0, lt=1)

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**_house(), **given})

    @model_validator(mode="after")
    def _sensible(self) -> "ContactPolicy":
        if not self.opens < self.closes:
            raise ValueError(f"opens must be before closes, got {self.opens} and {self.closes}")
        if min(self.calls_per_day, self.calls_per_week, self.touches_per_month) < 1:
            raise ValueError("each cap must be 1 or more; to stop contact, withhold consent")
        return self

    def most_chance(self, gain: float | None) -> float:
        """Up to which chance of a refusal one more contact is worth it; at most 1.

        ``gain`` is what it is known to add to the chance of a purchase, None where that is not
        known.
        """
        gain = self.usual_gain if gain is None else gain
        costs = self.contacts_lost * self.usual_gain
        return 1.0 if costs <= gain else gain / costs


@cache
def contact_policy(path: Path | None = None) -> ContactPolicy:
    """The policy of that file; for None the one that comes with the house.

    An institution's file may name some entries alone: the others stay as they come.

    Raises:
        BadInput: it cannot be read, or an entry is not what it must be; names file and entry.
    """
    try:
        return ContactPolicy(**({} if path is None else _entries(path)))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path}: {where}: {first['msg']}, got {first['input']!r}") from error


@cache
def _house() -> Mapping[str, Any]:
    return _entries(OWN)


def _entries(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a readable YAML file: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise BadInput(f"{path} must hold entries (name: value), got {type(content).__name__}")
    return content
