"""Whether a collection says that it has no answer: questions with one, and questions without."""

from collections.abc import Iterator, Sequence
from importlib import resources

import yaml

from evals.retrieval.sets import Case, Collection, corpus_cases
from knowledge.library import KnowledgeBase
from knowledge.search.relevance import FOUND

Row = dict[str, str | int | float | None]

_HALF = {"dev": "seen", "held_out": "held_out"}


def rows(collections: Sequence[Collection]) -> Iterator[Row]:
    """Per collection and half: the share of answers found, and of the others the share refused."""
    text = (resources.files("evals") / "cases" / "nothing_found.yaml").read_text(encoding="utf-8")
    cases = yaml.safe_load(text)
    for one in collections:
        half = _HALF[one.split]
        if one.name == "demo corpus":
            answered = corpus_cases(one.split)
            unanswered = [Case(query, {}) for query in cases["chinese"][half]]
        elif one.name.startswith("stories"):
            written = cases["english"][half]
            answered = [Case(row["query"], {}) for row in written if row["found"]]
            unanswered = [Case(row["query"], {}) for row in written if not row["found"]]
        elif one.name == "Chinese asks English":
            answered = list(one.cases)
            unanswered = [Case(query, {}) for query in cases["chinese"][half]]
        elif one.name == "English asks Chinese":
            answered = list(one.cases)
            written = cases["english"][half]
            unanswered = [Case(row["query"], {}) for row in written if not row["found"]]
        else:
            continue
        yield {
            "set": f"{one.name}: is there an answer",
            "split": one.split,
            "system": "weiwo",
            "queries": len(answered) + len(unanswered),
            "found": share_found(one.base, answered),
            "refused": round(1 - share_found(one.base, unanswered), 3),
        }


def share_found(base: KnowledgeBase, cases: Sequence[Case]) -> float:
    """Of ``cases`` the share for which some hit counts as an answer."""
    found = [
        any(hit.relevance >= FOUND for hit in base.search(case.query, 10, access=case.access))
        for case in cases
    ]
    return round(sum(found) / len(found), 3)
