"""``python -m tools.table_models.work``: reads, learns or scores, in a process of its own.

Whatever a file does to its reader (a damaged one, one that unpacks to very much) happens here, and
not in the server.
"""

import json
import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision_models.tabular.table.faults import TableFault
from home.errors import BadInput
from tools.background import Fault, Reporter, carry_out
from tools.table_models.limits import require_moderate
from tools.table_models.seen import COLUMNS, SUMMARY, Column, Seen, Summary

if TYPE_CHECKING:
    import pandas as pd

MEMORY = 8 << 30
"""Bytes of addresses that the process may have."""
MOST_VALUES = 12
SCORES = "scored.csv"
SCORE, RANK = "模型分数", "模型名次"


def run(order: Mapping[str, Any], report: Reporter) -> None:
    """Do what the order names; a fault of the table becomes the work's own."""
    with suppress(ValueError, OSError):  # a system that allows less already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        _WORKS[order["do"]](order, report)
    except TableFault as fault:
        raise Fault(fault.kind, **fault.given) from fault
    except MemoryError:
        raise Fault("too_large") from None
    except BadInput as error:
        raise Fault("unusable", found=str(error)) from error


def _look(order: Mapping[str, Any], report: Reporter) -> None:
    from decision_models.tabular.table.kinds import find_schema
    from decision_models.tabular.table.reading import read_table

    source = Path(order["source"])
    report.say("读表")
    require_moderate(source)
    raw = read_table(source)
    report.say("看每一列是什么")
    schema = find_schema(raw.frame)
    kinds = {one.name: one.kind for one in schema.columns}
    dropped = {one.name: one.reason for one in schema.dropped}
    columns = tuple(
        _column(raw.frame[name], str(name), kinds.get(str(name), ""), dropped.get(str(name), ""))
        for name in raw.frame.columns
    )
    seen = Seen(len(raw.frame), raw.source, columns)
    _write(Path(order["folder"]) / COLUMNS, asdict(seen))


def _column(column: "pd.Series", name: str, kind: str, why_unused: str) -> Column:
    from decision_models.tabular.table.target import cell_words

    words = cell_words(column)
    said = words[words != ""]
    counts = said.value_counts()
    few = tuple(map(str, counts.index)) if len(counts) <= MOST_VALUES else ()
    return Column(name, kind, why_unused, len(said), len(counts), few, str(next(iter(said), "")))


def _fit(order: Mapping[str, Any], report: Reporter) -> None:
    from decision_models.tabular.fitting import FitRequest, fit_table

    made = fit_table(
        FitRequest(
            table=Path(order["source"]),
            target=order["target"],
            out=Path(order["folder"]) / "model",
            positive=order["positive"],
            time_column=order["time_column"],
            exclude=tuple(order["exclude"]),
            seconds=order["seconds"],
        ),
        report.say,
    )
    found = made.quality
    summary = Summary(
        target=made.target,
        positive=made.positive,
        rows=made.rows,
        base_rate=made.base_rate,
        auc=found.auc,
        auc_low=found.auc_low,
        auc_high=found.auc_high,
        capture_20=found.capture_20,
        lift=found.lift["10%"],
        forward=made.time_column is not None,
        used=len(made.columns_used),
        top=tuple((one.column, one.share) for one in made.top_features[:8]),
        suspects=tuple((one.column, one.evidence, one.excluded) for one in made.leakage_suspects),
        notes=made.notes,
    )
    _write(Path(order["folder"]) / SUMMARY, asdict(summary))


def _score(order: Mapping[str, Any], report: Reporter) -> None:
    import pandas as pd

    from decision_models.tabular.scoring import score_table
    from decision_models.tabular.table.reading import read_table

    source, folder = Path(order["source"]), Path(order["folder"])
    report.say("读表")
    require_moderate(source)
    report.say("打分")
    made = score_table(Path(order["model"]), source, folder / "scores.csv")
    frame = read_table(source).frame
    scores = pd.read_csv(folder / "scores.csv")["score"]
    report.say("写出结果")
    frame[_new(SCORE, frame)] = scores
    frame[_new(RANK, frame)] = scores.rank(ascending=False, method="min").astype(int)
    frame.to_csv(folder / SCORES, index=False, lineterminator="\n")
    (folder / "scores.csv").unlink()
    said = {"rows": made.rows, "mean": made.mean, "extra": list(made.extra)}
    _write(folder / SUMMARY, said)


def _new(name: str, frame: "pd.DataFrame") -> str:
    """A name that the table does not have yet."""
    while name in frame.columns:
        name += "_"
    return name


def _write(path: Path, said: Mapping[str, object]) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


_WORKS = {"look": _look, "fit": _fit, "score": _score}

if __name__ == "__main__":
    carry_out(run)
