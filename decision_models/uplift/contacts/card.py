"""What a model of a contact's effect is, and how far what it says has been seen to hold."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

Verdict: TypeAlias = Literal["lifts", "lowers", "unclear"]
"""What a contact does to a group of customers: raises the outcome, lowers it, or not known."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(_Strict):
    """A figure with the interval that holds it with the stated confidence."""

    value: float
    low: float
    high: float


class Experiment(_Strict):
    """The campaigns that it was learned from. Days are ISO text.

    Args:
        rows: contacts and controls; ``customers`` how many different ones.
        bought_treated, bought_control: rates of the outcome in the two arms.
        buyers: rows with the outcome.
    """

    campaigns: int
    waves: int
    first_day: str
    last_day: str
    rows: int
    customers: int
    treated: int
    control: int
    buyers: int
    bought_treated: float
    bought_control: float


class Randomisation(_Strict):
    """Whether who was contacted can be told from the features, within waves and out of fold.

    ``sound``: it cannot (one-sided p of at least 0.005). ``chance_low``, ``chance_high``: the
    shares contacted in the waves.
    """

    sound: bool
    t: float
    p_value: float
    chance_low: float
    chance_high: float


class Differences(_Strict):
    """Whether effects differ at all (best linear predictor, Chernozhukov et al. 2018)."""

    slope: float
    t: float
    p_value: float
    detected: bool


class LaterWaves(_Strict):
    """A model of the earlier waves, judged on the later ones. 90 % intervals by bootstrap.

    Args:
        qini: area between Radcliffe's curve and a random choice, per contacted row.
        uplift_at: by share: the effect observed among those with the largest effects.
        curve: (share of rows, gain, gain of a random choice), best first.
    """

    first_day: str
    last_day: str
    rows: int
    qini: Estimate
    average: Estimate
    uplift_at: dict[str, Estimate]
    curve: tuple[tuple[float, float, float], ...]


class EffectBand(_Strict):
    """Customers of like predicted effect, the largest first.

    Args:
        above: the least predicted effect that falls into it (None: no bound).
        observed: doubly robust, of models that saw nothing of the customer, with an interval that
            holds for all bands together with 95 % (Bonferroni).
    """

    above: float | None
    rows: int
    predicted: float
    observed: Estimate
    verdict: Verdict


class Driver(_Strict):
    """A feature by which predicted effects differ, and each range of it: label, predicted effect,
    observed effect.
    """

    name: str
    meaning: str
    share: float
    ranges: tuple[tuple[str, float, float], ...]


class SideEffects(_Strict):
    """What else a contact does: refusals among the contacted, complaints beyond the control's
    (None where nobody complains, or nothing is known yet).
    """

    refused: float
    complaints: Estimate | None


class EffectCard(_Strict):
    """The card of one model of a contact's effect.

    Args:
        event: what is won, in Chinese, after a customer.
        population: whom it speaks of, a sentence each.
        average: effect over all rows.
        later: None where the campaigns are too few to be divided by time.
        limits: what one must know before acting on it, in Chinese.
        feature_set: hash of the features that it reads; ``feature_names`` in order.
    """

    name: str
    title: str
    channel: str
    event: str
    horizon_days: int
    population: tuple[str, ...]
    experiment: Experiment
    randomisation: Randomisation
    average: Estimate
    differences: Differences
    later: LaterWaves | None
    bands: tuple[EffectBand, ...]
    drivers: tuple[Driver, ...]
    side: SideEffects
    limits: tuple[str, ...]
    feature_set: str
    feature_names: tuple[str, ...]
    data_version: str
    data_as_of: str
    simulated: bool
    code_version: str
    seed: int
    seconds: float
