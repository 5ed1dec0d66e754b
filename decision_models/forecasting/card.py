"""What a forecaster is, and how well its intervals kept their word on months it had not seen."""

from pydantic import BaseModel, ConfigDict

from decision_models.cards import TopFeature
from decision_models.forecasting.books import Book
from decision_models.forecasting.specification import Amount
from decision_models.labels import months_of


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measured(_Strict):
    """Intervals against what came. Widths and scores are of logarithms, so that they are relative.

    Args:
        method: ``calibrated``, ``raw`` (the trees' own quantiles), ``trend`` (the damped trend).
        rows: how many.
        coverage: share of outcomes inside; ``below`` and ``above`` are the shares outside.
        by_month, by_size: coverage by as-of day, and by band of size, smallest first.
        width: mean width.
        score: mean interval score (Gneiting and Raftery 2007): width plus ten times by how much an
            outcome lay outside; lower is better.
    """

    method: str
    rows: int
    coverage: float
    below: float
    above: float
    by_month: dict[str, float]
    by_size: tuple[float, ...]
    width: float
    score: float


class BooksMeasured(_Strict):
    """Intervals of managers' whole books on the held-out months.

    Args:
        method: ``model`` or ``trend``.
        books: managers x months.
        coverage: share of books inside; ``by_month`` by as-of day.
        half_width: mean half width, relative to the forecast.
        score: mean interval score (as ``Measured.score``), relative to what came; lower is better.
        error: mean absolute error, relative to what came.
        whole: error of the whole institution by as-of day: what came over the forecast, less one.
    """

    method: str
    books: int
    coverage: float
    by_month: dict[str, float]
    half_width: float
    score: float
    error: float
    whole: dict[str, float]


class Growing(_Strict):
    """What a forecaster was made of. Days are ISO text.

    Args:
        fit: days that trees were grown on; ``hold_out`` those that judged.
        calibrated_on: days of ``fit`` that calibrated what was judged.
        in_use_calibrated_on: days that calibrate what is in use: the newest of all.
        rows: of ``fit``; ``rows_grown_on`` those that trees were grown on.
        trees: for each quantile.
    """

    fit: tuple[str, ...]
    hold_out: tuple[str, ...]
    calibrated_on: tuple[str, ...]
    in_use_calibrated_on: tuple[str, ...]
    rows: int
    rows_grown_on: int
    trees: tuple[int, ...]
    seed: int
    seconds: float


class ForecastCard(_Strict):
    """The card of one forecaster.

    Args:
        name: the forecaster's name; ``title`` in Chinese.
        nominal: what share the interval is meant to hold.
        measured: the calibrated intervals, then the raw ones and the trend's.
        books: the model's, then the trend's; the model's are absent where ``book`` is.
        book: how customers' forecasts add up; None where the months are too few.
        limits: what one must know before acting on it, in Chinese.
        feature_set: hash of the features that it reads; ``feature_names`` in order.
    """

    name: str
    title: str
    amount: Amount
    horizon_days: int
    nominal: float
    growing: Growing
    measured: tuple[Measured, ...]
    books: tuple[BooksMeasured, ...]
    book: Book | None
    top_features: tuple[TopFeature, ...]
    limits: tuple[str, ...]
    feature_set: str
    feature_names: tuple[str, ...]
    data_version: str
    data_as_of: str
    simulated: bool
    code_version: str

    @property
    def months(self) -> int:
        """Month-ends ahead."""
        return months_of(self.horizon_days)

    @property
    def coverage(self) -> float:
        """Of the calibrated intervals on the held-out months."""
        return self.measured[0].coverage

    @property
    def book_coverage(self) -> float | None:
        """Of managers' books on the held-out months, None where the model makes no interval."""
        found = [one.coverage for one in self.books if one.method == "model"]
        return found[0] if found else None
