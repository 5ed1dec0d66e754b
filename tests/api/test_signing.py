"""A home's secret: its own, kept to its owner, and never one that others know."""

from pathlib import Path

import pytest

from api.signing import FILE, derive, signing_secret
from home.errors import BadInput


def test_a_home_keeps_its_secret(tmp_path: Path) -> None:
    first = signing_secret(tmp_path / "a", None, demo=False)
    assert signing_secret(tmp_path / "a", None, demo=False) == first
    assert signing_secret(tmp_path / "b", None, demo=False) != first
    assert len(first) >= 32
    assert (tmp_path / "a" / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == [FILE]


def test_a_secret_that_others_can_read_is_refused_outside_a_demo_home(tmp_path: Path) -> None:
    secret = signing_secret(tmp_path, None, demo=True)
    (tmp_path / FILE).chmod(0o644)
    assert signing_secret(tmp_path, None, demo=True) == secret
    with pytest.raises(BadInput, match="chmod 600"):
        signing_secret(tmp_path, None, demo=False)


@pytest.mark.parametrize(
    "weak",
    ["", "secret", "changeme" * 8, "a" * 64, "weiwo-default-secret-please-change-me-now"[:31]],
)
def test_a_default_or_short_secret_is_refused_outside_a_demo_home(
    weak: str, tmp_path: Path
) -> None:
    assert signing_secret(tmp_path, weak, demo=True) == weak
    with pytest.raises(BadInput, match="WEIWO_SECRET"):
        signing_secret(tmp_path, weak, demo=False)


def test_a_configured_secret_is_used_and_nothing_written(tmp_path: Path) -> None:
    strong = "9f2c4b7e1a6d8035c2e4f6a8b0d1937e"
    assert signing_secret(tmp_path, strong, demo=False) == strong
    assert not list(tmp_path.iterdir())


def test_keys_of_two_purposes_differ() -> None:
    assert derive("x", "api") != derive("x", "web")
    assert derive("x", "api") == derive("x", "api")
    assert len(derive("x", "api")) == 32
