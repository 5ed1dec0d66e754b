import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Authlib asks for https unless it is told that loopback is meant.
os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")

from api.identity.identity import Identity
from api.identity.mapping import load
from api.identity.provider import Provider as Seen
from tests.api.identity import provider

RULES = """
rules:
  - when: {groups: weiwo-compliance}
    role: compliance
    subject: preferred_username
  - when: {groups: weiwo-rm, active: true}
    role: rm
    subject: employee.manager_id
  - when: {realm_access.roles: branch}
    role: manager
    subject: branch
  - when: {kind: customer}
    role: customer
    subject: customer_no
"""
MANAGER = {
    "sub": "u-17",
    "groups": ["staff", "weiwo-rm"],
    "active": True,
    "employee": {"manager_id": "M001"},
}


@pytest.fixture(scope="module")
def bank() -> Iterator[provider.Provider]:
    with provider.running() as found:
        yield found


@pytest.fixture
def issuer(bank: provider.Provider) -> provider.Provider:
    """The provider, with one fresh key and the manager at its page."""
    bank.user = dict(MANAGER)
    bank.id_token.clear()
    bank.down = False
    bank.rotate()
    return bank


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "identity.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def identity(issuer: provider.Provider, rules: Path) -> Identity:
    return Identity(
        Seen(issuer.issuer), load(rules), provider.AUDIENCE, provider.CLIENT, provider.SECRET
    )
