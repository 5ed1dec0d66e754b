"""``python -m tools.retraining.work``: trains one challenger, in a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from home.errors import HomeLocked, WeiwoError
from tools.access import Role, Scope
from tools.background import Fault, Reporter, carry_out
from tools.ledger.canonical import Json
from tools.retraining.retraining import beside


def run(order: Mapping[str, Any], report: Reporter) -> None:
    """Train, and write the record of what came of it before it counts as done."""
    from decision_models.shelves import shelf_of
    from decision_models.training import train
    from tools.toolbox import Toolbox

    home, name = Path(order["home"]), str(order["model"])
    try:
        train(home, [name], report.say, order["seconds"], promotion="never")
    except HomeLocked:
        raise Fault("locked") from None
    except WeiwoError as error:  # too little history, no positives, no table for its label
        raise Fault("unusable", found=str(error)) from error
    version = shelf_of(home, name).entries()[name].challenger
    said: dict[str, Json] = {"by": str(order["by"]), "model": name, "version": version}
    toolbox = Toolbox(home, ledger_url=order["ledger_url"])
    found = beside(toolbox, Scope(Role.OPERATOR, "retraining"), name)
    if found is not None:
        said |= {
            "measure": found.measure,
            "challenger": round(found.challenger_figure, 6),
            "champion": round(found.champion_figure, 6),
        }
    toolbox.ledger.append("model_retrained", said)
    toolbox.close()


if __name__ == "__main__":
    carry_out(run)
