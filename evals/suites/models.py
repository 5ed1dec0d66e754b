"""The bank's own models on months that they were not trained on: ranking, lift, calibration."""

from collections.abc import Iterator
from typing import Any

from evals.score import Score


def run(parts: Any) -> Iterator[Score]:
    """AUC, lift among the best 5 % and expected calibration error, as each model's card says.

    Nothing is trained here: the cards of the home's own models are read.
    """
    from decision_models.registry import Registry

    cards = Registry(parts.settings.home).list() if parts is not None else ()
    if not cards:
        note = "no trained model in this home: run weiwo demo, or weiwo models train --all"
        yield Score("out-of-time AUC", None, 0, note)
    for card in cards:
        found = card.evaluation
        note = f"{found.positives} positives, held out {', '.join(card.training.hold_out)}"
        if card.simulated:
            note += ", simulated bank"
        yield Score(f"out-of-time AUC ({card.name})", found.auc, found.rows, note)
        yield Score(f"lift at 5 % ({card.name})", found.lift["5%"], found.rows, note)
        yield Score(
            f"calibration error ({card.name})",
            found.after.expected_calibration_error,
            found.rows,
            note,
            higher_is_better=False,
        )
