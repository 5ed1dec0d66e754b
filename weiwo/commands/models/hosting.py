"""``weiwo models host``: a bank's own model beside ours."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from weiwo.progress import progress


def register(group: typer.Typer) -> None:
    """Add the command to ``weiwo models``."""
    group.command("host")(host)


def host(
    spec: Annotated[Path, typer.Argument(help="YAML: name, host, inputs")],
    promotion: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(help="take the champion's place: unless clearly worse, always, never"),
    ] = "auto",
) -> None:
    """Judge a model of your own on the months that ours are judged on, and let it compete.

    It may be an ONNX file, a folder of MLflow, a Python function or an HTTP endpoint.
    """
    from decision_models.hosting.admitting import host as admit
    from weiwo.settings import Settings

    with progress() as say:
        admitted = admit(Settings().home, spec, promotion, say)
    found, name = admitted.card.evaluation, admitted.card.name
    print(f"{name}：{admitted.card.title}（{admitted.card.training.settings}）")
    print(f"AUC {found.auc:.3f}（{found.auc_low:.3f}至{found.auc_high:.3f}），{found.rows}行")
    beside, number = admitted.comparison, admitted.entry.newest
    if beside is not None:
        print(f"同样的行上，原来的模型AUC {beside.champion:.3f}，相差{beside.difference:+.3f}")
    if admitted.entry.champion == number:
        print(f"第{number}版，现在由它打分：weiwo models score {name}")
    else:
        print(f"第{number}版，作为挑战者等候；要换上它：weiwo models promote {name}")
