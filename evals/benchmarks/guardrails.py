"""``weiwo bench guardrails``: texts a second of ``check`` and ``screen``, each text seen once.

The limit is the time of one embedding for every text: the same sentences through the same model on
the same threads, with nothing decided. A guard that embedded each text could not be faster; ours
asks n-grams first, and embeds where they leave a doubt. Sentences of documents are what a bank
mostly sends; the cases are picked to be hard.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import resources

from agents.guardrails import check, screen
from agents.guardrails.learned.features import embed
from evals.suites import check as checks
from evals.suites import screen as screens
from home.encoder import forget

MOST = 400


def run(most: int = MOST) -> Iterator[dict[str, str | int | float | None]]:
    """One row a set of texts and system: texts a second and milliseconds, median and 95 in 100."""
    cases = [case.text for case in checks.cases(checks.SETS["seen"])][:most]
    asked = [text for _, texts in screens.cases(screens.SETS["seen"]) for text in texts][:most]
    systems: tuple[tuple[str, Callable[[str], object], dict[str, Sequence[str]]], ...] = (
        ("check", check, {"documents": _documents()[:most], "hard cases": cases}),
        ("screen", screen, {"requests": asked}),
    )
    for name, system, sets in systems:
        system("本产品保证收益，热身用")
        for kind, texts in sets.items():
            forget()
            yield _row(kind, f"weiwo {name}", _measure(texts, system))
            forget()
            yield _row(kind, "limit: one embedding a text", _measure(texts, embed))


def _row(
    kind: str, system: str, measured: dict[str, int | float]
) -> dict[str, str | int | float | None]:
    return {"set": kind, "system": system, **measured}


def _documents() -> list[str]:
    text = resources.files("knowledge").joinpath("corpus/service.jsonl").read_text(encoding="utf-8")
    bodies = [json.loads(line)["text"] for line in text.splitlines()]
    return [f"{one}。" for body in bodies for one in body.split("。") if one.strip()]


def _measure(texts: Sequence[str], system: Callable[[str], object]) -> dict[str, int | float]:
    taken = []
    for text in texts:
        began = time.perf_counter()
        system(text)
        taken.append(time.perf_counter() - began)
    ordered = sorted(taken)
    return {
        "texts": len(texts),
        "texts a second": round(len(texts) / sum(taken), 1),
        "median ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p95 ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1),
    }
