"""All models that score, and those of the catalogue that do not."""

import pytest

from home.errors import RefusedByPolicy
from tests.conftest import FORECASTERS, TRAINED
from tools.access import parse
from tools.bank_models import ModelsQuery, models_in_use
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")


def test_every_model_is_in_use_or_not_trained(toolbox: Toolbox) -> None:
    found = models_in_use(toolbox, ANALYST, ModelsQuery())
    names = {line.name for kind in found.kinds for line in kind.lines}
    assert names == {*TRAINED, *FORECASTERS}
    assert found.count == len(names)
    assert found.of_chances == len(TRAINED) == found.later
    assert "gold_30d" in {one.name for one in found.untrained}
    assert found.best is not None
    assert found.worst is not None
    assert found.best.auc is not None
    assert found.worst.auc is not None
    assert found.best.auc >= found.worst.auc


def test_the_worst_calibrated_comes_first(toolbox: Toolbox) -> None:
    found = models_in_use(toolbox, ANALYST, ModelsQuery(aspect="calibration"))
    errors = [line.ece or 0.0 for kind in found.kinds for line in kind.lines]
    assert errors == sorted(errors, reverse=True)
    assert len(errors) == len(TRAINED)


def test_one_kind_alone(toolbox: Toolbox) -> None:
    found = models_in_use(toolbox, ANALYST, ModelsQuery(kind="amount"))
    assert [kind.kind for kind in found.kinds] == ["amount"]
    assert all(line.covered is not None for line in found.kinds[0].lines)
    assert models_in_use(toolbox, ANALYST, ModelsQuery(kind="effect")).count == 0


def test_customers_and_marketers_see_none(toolbox: Toolbox) -> None:
    for who in ("customer:C0000001", "marketer:x"):
        with pytest.raises(RefusedByPolicy):
            models_in_use(toolbox, parse(who), ModelsQuery())
