"""Train a model of the catalogue anew: what comes of it waits as challenger until somebody decides.

One model of a home is trained at a time: the mart is read by everybody, and written to by nobody
meanwhile (``home.lock``).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from home.errors import BadInput, NotReady
from prompts.messages import knows, say
from tools import background
from tools.background import Work
from tools.drafts import require
from tools.ledger.canonical import Json
from tools.model_shelf import KEEPERS, READERS, model_line

if TYPE_CHECKING:
    from decision_models.registry import Comparison
    from decision_models.uplift.contacts.comparing import EffectComparison
    from tools.access import Scope
    from tools.toolbox import Toolbox

FOLDER = "retraining"
MOST_SECONDS = 600
_WORKER = "tools.retraining.work"
_CLEARLY = 1.96
"""Standard errors beyond which a difference is no accident (95 %)."""


@dataclass(frozen=True)
class Retraining:
    """The last training that was asked for on a page: of which model, by whom, where it stands."""

    model: str
    by: str
    work: Work


@dataclass(frozen=True)
class Beside:
    """A challenger and its champion on the same rows, which neither was trained on.

    ``measure`` is what their figures are: ``auc``, or ``gain``, what contacting those of the
    largest effect wins per customer. ``low`` and ``high`` bound their difference (95 %);
    ``verdict`` is ``better``, ``worse`` or ``unclear``. Brier scores are mean squared errors of
    probabilities, None for effects.
    """

    champion: int
    challenger: int
    measure: Literal["auc", "gain"]
    champion_figure: float
    challenger_figure: float
    difference: float
    low: float
    high: float
    rows: int
    verdict: str
    champion_brier: float | None = None
    challenger_brier: float | None = None


def searches(kind: str) -> bool:
    """Whether training a model of this kind may take time to look for better parameters."""
    return kind == "binary"


def retrain(
    toolbox: "Toolbox", scope: "Scope", name: str, seconds: float | None = None
) -> Retraining | None:
    """Begin to train a challenger of ``name``.

    Raises:
        RefusedByPolicy: the role does not look after models.
        NotFound: the catalogue has no such model.
        NotReady: it has no champion yet.
        BadInput: no such time, or a time for a model whose parameters are not searched.
        Busy: one is being trained.
    """
    require(scope, KEEPERS, "train models")
    line = model_line(toolbox, scope, name)
    if seconds is not None and not searches(line.kind):
        raise BadInput(f"model {name} must be one of chances to be searched for {seconds:g} s")
    if line.champion is None:
        raise NotReady(f"model {name} must have a champion first: weiwo models train {name}")
    if seconds is not None and not 0 < seconds <= MOST_SECONDS:
        raise BadInput(f"seconds must be above 0 and at most {MOST_SECONDS}, got {seconds:g}")
    last = background.look(_folder(toolbox))
    if last is not None and last.running:
        raise background.Busy("one model is trained at a time, asked for another")
    said: dict[str, Json] = {"by": str(scope), "model": name, "seconds": seconds}
    toolbox.ledger.append("model_retraining", said)
    order = {
        "home": str(toolbox.home),
        "ledger_url": toolbox.ledger_url,  # on the process's input, never among its arguments
        "model": name,
        "by": str(scope),
        "seconds": seconds,
    }
    about = {"model": name, "by": str(scope)}
    background.begin(_folder(toolbox), _WORKER, order, about=about)
    return _told(background.look(_folder(toolbox)))


def retraining(toolbox: "Toolbox", scope: "Scope") -> Retraining | None:
    """The training that goes on, or the last one; None where none was asked for.

    Raises:
        RefusedByPolicy: the role does not see models.
    """
    require(scope, READERS, "see the models")
    return _told(background.look(_folder(toolbox)))


def cancel_retraining(toolbox: "Toolbox", scope: "Scope") -> Retraining | None:
    """End the training that goes on; nothing of it is kept.

    Raises:
        RefusedByPolicy: the role does not look after models.
    """
    require(scope, KEEPERS, "train models")
    before = background.look(_folder(toolbox))
    found = _told(background.cancel(_folder(toolbox)))
    ended = found is not None and found.work.state == "cancelled"
    if found is not None and ended and before is not None and before.running:
        said: dict[str, Json] = {"by": str(scope), "model": found.model}
        toolbox.ledger.append("model_retraining_cancelled", said)
    return found


def beside(toolbox: "Toolbox", scope: "Scope", name: str) -> Beside | None:
    """How the waiting challenger did beside the champion of its day; None where none waits, or
    where they were not judged on the same rows (``tools.retraining.cards`` for other kinds).

    Raises:
        RefusedByPolicy: the role does not see models.
        NotFound: the catalogue has no such model.
    """
    line = model_line(toolbox, scope, name)
    if line.champion is None or line.challenger is None:
        return None
    found = _compared(toolbox.home, line.kind, name, line.challenger)
    if found is None:
        return None
    margin = _CLEARLY * found.error
    low, high = found.difference - margin, found.difference + margin
    return Beside(
        champion=line.champion,
        challenger=line.challenger,
        measure="auc" if line.kind == "binary" else "gain",
        champion_figure=found.champion,
        challenger_figure=found.challenger,
        difference=found.difference,
        low=low,
        high=high,
        rows=found.rows,
        verdict="better" if low > 0 else "worse" if high < 0 else "unclear",
        champion_brier=getattr(found, "champion_brier", None),
        challenger_brier=getattr(found, "challenger_brier", None),
    )


def _compared(
    home: Path, kind: str, name: str, number: int
) -> "Comparison | EffectComparison | None":
    from decision_models.registry import Registry
    from decision_models.uplift.contacts.shelf import Effects

    if kind == "binary":
        return Registry(home).comparison(name, number)
    return Effects(home).comparison(name, number) if kind == "effect" else None


def stage_said(work: Work) -> str:
    """What a training is at, for people."""
    key = f"training_stages.{work.doing}"
    return say(key) if knows(key) else say("training_stages.begins")


def training_fault_said(work: Work) -> str:
    """Why a training failed, for people."""
    key = f"training_faults.{work.fault}"
    return say(key, **(work.given or {})) if knows(key) else say("training_faults.broken")


def _told(work: Work | None) -> Retraining | None:
    if work is None or work.about is None:
        return None
    return Retraining(work.about["model"], work.about["by"], work)


def _folder(toolbox: "Toolbox") -> Path:
    return toolbox.home / FOLDER
