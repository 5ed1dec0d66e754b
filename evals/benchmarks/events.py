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
    """Shares, seconds, precision of both judged samples, agreement by category."""
    if not finnews.PLACE.exists():
        yield {"skipped": NOT_HERE}
        return
    began = time.perf_counter()
    found = finnews.items()
    taken = time.perf_counter() - began
    linked = [item for item in found if item.reading.linked]
    standings = Counter(move.standing for item in linked for move in item.reading.moves)
    yield {
        "items": len(found),
        "linked": round(len(linked) / len(found), 3),
        "unlinked": round(1 - len(linked) / len(found), 3),
        "links": sum(len(item.reading.moves) for item in linked),
        **{f"links {standing}": count for standing, count in sorted(standings.items())},
        "ms per item": round(1000 * taken / len(found), 2),
    }
    made = {(i.id, m.theme): m.direction for i in found for m in i.reading.moves}
    for part in finnews.SEEDS:
        yield _precision(part, made)
    yield from _agreement(found)


def _precision(part: str, made: Mapping[tuple[str, str], str]) -> Row:
    verdicts = finnews.judged(part)
    still = [one for one in verdicts if made.get((one.id, one.theme)) == one.direction]
    right = sum(one.verdict == "right" for one in still)
    theme = right + sum(one.verdict == "direction" for one in still)
    low, high = wilson(right, len(still))
    return {
        "sample": part,
        "judged": len(verdicts),
        "still made": len(still),
        "right at judging": round(sum(v.verdict == "right" for v in verdicts) / len(verdicts), 3),
        "precision": round(right / len(still), 3),
        "from": round(low, 3),
        "to": round(high, 3),
        "theme right": round(theme / len(still), 3),
    }


def _agreement(found: list[finnews.Item]) -> Iterator[Row]:
    for category, ours in AGREEING.items():
        filed = [item for item in found if category in item.categories]
        hit = sum(bool(ours & {m.theme for m in item.reading.moves}) for item in filed)
        yield {"category": category, "items": len(filed), "agreeing": round(hit / len(filed), 3)}


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not of:
        return (0.0, 1.0)
    share, spread = right / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return (middle - half, middle + half)
