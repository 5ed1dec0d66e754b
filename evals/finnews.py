"""Links of real news, sampled with a seed and judged by hand; only ids and verdicts are kept.

The texts themselves (``../shared/data/finnews.jsonl``) are not ours to spread.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from knowledge.themes import Move, Reading, read

PLACE = Path("../shared/data/finnews.jsonl")
SAMPLED = 150
SEEDS = {"developed_on": 11, "held_out": 12}
_PARITY = {"developed_on": 0, "held_out": 1}  # the two samples share no document


@dataclass(frozen=True)
class Item:
    """One real item as the file has it, and how it was read."""

    id: str
    text: str
    categories: tuple[str, ...]
    reading: Reading


@dataclass(frozen=True)
class Judged:
    """A person's word on one link: right, direction (only that is wrong), or wrong."""

    id: str
    theme: str
    direction: str
    verdict: str


def items(path: Path = PLACE) -> list[Item]:
    """Every item, read by signs and rules alone."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Item(r["id"], r["text"], tuple(r["categories"]), read(r["text"])) for r in rows]


def sample(found: Sequence[Item], part: str) -> list[tuple[Item, Move]]:
    """The links that are judged for ``part``: drawn from all links of its half of the items."""
    half = [one for one in found if int(one.id.split("-")[1]) % 2 == _PARITY[part]]
    links = [(item, move) for item in half for move in item.reading.moves]
    return random.Random(SEEDS[part]).sample(links, SAMPLED)


def judged(part: str) -> list[Judged]:
    """The verdicts of one part."""
    text = resources.files("evals").joinpath("cases/finnews_links.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)[part]
    return [Judged(*row) for row in rows]
