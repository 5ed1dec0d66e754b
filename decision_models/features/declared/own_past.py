"""A customer's last 30 days beside the months before, whatever it is that is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.relative import Said, deviation, mean_of, times, variation


@dataclass(frozen=True)
class OwnPast:
    """What is compared with its own past.

    Args:
        key: names start with it.
        words: the figure in Chinese (``资金流入``, ``查看产品的次数``).
        thing: what there was none of where the figure is nought.
        mean: the figure's monthly mean, as a step is called.
        varied: what varies over a year.
    """

    theme: Theme
    key: str
    words: str
    thing: str
    mean: str
    varied: str

    def features(self, blocks: Sequence[str]) -> Iterator[Feature]:
        """The comparisons, of the steps that hold the blocks of 30 days, the newest first."""
        key, words = self.key, self.words
        for name, past in ((f"{key}_own_mean", blocks[1:]), (f"{key}_block_mean", blocks)):
            yield mean_of(name, self.mean, past, self.theme)
        none = f"此前11个月没有{self.thing}"
        yield deviation(
            self.said(
                f"{key}_deviation",
                f"近30天{words}偏离自身此前11个月常态的程度",
                f"近30天{words}比自身此前11个月的月均高{{}}",
                none,
                zero=f"近30天{words}与自身此前11个月的月均持平",
                negative=f"近30天{words}比自身此前11个月的月均低{{}}",
            ),
            blocks[0],
            f"{key}_own_mean",
            blocks[1:],
        )
        yield times(
            self.said(
                f"{key}_of_own",
                f"近30天{words}与自身此前11个月月均之比",
                f"近30天{words}为自身此前11个月月均的{{}}",
                none,
                zero=f"近30天没有{self.thing}",
            ),
            blocks[0],
            f"{key}_own_mean",
        )
        yield variation(
            self.said(
                f"{key}_variation",
                f"{self.varied}的波动系数",
                f"{self.varied}的波动为均值的{{}}",
                f"近一年没有{self.thing}",
            ),
            f"{key}_block_mean",
            blocks,
        )

    def said(
        self,
        name: str,
        meaning: str,
        phrase: str,
        nothing: str,
        zero: str | None = None,
        negative: str | None = None,
    ) -> Said:
        """How one of them is spoken of."""
        group = f"{self.key}_own"
        return Said(name, meaning, phrase, nothing, self.theme, group, zero, negative)
