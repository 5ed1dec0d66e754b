"""Features written as functions: the name is the column, the docstring the business meaning.

A source's function takes the ``rows`` and returns one aggregate; a derived one names the features
that it is made of as its parameters (the style of Hamilton).
"""

import inspect
from collections.abc import Callable

from decision_models.features.feature import Expression, Feature, Theme

DERIVED = "derived"
Check = tuple[float | None, float | None]


def feature(
    theme: Theme,
    unit: str,
    *,
    source: str = DERIVED,
    check: Check = (None, None),
    group: str | None = None,
    phrase: str | None = None,
    nothing: str | None = None,
    fill: float | None = None,
    zero: str | None = None,
    negative: str | None = None,
    is_recency: bool = False,
    is_telling: bool = True,
) -> Callable[[Expression], Feature]:
    """Make a feature of the function below; the docstring is its meaning in Chinese.

    ``phrase`` defaults to the meaning followed by the value.
    """

    def make(function: Expression) -> Feature:
        meaning = (function.__doc__ or "").strip()
        return Feature(
            name=function.__name__,
            meaning=meaning,
            theme=theme,
            unit=unit,
            expression=function,
            check=check,
            source=source,
            group=group or function.__name__,
            phrase=phrase or f"{meaning}{{}}",
            nothing=nothing or f"没有{meaning}的记录",
            fill=fill,
            zero=zero,
            negative=negative,
            is_recency=is_recency,
            is_telling=is_telling,
            inputs=tuple(inspect.signature(function).parameters) if source == DERIVED else (),
        )

    return make
