"""What the file of a contact's effect may say: which channel, whom, and what counts as won."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decision_models.catalogue.files import find_in, read_folder
from decision_models.catalogue.label_kinds import Channel
from decision_models.catalogue.specification import Range

TABLES = ("contacts", "campaigns")
"""Without rows in them nothing can be learned of a contact's effect."""


class EffectSpec(BaseModel):
    """One model of the effect of a contact: P(outcome | contacted) - P(outcome | not).

    Args:
        name: file name without ``.yaml``.
        kind: tells it from the other kinds of the catalogue.
        title: what it says in Chinese, a short phrase.
        channel: of the contacts.
        outcome: what counts as won: within the horizon the customer buys, opens or takes out
            something of the campaign's own category.
        horizon_days: how long after the contact.
        population: whom it speaks of: bounds on features, all of which must hold.
        hold_out: share of the days of contact, the latest ones, that judge what was learned from
            those before.
        exclude: features that it must not see.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    kind: Literal["effect"]
    title: str = Field(min_length=2)
    channel: Channel
    outcome: Literal["campaign_purchase"]
    horizon_days: int = Field(ge=3, le=90)
    population: dict[str, Range] = Field(default_factory=dict)
    hold_out: float = Field(default=0.35, gt=0, lt=1)
    exclude: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _features_exist(self) -> "EffectSpec":
        from decision_models.features import names

        numbers = {feature.name for feature in names() if not feature.is_text}
        known = {feature.name for feature in names()}
        unknown = [name for name in self.population if name not in numbers]
        unknown += [name for name in self.exclude if name not in known]
        if unknown:
            raise ValueError(f"population and exclude must name features, got {unknown}")
        return self


@cache
def specifications() -> tuple[EffectSpec, ...]:
    """Every model of an effect, by name."""
    return read_folder(Path(__file__).parent, EffectSpec)


def find(name: str) -> EffectSpec:
    """The model of an effect of that name.

    Raises:
        NotFound: there is none; names those that there are.
    """
    return find_in(specifications(), name, "effect")
