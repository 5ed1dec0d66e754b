"""What customers object: is the kind found that decides what a manager is told to answer?"""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from agents.composition.objection_kinds import OTHER, kind_of
from evals.score import Score


def run(parts: Any) -> Iterator[Score]:
    """The share of the right kind, and of a wrong one (``other`` gets a general answer)."""
    text = resources.files("evals").joinpath("cases/objections.yaml").read_text(encoding="utf-8")
    said = [(kind, one) for kind, some in yaml.safe_load(text).items() for one in some]
    found = [(kind, kind_of(one)) for kind, one in said]
    known = [kind == got for kind, got in found if kind != OTHER]
    yield Score("kind found (held out)", sum(known) / len(known), len(known))
    wrong = [got not in (kind, OTHER) for kind, got in found]
    yield Score(
        "wrong kind (held out)", sum(wrong) / len(wrong), len(wrong), higher_is_better=False
    )
