"""A damped trend with an interval from its own past errors: simple, and honest about itself.

The forecast is the last value carried on by a trend that fades (Gardner and McKenzie 1985), on
logarithms, so that errors are relative. The 80 % interval is the 10th to 90th percentile of the
errors that the same method made at earlier months: of many series, so also where one is short.
"""

from dataclasses import dataclass
from typing import Any

FADE = 0.7  # share of the trend that is left each further month
MEMORY = 6  # months that the trend is averaged over
LOW, HIGH = 0.1, 0.9
ENOUGH_ERRORS = 30


@dataclass(frozen=True)
class Forecast:
    """For each further month its middle, low and high; and how the method did before.

    ``coverage`` is the share of held-out past months inside intervals made from earlier ones,
    None where there were too few.
    """

    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    errors: int
    coverage: float | None


def forecast(series: Any, peers: Any, months: int) -> Forecast | None:
    """Carry ``series`` (values by month, oldest first) on by ``months``.

    Args:
        series: shape (length,), not negative.
        peers: shape (number, length): the series whose past errors make the interval.
        months: how many months ahead.

    Returns None where there are too few past errors for an honest interval.
    """
    import numpy as np

    length = peers.shape[1]
    origins = range(3, length)  # a trend needs three months before it
    middles, lows, highs, inside, judged, counted = [], [], [], 0, 0, 0
    for ahead in range(1, months + 1):
        usable = [origin for origin in origins if origin + ahead <= length]
        errors = [errors_at(peers, origin, ahead) for origin in usable]
        pooled = np.concatenate(errors) if errors else np.empty(0)
        if len(pooled) < ENOUGH_ERRORS:
            return None
        middle = float(carry(np.log1p(series)[None, :], ahead)[0])
        spread = np.quantile(pooled, [LOW, HIGH])
        middles.append(max(0.0, float(np.expm1(middle))))
        lows.append(max(0.0, float(np.expm1(middle + spread[0]))))
        highs.append(max(0.0, float(np.expm1(middle + spread[1]))))
        counted += len(pooled)
        if len(errors) > 1:  # the last past month, judged by the months before it
            earlier = np.quantile(np.concatenate(errors[:-1]), [LOW, HIGH])
            last = errors[-1]
            inside += int(((last >= earlier[0]) & (last <= earlier[1])).sum())
            judged += len(last)
    coverage = inside / judged if judged >= ENOUGH_ERRORS else None
    return Forecast(tuple(middles), tuple(lows), tuple(highs), counted, coverage)


def errors_at(peers: Any, origin: int, ahead: int) -> Any:
    """What came, less the forecast made when ``origin`` months were known; on logarithms."""
    import numpy as np

    logs = np.log1p(peers[:, :origin])
    return np.log1p(peers[:, origin + ahead - 1]) - carry(logs, ahead)


def carry(logs: Any, ahead: int) -> Any:
    """The forecast on logarithms; trend = mean monthly step of the last months, damped."""
    import numpy as np

    steps = np.diff(logs[:, -(MEMORY + 1) :], axis=1)
    # Leaps (a house bought, a first deposit) are events, not a trend.
    trend = np.median(steps, axis=1)
    return logs[:, -1] + trend * sum(FADE**month for month in range(1, ahead + 1))
