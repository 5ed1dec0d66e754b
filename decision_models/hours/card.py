"""What a model of hours is, and whether the hours that it names were better in later months."""

from pydantic import BaseModel, ConfigDict

from decision_models.uplift.contacts.card import Estimate


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hours(_Strict):
    """One band of hours, ``first`` to ``last`` in Shanghai (not included): how many contacts were
    made in it, how many of them were taken, and what the hour itself adds, shrunk.
    """

    first: int
    last: int
    rows: int
    taken: float
    added: Estimate


class GroupHours(_Strict):
    """A group's best hours: its rate over all hours, in the best, and whether that is known."""

    group: str
    rows: int
    usual: float
    first: int
    last: int
    expected: float
    known: bool


class LaterContacts(_Strict):
    """Hours named from earlier contacts, tried on later ones of the same customers.

    Args:
        rows: later contacts of customers for whom an hour was named; ``at_best`` those made in it.
        usual: share of ``rows`` taken; ``taken`` of ``at_best``.
        difference: beside the mean of all, apart from customers' lasting habits, with a 95 %
            interval.
    """

    first_day: str
    last_day: str
    rows: int
    at_best: int
    usual: float
    taken: float
    difference: Estimate


class HourCard(_Strict):
    """The card of one model of hours.

    Args:
        event: what a good contact is, in Chinese.
        proven: the later contacts bear it out; where they do not, no hour is named to anybody.
        own: whether customers' own hours differ from their group's beyond chance.
        later: None where too few came later, or no hour could be named.
        feature_set: hash of the feature that makes the groups.
    """

    name: str
    title: str
    channel: str
    event: str
    group_meaning: str
    first_day: str
    last_day: str
    rows: int
    customers: int
    hours: tuple[Hours, ...]
    groups: tuple[GroupHours, ...]
    own: bool
    proven: bool
    later: LaterContacts | None
    limits: tuple[str, ...]
    feature_set: str
    feature_names: tuple[str, ...]
    data_version: str
    data_as_of: str
    simulated: bool
    code_version: str
    seconds: float
