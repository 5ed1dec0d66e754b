"""Features of other features: part of a whole, the short window against the long, change, own past.

Ratios have no value where there is nothing to divide by, and are bounded, so that one tiny base
does not make a huge number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.written import DERIVED

HIGHEST_RATIO = 20.0
HIGHEST_CHANGE = 5.0
HIGHEST_DEVIATION = 10.0
TINY = 1e-9
"""Below every amount and count: only keeps a logarithm defined where it is not used."""


def ratio(part: Any, whole: Any, highest: float | None = None) -> Any:
    """``part / whole``, null where the whole is not above nought, at most ``highest``.

    The bound stands inside the branch: DuckDB's ``least`` of null and a number is the number.
    """
    import ibis

    found = part / whole
    return ibis.ifelse(whole > 0, found if highest is None else ibis.least(found, highest), None)


def change(now: Any, before: Any) -> Any:
    """By which share something has changed, bounded; amounts are never below nought."""
    return ratio(now - before, before, HIGHEST_CHANGE)


@dataclass(frozen=True)
class Said:
    """How a derived feature is named and spoken of; as in ``Feature``."""

    name: str
    meaning: str
    phrase: str
    nothing: str
    theme: Theme
    group: str
    zero: str | None = None
    negative: str | None = None
    is_telling: bool = False
    is_step: bool = False


def derived(
    said: Said,
    unit: str,
    inputs: Sequence[str],
    expression: Callable[..., Any],
    check: tuple[float | None, float | None],
) -> Feature:
    """A feature made of the features ``inputs``, given to ``expression`` in their order."""
    return Feature(
        name=said.name,
        meaning=said.meaning,
        theme=said.theme,
        unit=unit,
        expression=expression,
        check=check,
        source=DERIVED,
        group=said.group,
        phrase=said.phrase,
        nothing=said.nothing,
        zero=said.zero,
        negative=said.negative,
        inputs=tuple(inputs),
        is_telling=said.is_telling,
        is_step=said.is_step,
    )


def share(said: Said, part: str, whole: str) -> Feature:
    """``part`` of ``whole``, 0 to 1."""
    return derived(said, "%", (part, whole), lambda p, w: ratio(p, w, 1.0), (0.0, 1.0))


def times(said: Said, part: str, whole: str, scale: float = 1.0) -> Feature:
    """``scale * part / whole``, 0 to ``HIGHEST_RATIO``."""
    return derived(
        said,
        "%",
        (part, whole),
        lambda p, w: ratio(p * scale, w, HIGHEST_RATIO),
        (0.0, HIGHEST_RATIO),
    )


def changed(said: Said, now: str, before: str) -> Feature:
    """The share by which something has changed since."""
    return derived(said, "%", (now, before), change, (-1.0, HIGHEST_CHANGE))


def moved(said: Said, now: str, before: str) -> Feature:
    """How many yuan more (or, below nought, fewer) it is than before."""
    return derived(said, "元", (now, before), lambda n, b: (n - b).round(2), (None, None))


def mean_of(name: str, meaning: str, periods: Sequence[str], theme: Theme) -> Feature:
    """The mean of several figures, as a step that others read."""
    said = Said(name, meaning, f"{meaning}{{}}", f"没有{meaning}", theme, name, is_step=True)
    return derived(said, "元", periods, lambda *them: sum(them) / len(them), (0.0, None))


def deviation(said: Said, now: str, mean: str, past: Sequence[str]) -> Feature:
    """How many standard deviations the last period lies above the ``mean`` of the customer's own
    ``past`` ones.
    """

    def expression(last: Any, usual: Any, *earlier: Any) -> Any:
        import ibis

        spread = (_squares(usual, earlier) / (len(earlier) - 1)).sqrt()
        found = (last - usual) / ibis.greatest(spread, TINY)
        bounded = ibis.greatest(ibis.least(found, HIGHEST_DEVIATION), -HIGHEST_DEVIATION)
        return ibis.ifelse(usual > 0, bounded, None)

    bounds = (-HIGHEST_DEVIATION, HIGHEST_DEVIATION)
    return derived(said, "个标准差", (now, mean, *past), expression, bounds)


def variation(said: Said, mean: str, periods: Sequence[str]) -> Feature:
    """The coefficient of variation of a customer's own periods: deviation over ``mean``."""

    def expression(usual: Any, *them: Any) -> Any:
        spread = (_squares(usual, them) / len(them)).sqrt()
        return ratio(spread, usual, HIGHEST_RATIO)

    return derived(said, "%", (mean, *periods), expression, (0.0, HIGHEST_RATIO))


def _squares(mean: Any, values: Sequence[Any]) -> Any:
    return sum((one - mean) * (one - mean) for one in values)


def active(said: Said, periods: Sequence[str]) -> Feature:
    """In how many of a customer's own periods there was anything."""

    def expression(*all_of_them: Any) -> Any:
        return sum((one > 0).cast("int64") for one in all_of_them)

    return derived(said, "个", periods, expression, (0.0, float(len(periods))))


def evenness(said: Said, parts: Sequence[str]) -> Feature:
    """Shannon entropy of the parts of a whole over that of equal parts: 0 (one alone) to 1."""
    from math import log

    def expression(*them: Any) -> Any:
        import ibis

        # The entropy is ln(whole) - sum(part ln(part)) / whole; parts are nought or above one.
        logs = sum(ibis.ifelse(one > 0, one * ibis.greatest(one, TINY).ln(), 0.0) for one in them)
        whole = sum(them)
        entropy = (ibis.greatest(whole, TINY).ln() - logs / whole) / log(len(them))
        bounded = ibis.least(ibis.greatest(entropy, 0.0), 1.0)
        return ibis.ifelse(whole > 0, bounded, None)

    return derived(said, "%", parts, expression, (0.0, 1.0))
