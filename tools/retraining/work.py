"""``python -m tools.retraining.work``: trains one challenger, in a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from home.errors import HomeLocked, WeiwoError
from tools.background import Fault, Reporter, carry_out
from tools.ledger.canonical import Json


def run(order: Mapping[str, Any], report: Reporter) -> None:
    """Train, and write the record of what came of it before it counts as done."""
    from decision_models.registry import Registry
    from decision_models.training import train
    from tools.toolbox import Toolbox

    home, name = Path(order["home"]), str(order["model"])
    try:
        train(home, [name], report.say, order["seconds"], promotion="never")
    except HomeLocked:
        raise Fault("locked") from None
    except WeiwoError as error:  # too little history, no positives, no table for its label
        raise Fault("unusable", found=str(error)) from error
    registry = Registry(home)
    entry = registry.entries()[name]
    found = None if entry.challenger is None else registry.comparison(name, entry.challenger)
    said: dict[str, Json] = {"by": str(order["by"]), "model": name, "version": entry.challenger}
    if found is not None:
        said |= {"auc": round(found.challenger, 6), "champion_auc": round(found.champion, 6)}
    toolbox = Toolbox(home, ledger_url=order["ledger_url"])
    toolbox.ledger.append("model_retrained", said)
    toolbox.close()


if __name__ == "__main__":
    carry_out(run)
