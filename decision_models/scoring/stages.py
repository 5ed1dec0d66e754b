"""The stages of a scoring run: what each makes of the one before, range by range.

A stage lays its files aside under keys of what went into them (``work``), and says which files of
the version they are.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.mart.warehouse import MartVersion
from decision_models.runs import Progress
from decision_models.scoring.contributions import (
    Explain,
    contributions_place,
    explain_later,
    tops_of,
    write_contributions,
)
from decision_models.scoring.features_of import FeatureSource
from decision_models.scoring.lookup import CUSTOMERS, REASONS, SCORES
from decision_models.scoring.lookup_files import write_customers, write_reasons, write_score_rows
from decision_models.scoring.predicting import FeaturePart, Predict, predict
from decision_models.scoring.prospect_table import write_prospects
from decision_models.scoring.ranges import ranges_of
from decision_models.scoring.ranking import scores_key, scores_place, write_scores
from decision_models.scoring.rates import category_rates
from decision_models.scoring.scorers import Explainer, Scorer
from decision_models.scoring.wide import write_wide
from decision_models.scoring.work import Make, Workbench, key_of

Files: TypeAlias = dict[str, tuple[str, Path]]
"""Place in the version -> key and finished file."""

VERSION = 5
"""Raised when a stage writes other files than before from the same input."""
RANKED_AT_ONCE = 2
"""Models that are ranked beside each other: sorting and writing keep a core busy each."""


@dataclass(frozen=True)
class Run:
    """What the stages of a run share: a connection to the mart, and where files are laid aside."""

    con: Any
    mart: MartVersion
    work: Workbench
    range_size: int
    say: Progress

    @property
    def as_of(self) -> AsOf:
        """The day that is scored."""
        return AsOf(self.mart.as_of)


def make_features(run: Run, source: FeatureSource) -> tuple[FeaturePart, ...]:
    """The features of every range, as ``source`` writes them."""
    known = features.feature_set_hash(features.names())
    ranges, parts = ranges_of(run.con, run.as_of, run.range_size), []
    run.say("features", 0, len(ranges))
    for one in ranges:
        made_of = (source.name, run.mart.id, known)
        key = key_of("features", VERSION, *made_of, one.first, one.last, one.size)
        place = f"features/{one.name}.parquet"
        path = run.work.file(place, key, partial(source.write, one))
        parts.append(FeaturePart(one, key, path))
        run.say("features", one.index + 1, len(ranges))
    return tuple(parts)


def make_scores(
    run: Run,
    parts: Sequence[FeaturePart],
    scorers: Mapping[str, Scorer],
    failures: dict[str, str],
    predicting: Predict = predict,
) -> Files:
    """The scores of every model that could; what was wrong with the others is in ``failures``."""
    work = run.work
    keys = {name: scores_key(parts, scorer) for name, scorer in scorers.items()}
    new = {n: s for n, s in scorers.items() if work.find(scores_place(n), keys[n]) is None}
    predicting(work, parts, new, failures, run.say)
    whole = [scorer for name, scorer in scorers.items() if name not in failures]

    def ranked(scorer: Scorer) -> Path:
        place, make = scores_place(scorer.name), partial(write_scores, work, parts, scorer)
        return work.file(place, keys[scorer.name], make)

    files: Files = {}
    run.say("ranks", 0, len(whole))
    with ThreadPoolExecutor(RANKED_AT_ONCE) as pool:
        for done, (scorer, path) in enumerate(zip(whole, pool.map(ranked, whole), strict=True)):
            files[scores_place(scorer.name)] = (keys[scorer.name], path)
            run.say("ranks", done + 1, len(whole))
    return files


def make_contributions(
    run: Run,
    parts: Sequence[FeaturePart],
    scorers: Mapping[str, Scorer],
    scores: Files,
    explaining: Explain = explain_later,
) -> Files:
    """Why each model's top customers are there, where the model can say."""
    able = [
        scorer
        for scorer in scorers.values()
        if isinstance(scorer, Explainer) and scores_place(scorer.name) in scores
    ]
    run.say("contributions", 0, len(able))
    keys = {s.name: key_of("contributions", VERSION, scores[scores_place(s.name)][0]) for s in able}
    new = [s for s in able if run.work.find(contributions_place(s.name), keys[s.name]) is None]
    tops = {s.name: tops_of(run.con, s, scores[scores_place(s.name)]) for s in new}
    explaining(run.work, parts, tuple(tops.values()))
    files: Files = {}
    for done, name in enumerate(keys, start=1):
        place = contributions_place(name)
        # Of the others there is a file, which nobody makes again.
        make = partial(write_contributions, run.work, parts, tops[name]) if name in tops else _made
        files[place] = (keys[name], run.work.file(place, keys[name], make))
        run.say("contributions", done, len(able))
    return files


def _made(path: Path) -> None:
    raise FileNotFoundError(path)


def make_rates(run: Run) -> Files:
    """How often customers buy in each category."""
    place, key = "category_rates.parquet", key_of("category_rates", VERSION, run.mart.id)

    def make(path: Path) -> None:
        run.con.to_parquet(category_rates(run.con, run.mart.as_of), path)

    return {place: (key, run.work.file(place, key, make))}


def make_prospects(run: Run, parts: Sequence[FeaturePart], scores: Files) -> Files:
    """The table of prospects, with the scores of all models of the version."""
    place = "prospects.parquet"
    ordered = dict(sorted(scores.items()))
    key = key_of("prospects", VERSION, run.mart.id, *(key for key, _ in ordered.values()))
    found = {Path(place).stem: path for place, (_, path) in ordered.items()}

    def make(path: Path) -> None:
        wide = []
        for done, part in enumerate(parts):
            run.say("prospects", done, len(parts) + 1)
            name = f"wide/{part.customers.name}.parquet"
            widen = partial(write_wide, part, found)
            wide.append(run.work.file(name, key_of("wide", key, part.key), widen))
        write_prospects(run.con, run.mart, wide, path)
        run.say("prospects", len(parts) + 1, len(parts) + 1)

    return {place: (key, run.work.file(place, key, make))}


def make_lookup(
    run: Run, parts: Sequence[FeaturePart], contributions: Files, prospects: Files
) -> Files:
    """The row store: features and dealings, scores, and the contributions that were stored."""
    table, table_path = prospects["prospects.parquet"]
    stored = sorted(contributions.items())
    reasons = [path for _, (_, path) in stored]
    wanted: list[tuple[str, str, Make]] = [
        (
            CUSTOMERS,
            key_of("lookup", VERSION, run.mart.id, *(part.key for part in parts)),
            partial(write_customers, run.con, run.mart.as_of, parts),
        ),
        (
            REASONS,
            key_of("reasons", VERSION, *(key for _, (key, _) in stored)),
            partial(write_reasons, reasons),
        ),
        (SCORES, key_of("lookup", VERSION, table), partial(write_score_rows, run.con, table_path)),
    ]
    files: Files = {}
    for done, (place, key, make) in enumerate(wanted):
        run.say("lookup", done, len(wanted))
        files[place] = (key, run.work.file(place, key, make))
    run.say("lookup", len(wanted), len(wanted))
    return files
