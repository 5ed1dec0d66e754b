"""The bank's own models on months that they were not trained on: ranking, lift, calibration."""

from collections.abc import Iterator
from typing import Any

from evals.score import Score


def run(parts: Any) -> Iterator[Score]:
    """AUC, lift among the best 5 % and expected calibration error, as each model's card says;
    before them, how much of the catalogue is there and better than chance.

    Nothing is trained here: the cards of the home's own models are read.
    """
    from decision_models.catalogue import specifications
    from decision_models.registry import Registry

    cards = Registry(parts.settings.home).list() if parts is not None else ()
    if not cards:
        note = "no trained model in this home: run weiwo demo, or weiwo models train --all"
        yield Score("out-of-time AUC", None, 0, note)
    else:
        whole = len(specifications())
        yield Score("models trained of the catalogue", len(cards) / whole, whole)
        surely = sum(card.evaluation.auc_low > 0.5 for card in cards)
        note = "lower end of the AUC's 95 % interval above 0.5"
        yield Score("models surely better than chance", surely / len(cards), len(cards), note)
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
