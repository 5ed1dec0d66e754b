"""Programs' tokens from a real provider: each way in which one is not good, by name."""

import base64
import hmac
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.app import create_app
from api.auth import ProviderDown, Tokens, Unauthorized
from api.identity.identity import Identity
from api.identity.provider import Provider as Seen
from api.rates import Rates
from home.errors import BadInput, RefusedByPolicy
from tests.api.bank import SECRET, FakeParts
from tests.api.identity.provider import AUDIENCE, CLIENT, Provider
from tools.access import parse

NOW = int(time.time())


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def served(identity: Identity) -> TestClient:
    app = create_app(FakeParts(demo=False, dev=False), SECRET, web=False, identity=identity)
    return TestClient(app, raise_server_exceptions=False)


def me(client: TestClient, token: str) -> Any:
    return client.get("/api/me", headers={"Authorization": f"Bearer {token}"})


def test_a_good_token_is_the_manager_whom_its_claims_name(
    served: TestClient, issuer: Provider
) -> None:
    found = me(served, issuer.access_token())
    assert found.status_code == 200, found.text
    assert found.json()["asker"] == "rm:M001"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": CLIENT},
        {"aud": "https://other.example"},
        {"aud": None},
        {"exp": NOW - 60},
        {"exp": None},
        {"nbf": NOW + 600},
        {"iat": NOW + 600},
        {"iat": None},
        {"sub": None},
    ],
    # Not what they hold: workers that start at different seconds must know the same tests.
    ids=lambda changed: "-".join(changed),
)
def test_a_token_that_is_not_for_here_and_now_opens_nothing(
    changed: dict[str, Any], served: TestClient, issuer: Provider
) -> None:
    assert me(served, issuer.access_token(**changed)).status_code == 401


def test_only_the_providers_own_signatures_count(served: TestClient, issuer: Provider) -> None:
    stranger = RSAKey.generate_key(2048, {"kid": issuer.keys[0].kid})
    forged = issuer.access_token(stranger, "RS256")
    # The oldest trick: the public key as the secret of a symmetric signature.
    head, body, signature = issuer.access_token().split(".")
    said = _base64(f'{{"alg":"HS256","kid":"{issuer.keys[0].kid}"}}'.encode()) + "." + body
    public = issuer.keys[0].as_pem(private=False)
    confused = f"{said}.{_base64(hmac.digest(public, said.encode(), 'sha256'))}"
    none = "eyJhbGciOiJub25lIn0." + body + "."
    changed = f"{head}.{issuer.access_token(sub='x').split('.')[1]}.{signature}"
    unnamed = jwt.encode({"alg": "RS256"}, {"sub": "x"}, issuer.keys[0])
    for token in (forged, confused, none, changed, unnamed, "a.b.c", "x" * 20_000):
        assert me(served, token).status_code == 401, token[:60]


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_development_tokens_open_nothing_outside_a_demo_home(served: TestClient) -> None:
    assert me(served, Tokens(SECRET).issue(parse("rm:M001"))).status_code == 401


def test_an_account_without_a_role_is_told_so_and_one_who_is_not_in_the_bank(
    served: TestClient, issuer: Provider
) -> None:
    found = me(served, issuer.access_token(groups=["staff"]))
    assert found.status_code == 403
    assert me(served, issuer.access_token(employee={"manager_id": "M999"})).status_code == 401


def test_a_new_key_is_looked_up_and_an_old_one_forgotten(
    issuer: Provider, identity: Identity
) -> None:
    clock = Clock()
    seen = Seen(issuer.issuer, now=clock)
    old = issuer.access_token()
    assert seen.claims(old, AUDIENCE)["sub"] == "u-17"
    asked = issuer.asked_for_keys
    assert seen.claims(old, AUDIENCE)["sub"] == "u-17"
    assert issuer.asked_for_keys == asked, "remembered"
    issuer.rotate("ES256")
    new = issuer.access_token()
    with pytest.raises(Unauthorized):
        seen.claims(new, AUDIENCE)  # too soon after the last look
    clock.now += 31
    assert seen.claims(new, AUDIENCE)["sub"] == "u-17"
    with pytest.raises(Unauthorized):
        seen.claims(old, AUDIENCE)


def test_forged_key_names_do_not_make_it_ask_each_time(issuer: Provider) -> None:
    clock = Clock()
    seen = Seen(issuer.issuer, now=clock)
    seen.claims(issuer.access_token(), AUDIENCE)
    clock.now += 31
    asked = issuer.asked_for_keys
    for number in range(20):
        stranger = RSAKey.generate_key(2048, {"kid": f"k{number}"}) if not number else stranger  # noqa: F821
        token = jwt.encode({"alg": "RS256", "kid": f"k{number}"}, {"sub": "x"}, stranger)
        with pytest.raises(Unauthorized):
            seen.claims(token, AUDIENCE)
    assert issuer.asked_for_keys == asked + 1


def test_a_provider_that_is_down_is_said_to_be_and_known_keys_hold(
    issuer: Provider, identity: Identity
) -> None:
    clock = Clock()
    seen = Seen(issuer.issuer, now=clock)
    token = issuer.access_token()
    seen.claims(token, AUDIENCE)
    issuer.down = True
    clock.now += 7200
    assert seen.claims(token, AUDIENCE)["sub"] == "u-17"
    with pytest.raises(ProviderDown):
        Seen(issuer.issuer).claims(token, AUDIENCE)
    app = create_app(FakeParts(demo=False, dev=False), SECRET, web=False, identity=identity)
    found = me(TestClient(app), token)
    assert found.status_code == 503
    assert found.headers["retry-after"]


def test_a_provider_that_names_another_issuer_is_not_believed(issuer: Provider) -> None:
    other = issuer.issuer.replace("127.0.0.1", "localhost")
    with pytest.raises(ProviderDown, match="must name itself"):
        Seen(other).claims(issuer.access_token(), AUDIENCE)


@pytest.mark.parametrize("address", ["http://idp.bank.example", "ftp://x", "idp"])
def test_tokens_do_not_travel_in_clear(address: str) -> None:
    with pytest.raises(BadInput, match="https"):
        Seen(address)


def test_each_program_has_its_own_limit(issuer: Provider, identity: Identity) -> None:
    clock = Clock()
    parts = FakeParts(demo=False, dev=False)
    rates = Rates(0, 40, clock)
    app = create_app(parts, SECRET, web=False, identity=identity, rates=rates)
    client = TestClient(app)
    for number in range(19):
        rates.clients.take("client crm")
        del number
    assert me(client, issuer.access_token()).status_code == 200
    assert me(client, issuer.access_token()).status_code == 429
    assert me(client, issuer.access_token(azp="other")).status_code == 200


def test_a_refused_account_reads_as_a_rule(identity: Identity, issuer: Provider) -> None:
    with pytest.raises(RefusedByPolicy, match="role"):
        identity.read(issuer.access_token(groups=[]))
