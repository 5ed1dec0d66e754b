"""The scores of a home, read beside the mart that they were made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from decision_models.mart.warehouse import Warehouse
from decision_models.scoring.lookup import Lookup
from decision_models.scoring.work import read_keys
from home.errors import NotReady
from home.versions import Version, VersionedFolder

SCHEMA_VERSION = 4
REBUILD = "weiwo models score --all"
TABLES = {
    "scores": "scores/*.parquet",
    "prospects": "prospects.parquet",
    "features": "features/*.parquet",
    "category_rates": "category_rates.parquet",
    "contributions": "contributions/*.parquet",
    "forecasts": "forecasts/*.parquet",
    "forecast_cards": "forecast_cards.parquet",
    "effects": "effects/*.parquet",
    "hours": "hours/*.parquet",
    "fatigue": "fatigue/*.parquet",
}
"""Name -> its files in a version."""
_EMPTY = {
    "contributions": "'' AS customer_id, '' AS model, [0.0::DOUBLE] AS contributions",
    "forecasts": "'' AS customer_id, '' AS model, 0.0::DOUBLE AS base, 0.0::DOUBLE AS q10, "
    "0.0::DOUBLE AS q50, 0.0::DOUBLE AS q90",
    "forecast_cards": "'' AS model, '' AS card",
    "scores": "'' AS customer_id, '' AS model, 0.0::DOUBLE AS score, 0::INTEGER AS rank, "
    "0.0::DOUBLE AS percentile, 0.0::DOUBLE AS lift",
    "effects": "'' AS customer_id, '' AS model, 0.0::DOUBLE AS uplift, 0::INTEGER AS band, "
    "'' AS verdict",
    "hours": "'' AS customer_id, '' AS model, 0::INTEGER AS first, 0::INTEGER AS last, "
    "0.0::DOUBLE AS expected, 0.0::DOUBLE AS usual, false AS known",
    "fatigue": "'' AS customer_id, '' AS model, '' AS channel, 0::BIGINT AS at, "
    "0.0::DOUBLE AS fixed, [0.0::DOUBLE] AS worn, [0.0::DOUBLE] AS step, 0.0::DOUBLE AS refused",
}
"""Where every model that scored runs elsewhere, none was explained beforehand; of a kind of model
of which none was trained, there is nothing."""


@dataclass(frozen=True)
class ScoreVersion:
    """One finished scoring.

    Args:
        path: the folder of the Parquet files of ``TABLES``.
        id: its name, unique within the home.
        as_of: the day that was scored.
        mart: the mart version that it was made from.
        models: those that were scored.
        customers: how many there are.
        files_made: how many files its run made; the others were found finished.
        files_found: how many were found.
    """

    path: Path
    id: str
    as_of: date
    mart: str
    models: tuple[str, ...]
    customers: int
    files_made: int
    files_found: int

    @property
    def keys(self) -> Mapping[str, str]:
        """Place of a file -> the key of what went into it."""
        return read_keys(self.path)


class ScoreStore:
    """The scores of one home; readers only. Scoring writes through ``versions``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.versions = VersionedFolder(
            home / "scores", schema_version=SCHEMA_VERSION, rebuild_with=REBUILD
        )

    def find(self) -> ScoreVersion | None:
        """The current version, None where nothing was scored yet."""
        found = self.versions.find()
        return None if found is None else _read(found)

    def current(self) -> ScoreVersion:
        """The current version.

        Raises:
            NotReady: nothing was scored yet; names the command.
        """
        return _read(self.versions.current())

    def lookup(self) -> Lookup:
        """The row store of the current version: features and dealings of a few customers."""
        return Lookup(self.current().path)

    def connect(self) -> Any:
        """An Ibis backend with the mart's views, and ``scores``, ``prospects``, ``features``,
        ``category_rates`` (how often customers buy in each category), ``contributions`` (of
        each model's top customers) and ``forecasts`` (customer_id, model, base, q10, q50, q90 in
        yuan) with ``forecast_cards``.

        Raises:
            NotReady: there is no mart or nothing was scored, or the scores were made from another
                mart; names the command.
        """
        warehouse = Warehouse(self.home)
        mart, version = warehouse.current(), self.current()
        if mart.id != version.mart:
            raise NotReady(
                f"scores in {self.home} must be of mart {mart.id} ({mart.as_of}), got those of "
                f"mart {version.mart} ({version.as_of}); score again with: {REBUILD}"
            )
        con = warehouse.connect(mart)
        con.raw_sql("SET parquet_metadata_cache = true")  # a version's files never change
        for name, files in TABLES.items():
            path = str(version.path / files).replace("'", "''")
            made = any(version.path.glob(files))
            there = made or name not in _EMPTY
            empty = f"SELECT {_EMPTY.get(name)} WHERE false"
            source = f"SELECT * FROM read_parquet('{path}')" if there else empty
            con.raw_sql(f"CREATE VIEW {name} AS {source}")
        return con


def _read(version: Version) -> ScoreVersion:
    meta = version.meta
    return ScoreVersion(
        path=version.path,
        id=version.id,
        as_of=date.fromisoformat(str(meta["as_of"])),
        mart=str(meta["mart"]),
        models=tuple(name for name in str(meta["models"]).split(",") if name),
        customers=int(meta["customers"] or 0),
        files_made=int(meta["files_made"] or 0),
        files_found=int(meta["files_found"] or 0),
    )
