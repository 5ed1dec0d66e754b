"""One small demo bank for every test that needs data: built, trained, scored, ingested once."""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tools.toolbox import Toolbox

# What CI judges is the same for the same commit; exploring is for the desk, where it can be mended.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

CUSTOMERS = 600
SEED = 7
TRAINED = (
    "app_lost_30d",
    "attrition_60d",
    "credit_card_30d",
    "deposit_30d",
    "fund_30d",
    "maturity_44d",
    "tier_up_90d",
    "wealth_30d",
    "wecom_opened_30d",
)
"""Some of each sort of the catalogue: in so small a bank what is rare has too few positives."""
FORECASTERS = ("aum_30d", "aum_90d", "card_spend_30d")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished home, searchable by words. Tests only read it; those that write make their own.

    Workers of pytest-xdist share one: the first builds it while the others wait.
    """
    root = tmp_path_factory.getbasetemp()
    if root.name.startswith("popen-"):
        root = root.parent
    home = root / "demo-home"
    with (root / "demo-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "finished").exists():
            _build(home)
            (home / "finished").touch()
    return home


def _build(home: Path) -> None:
    from decision_models.mart import demo_bank
    from decision_models.scoring.run import score
    from decision_models.training import train
    from knowledge.library import KnowledgeBase, corpus_path

    demo_bank.build(home, customers=CUSTOMERS, seed=SEED)
    train(home, (*TRAINED, *FORECASTERS))
    score(home)
    KnowledgeBase(home).ingest([corpus_path()], lexical_now=True)


def linked_home(demo_home: Path, home: Path) -> Path:
    """A home over the demo home's data with a ledger of its own, for tests that write to it."""
    home.mkdir(exist_ok=True)
    for part in ("mart", "models", "forecasters", "scores", "knowledge"):
        (home / part).symlink_to(demo_home / part)
    return home


@pytest.fixture(scope="session")
def toolbox(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toolbox]:
    """The tools over the demo home, for tests that only read."""
    from agents.rulebook import PackRules

    home = linked_home(demo_home, tmp_path_factory.mktemp("reading") / "home")
    opened = Toolbox(home, rulebook=PackRules())
    yield opened
    opened.close()


@pytest.fixture
def writable(demo_home: Path, tmp_path: Path) -> Iterator[Toolbox]:
    """The tools over the demo home's data and an empty ledger of this test's own."""
    opened = Toolbox(linked_home(demo_home, tmp_path / "home"))
    yield opened
    opened.close()


MOMENT = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
"""17:00 in Shanghai, the demo bank's own moment."""


@dataclass
class Watch:
    """A clock that stands still until somebody moves it."""

    moment: datetime = MOMENT

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def desk(demo_home: Path, tmp_path: Path, watch: Watch) -> Iterator[Toolbox]:
    """The tools over the demo home's data with rules on texts and a ledger of this test's own."""
    from agents.outgoing import PackJudge
    from agents.rulebook import PackRules

    opened = Toolbox(
        linked_home(demo_home, tmp_path / "home"),
        clock=watch,
        judge=PackJudge(),
        rulebook=PackRules(),
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def _lightgbm_on_one_number_of_threads() -> Iterator[None]:
    """A call that leaves LightGBM's number of threads open sets it for the whole process."""
    import lightgbm

    predict, train, made = lightgbm.Booster.predict, lightgbm.train, lightgbm.Dataset.__init__

    def named(given: Any, where: str) -> None:
        if not isinstance(given, int) or given < 1:
            raise AssertionError(f"{where}: num_threads must be named, got {given!r}")

    def checked_predict(self: Any, *args: Any, **options: Any) -> Any:
        named(options.get("num_threads"), "Booster.predict")
        return predict(self, *args, **options)

    def checked_train(params: Any, *args: Any, **options: Any) -> Any:
        named(params.get("num_threads"), "lightgbm.train")
        return train(params, *args, **options)

    def checked_dataset(self: Any, *args: Any, **options: Any) -> None:
        given = options.get("params") or {}
        named(given.get("num_threads"), "lightgbm.Dataset")
        made(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lightgbm.Booster, "predict", checked_predict)
        patch.setattr(lightgbm, "train", checked_train)
        patch.setattr(lightgbm.Dataset, "__init__", checked_dataset)
        yield
