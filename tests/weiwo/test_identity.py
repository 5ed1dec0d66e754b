"""The settings of the identity provider: what is missing or cannot be meant is named."""

from pathlib import Path

import pytest

from home.errors import BadInput
from weiwo.identity import identity_of
from weiwo.settings import Settings

RULES = "rules:\n- {when: {groups: rm}, role: rm, subject: manager}\n"


@pytest.fixture
def given(tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return {
        "oidc_issuer": "https://idp.bank.example",
        "oidc_audience": "weiwo-api",
        "oidc_client_id": "weiwo-workbench",
        "oidc_mapping": path,
    }


def test_none_is_configured_and_none_is_there() -> None:
    assert identity_of(Settings()) is None


def test_what_is_configured_is_there(given: dict[str, object]) -> None:
    found = identity_of(Settings(**given))
    assert found is not None
    assert found.audience == "weiwo-api"
    assert found.client_secret is None


@pytest.mark.parametrize("missing", ["oidc_audience", "oidc_mapping"])
def test_what_is_missing_is_named(missing: str, given: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=missing.upper()):
        identity_of(Settings(**{**given, missing: None}))


def test_an_id_token_must_not_open_the_programs_doors(given: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="differ"):
        identity_of(Settings(**{**given, "oidc_client_id": "weiwo-api"}))


def test_an_issuer_in_clear_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="https"):
        identity_of(Settings(**{**given, "oidc_issuer": "http://idp.bank.example"}))
