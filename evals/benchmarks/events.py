"""``weiwo bench events``: what of 4,000 real news items is linked, and how often rightly.

Precision is that of links judged by hand (``cases/finnews_links.yaml``), with Wilson's interval. A
judged link that is no longer made counts as withdrawn. Agreement with the file's own categories is
a sanity figure: its labels are coarse (公司, 行业) and were not made for themes.
"""

import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from evals import finnews

NOT_HERE = "finnews.jsonl must lie in ../shared/data; it is not part of the project"
Row = dict[str, str | int | float | bool | None]

# The file's categories that stand for some of our themes.
AGREEING: Mapping[str, frozenset[str]] = {
    "大盘": frozenset({"股市", "港股", "美股"}),
    "债券": frozenset({"债市"}),
    "房地产": frozenset({"房地产"}),
    "外汇": frozenset({"汇率"}),
    "期货": frozenset({"黄金", "原油", "股市", "债市", "美股", "港股"}),
    "能源": frozenset({"原油", "新能源"}),
}


def run() -> Iterator[Row]:
    """One row a figure: shares and seconds, precision of both judged samples, agreement."""
    if not finnews.PLACE.exists():
        yield {"skipped": NOT_HERE}
        return
    began = time.perf_counter()
    found = finnews.items()
    taken = time.perf_counter() - began
    linked = [item for item in found if item.reading.linked]
    count = len(found)
    yield _row("items linked", len(linked) / count, count)
    yield _row("items unlinked", 1 - len(linked) / count, count)
    standings = Counter(move.standing for item in linked for move in item.reading.moves)
    for standing, moves in standings.most_common():
        yield _row(f"links told as {standing}", moves / standings.total(), standings.total())
    yield _row("milliseconds an item", 1000 * taken / count, count)
    made = {(i.id, m.theme): m.direction for i in found for m in i.reading.moves}
    for part in finnews.SEEDS:
        yield from _precision(part, made)
    yield from _agreement(found)


def _row(figure: str, value: float, of: int, low: float = 0.0, high: float = 0.0) -> Row:
    interval = f"{low:.3f} to {high:.3f}" if high else ""
    return {"figure": figure, "value": round(value, 3), "of": of, "interval": interval}


def _precision(part: str, made: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    """Of the judged links that are still made."""
    verdicts = finnews.judged(part)
    still = [one for one in verdicts if made.get((one.id, one.theme)) == one.direction]
    right = sum(one.verdict == "right" for one in still)
    theme = sum(one.verdict != "wrong" for one in still)
    count = len(still)
    at_judging = sum(one.verdict == "right" for one in verdicts)
    yield _row(f"right when judged ({part})", at_judging / len(verdicts), len(verdicts))
    yield _row(f"precision ({part})", right / count, count, *wilson(right, count))
    yield _row(f"theme right ({part})", theme / count, count, *wilson(theme, count))


def _agreement(found: list[finnews.Item]) -> Iterator[Row]:
    for category, ours in AGREEING.items():
        filed = [item for item in found if category in item.categories]
        hit = sum(bool(ours & {m.theme for m in item.reading.moves}) for item in filed)
        yield _row(f"filed under {category}, linked so", hit / len(filed), len(filed))


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not of:
        return (0.0, 1.0)
    share, spread = right / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return (middle - half, middle + half)
