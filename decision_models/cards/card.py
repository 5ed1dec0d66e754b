"""What a model is, whom it speaks of, how good it was on months it had not seen, and its limits."""

from pydantic import BaseModel, ConfigDict

from decision_models.evaluation import Evaluation


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TopFeature(_Strict):
    """A feature that the trees split on, and its share of all that splitting gained."""

    name: str
    meaning: str
    theme: str
    share: float


class Training(_Strict):
    """What a model was made of. Days are ISO text; ``rows`` and ``positives`` those of ``fit``.

    It reads ``features`` of the ``considered``; ``settings`` are those, of so many ``candidates``,
    that did best on customers held back.
    """

    fit: tuple[str, ...]
    hold_out: tuple[str, ...]
    rows: int
    positives: int
    rows_grown_on: int
    trees: int
    features: int
    considered: int
    candidates: int
    settings: str
    calibration: str
    seed: int
    seconds: float


class ModelCard(_Strict):
    """The card of one trained model.

    Args:
        name: the catalogue's name; ``title`` and ``event`` in Chinese.
        population: whom it speaks of, in Chinese, one condition each.
        label: what counted as positive, in Chinese.
        training: days, rows, trees, seed.
        evaluation: figures over the held-out months.
        strongest_single_feature: the best AUC that one feature alone reaches there.
        top_features: by gain, the first is the strongest.
        limits: what one must know before acting on it, in Chinese.
        feature_set: hash of the features that it reads (``features.feature_set_hash``).
        feature_names: those features, in order.
        data_version: the mart that it was trained on, and its last day.
        simulated: whether that mart is the demo bank.
        code_version: of weiwo.
    """

    name: str
    title: str
    event: str
    category: str | None
    objective: str
    horizon_days: int
    population: tuple[str, ...]
    label: str
    training: Training
    evaluation: Evaluation
    strongest_single_feature: TopFeature
    strongest_single_auc: float
    top_features: tuple[TopFeature, ...]
    limits: tuple[str, ...]
    feature_set: str
    feature_names: tuple[str, ...]
    data_version: str
    data_as_of: str
    simulated: bool
    code_version: str

    @property
    def base_rate(self) -> float:
        """How often it happened in the held-out months."""
        return self.evaluation.base_rate
