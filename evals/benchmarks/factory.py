"""``weiwo bench factory``: models an hour, from the mart to the card, on two cores.

A bank is simulated (not counted) and models of its catalogue are trained as ``weiwo models train``
does it: labels, features of every month, selection, search, calibration, card. The rate is that of
the run itself at its own size, and the seconds by stage say where it goes. An ordinary run trains
a few models for 20,000 customers; ``--customers 100000`` trains the whole catalogue.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CUSTOMERS = 20_000
FEW = ("wealth_30d", "credit_card_30d", "attrition_60d", "app_lost_30d", "call_answered_30d")
"""Of each sort one: what an ordinary run trains."""
WHOLE_FROM = 50_000
MODELS_AN_HOUR = 100.0
"""What a bank of 100,000 customers must reach on two cores."""


def run(
    customers: int = CUSTOMERS, names: tuple[str, ...] | None = None
) -> Iterator[dict[str, str | int | float | bool | None]]:
    """Seconds by stage, models an hour, and how many could not be trained."""
    from decision_models import catalogue
    from decision_models.mart import demo_bank
    from decision_models.training import PartlyFailed, train

    whole = [spec.name for spec in catalogue.specifications()]
    wanted = list(names or (whole if customers >= WHOLE_FROM else FEW))
    stages: dict[str, float] = {}

    def say(stage: str, done: int, total: int) -> None:
        stages[stage] = time.perf_counter()

    with tempfile.TemporaryDirectory() as folder:
        demo_bank.build(Path(folder), customers=customers, seed=7)
        began = time.perf_counter()
        try:
            cards, failed = train(Path(folder), wanted, say), 0
        except PartlyFailed as error:
            cards, failed = error.cards, len(error.failures)
        taken = time.perf_counter() - began
    marks = [began, *stages.values()]
    seconds = {
        f"{stage} s": round(end - start, 1)
        for stage, start, end in zip(stages, marks, marks[1:], strict=False)
    }
    rate = len(cards) / taken * 3600
    yield {
        "customers": customers,
        "models": len(cards),
        "not trained": failed,
        "features considered": max((card.training.considered for card in cards), default=0),
        **seconds,
        "seconds": round(taken, 1),
        "models an hour": round(rate),
        "limit": MODELS_AN_HOUR,
        "mean AUC": round(sum(card.evaluation.auc for card in cards) / max(1, len(cards)), 3),
        "kept": rate >= MODELS_AN_HOUR,
    }
