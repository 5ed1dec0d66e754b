from dataclasses import dataclass

import pytest

from decision_models.catalogue.files import switched_off
from home.errors import BadInput, NotReady


@dataclass(frozen=True)
class Spec:
    name: str


def refuse(spec: Spec) -> None:
    if spec.name == "b":
        raise NotReady("too few")
    if spec.name == "d":
        raise BadInput("damaged")


def test_only_what_is_refused_for_that_reason_is_switched_off() -> None:
    assert switched_off([Spec("a"), Spec("b"), Spec("c")], refuse, NotReady) == {"b": "too few"}
    with pytest.raises(BadInput, match="damaged"):
        switched_off([Spec("d")], refuse, NotReady)
