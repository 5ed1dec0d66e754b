"""What a model of weariness is, and how well it foretold the refusals of later contacts."""

from pydantic import BaseModel, ConfigDict

from decision_models.evaluation import Evaluation


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelRefusals(_Strict):
    """Contacts by one channel, and the share of them that was refused."""

    channel: str
    rows: int
    refused: int
    rate: float


class Wearing(_Strict):
    """Contacts with so many in the 30 days before: ``touches`` ("3+" is three and more), the share
    that was refused, and what the model says of them.
    """

    touches: str
    rows: int
    refused: float
    predicted: float


class FatigueCard(_Strict):
    """The card of one model of weariness.

    Args:
        event: what is foretold, in Chinese.
        wearing: of the later contacts, by how many there were before.
        one_more: by how much the odds of a refusal are multiplied by a contact just made.
        evaluation: on the later contacts, by a model of the earlier ones; None where too few came
            later. ``plain_auc``: of the channel and the count of 30 days alone.
        proven: the later contacts bear it out; where they do not, it forbids nothing.
        feature_set: of the catalogue's features, of which it reads none.
    """

    name: str
    title: str
    event: str
    first_day: str
    last_day: str
    rows: int
    customers: int
    channels: tuple[ChannelRefusals, ...]
    wearing: tuple[Wearing, ...]
    one_more: float
    penalty: float
    evaluation: Evaluation | None
    later_from: str
    plain_auc: float | None
    proven: bool
    limits: tuple[str, ...]
    feature_set: str
    feature_names: tuple[str, ...]
    data_version: str
    data_as_of: str
    simulated: bool
    code_version: str
    seconds: float
