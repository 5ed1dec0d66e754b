"""What the file of a best hour may say: which channel, which hours, and what a good contact is."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from decision_models.catalogue.files import find_in, read_folder
from decision_models.catalogue.label_kinds import Channel, Response

TABLES = ("contacts",)
"""Without rows in it nothing can be learned of hours."""


class HourSpec(BaseModel):
    """One model of the hours in which a contact is taken.

    Args:
        name: file name without ``.yaml``.
        kind: tells it from the other kinds of the catalogue.
        title: what it says in Chinese, a short phrase.
        event: what a good contact is, in Chinese, after a contact (``被接听``).
        channel: of the contacts.
        outcomes: contacts that ended so were taken; ``unknown``: of those it cannot be told.
        bands: hours that are told apart, in Shanghai: from each to the next.
        group_by: customers of one value of this text feature are alike.
        hold_out: share of the contacts, the latest ones, that judge what was learned from those
            before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    kind: Literal["hour"]
    title: str = Field(min_length=2)
    event: str = Field(min_length=2)
    channel: Channel
    outcomes: tuple[Response, ...] = Field(min_length=1)
    unknown: tuple[Response, ...] = ()
    bands: tuple[int, ...] = Field(min_length=3)
    group_by: str
    hold_out: float = Field(default=0.35, gt=0, lt=1)

    @model_validator(mode="after")
    def _bands_rise(self) -> "HourSpec":
        if any(first >= last for first, last in pairwise(self.bands)):
            raise ValueError(f"bands must be rising hours, got {list(self.bands)}")
        if not (self.bands[0] >= 0 and self.bands[-1] <= 24):
            raise ValueError(f"bands must lie in 0 to 24, got {list(self.bands)}")
        return self

    @model_validator(mode="after")
    def _group_exists(self) -> "HourSpec":
        from decision_models.features import names

        texts = {feature.name for feature in names() if feature.is_text}
        if self.group_by not in texts:
            raise ValueError(f"group_by must be a text feature, got {self.group_by!r}")
        return self


@cache
def specifications() -> tuple[HourSpec, ...]:
    """Every model of hours, by name."""
    return read_folder(Path(__file__).parent, HourSpec)


def find(name: str) -> HourSpec:
    """The model of hours of that name.

    Raises:
        NotFound: there is none; names those that there are.
    """
    return find_in(specifications(), name, "best hour")
