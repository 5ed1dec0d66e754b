"""What the file of a model of weariness may say: which contacts, and what counts as refused."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from decision_models.catalogue.files import find_in, read_folder
from decision_models.catalogue.label_kinds import Channel, Response

TABLES = ("contacts",)
"""Without rows in it nothing can be learned of refusals."""


class FatigueSpec(BaseModel):
    """One model of the chance that a customer refuses the next contact.

    Args:
        name: file name without ``.yaml``.
        kind: tells it from the other kinds of the catalogue.
        title: what it says in Chinese, a short phrase.
        event: what is foretold, in Chinese, a verb.
        channels: of the contacts; refusals are too few for a model of each.
        outcomes: contacts that ended so were refused.
        withdrawn_days: so were those after which consent to the channel was withdrawn within so
            many days; 0 counts none.
        hold_out: share of the contacts, the latest ones, that judge what was learned from those
            before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    kind: Literal["fatigue"]
    title: str = Field(min_length=2)
    event: str = Field(min_length=2)
    channels: tuple[Channel, ...] = Field(min_length=1)
    outcomes: tuple[Response, ...] = Field(min_length=1)
    withdrawn_days: int = Field(default=0, ge=0, le=30)
    hold_out: float = Field(default=0.35, gt=0, lt=1)


@cache
def specifications() -> tuple[FatigueSpec, ...]:
    """Every model of weariness, by name."""
    return read_folder(Path(__file__).parent, FatigueSpec)


def find(name: str) -> FatigueSpec:
    """The model of weariness of that name.

    Raises:
        NotFound: there is none; names those that there are.
    """
    return find_in(specifications(), name, "weariness")
