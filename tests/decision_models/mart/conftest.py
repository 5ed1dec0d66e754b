from pathlib import Path

import pytest

from decision_models.mart.demo_bank import build
from decision_models.mart.warehouse import MartVersion, Warehouse


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a demo bank of 500 customers. Read only."""
    home = tmp_path_factory.mktemp("demo-home")
    build(home, customers=500, seed=7)
    return home


@pytest.fixture(scope="session")
def demo_version(demo_home: Path) -> MartVersion:
    return Warehouse(demo_home).current()
