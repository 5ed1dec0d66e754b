"""Sequences: one thing happened, and another followed within so many days."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from decision_models.features.feature import Expression, Feature, Theme
from decision_models.features.sources.moment import DAY
from decision_models.features.sources.steps import KINDS, LOOKBACK

SPAN = f"近{LOOKBACK}天"


@dataclass(frozen=True)
class Sequence:
    """``first``, then ``then`` within ``days``: how often, and in which share of the cases.

    Args:
        first: one of ``sources.steps.KINDS``; ``first_words`` names it in Chinese.
        then: one of ``sources.steps.THEN``; ``then_words`` is a verb phrase.
    """

    theme: Theme
    first: str
    first_words: str
    then: str
    then_words: str
    days: int

    def features(self) -> Iterator[Feature]:
        """How often it was, and in which share."""
        key = f"{self.first}_then_{self.then}_{self.days}d"
        what = f"在{self.first_words}后{self.days}天内{self.then_words}"
        yield Feature(
            name=f"{key}_count",
            meaning=f"{SPAN}{what}的次数",
            theme=self.theme,
            unit="次",
            expression=self._count(),
            check=(0.0, None),
            source="steps",
            group=key,
            phrase=f"{SPAN}有{{}}{what}",
            nothing=f"{SPAN}没有{what}",
            fill=0.0,
        )
        yield Feature(
            name=f"{key}_share",
            meaning=f"{SPAN}{what}的比例",
            theme=self.theme,
            unit="%",
            expression=self._share(),
            check=(0.0, 1.0),
            source="steps",
            group=key,
            phrase=f"{SPAN}{self.first_words}后{self.days}天内{self.then_words}的比例为{{}}",
            nothing=f"{SPAN}还没有{self.first_words}后满{self.days}天的情形",
            zero=f"{SPAN}没有{what}",
            is_telling=False,
        )

    def _followed(self, rows: Any) -> Any:
        return (rows.kind == KINDS[self.first]) & (rows[f"until_{self.then}"] <= self.days * DAY)

    def _count(self) -> Expression:
        return lambda rows: _number(self._followed(rows))

    def _share(self) -> Expression:
        def expression(rows: Any) -> Any:
            # A first that may still be followed in time is no case yet.
            followed = self._followed(rows)
            closed = (rows.kind == KINDS[self.first]) & (rows.days_ago > self.days)
            return _number(followed) / _number(followed | closed).nullif(0)

        return expression


def _number(where: Any) -> Any:
    import ibis

    return ibis.ifelse(where, 1, 0).sum()
