"""A token is read as its scope, or not at all."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.auth import Tokens, Unauthorized
from home.errors import BadInput
from tests.api.bank import SECRET
from tools.access import Role, Scope, parse

NOW = datetime(2026, 10, 1, 1, tzinfo=UTC)
RM = parse("rm:M001")


def at(moment: datetime, secret: str = SECRET, audience: str = "api") -> Tokens:
    return Tokens(secret, audience, lambda: moment)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_a_token_is_read_as_the_scope_it_was_issued_for(role: Role) -> None:
    scope = Scope(role, "甲 01:B/ß")
    assert at(NOW).read(at(NOW).issue(scope)) == scope


def test_nobody_is_issued_the_operators_token() -> None:
    with pytest.raises(BadInput, match="operator"):
        at(NOW).issue(Scope(Role.OPERATOR, "root"))


def test_a_token_that_names_the_operator_is_refused_however_well_signed() -> None:
    with pytest.raises(Unauthorized, match="operator"):
        at(NOW).read(forged(sub="operator:root"))


def test_a_token_is_over_after_its_hours() -> None:
    token = at(NOW).issue(RM, timedelta(hours=1))
    assert at(NOW + timedelta(minutes=59)).read(token) == RM
    with pytest.raises(Unauthorized, match="expired"):
        at(NOW + timedelta(minutes=61)).read(token)


def test_a_token_of_another_home_or_purpose_is_refused() -> None:
    token = at(NOW).issue(RM)
    with pytest.raises(Unauthorized):
        at(NOW, secret=SECRET[::-1]).read(token)
    with pytest.raises(Unauthorized):
        at(NOW, audience="web").read(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "none"},
        {"alg": "HS512"},
        {"iss": "elsewhere"},
        {"aud": "weiwo:web"},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int(NOW.timestamp()) + 3600},
        {"sub": None},
        {"sub": ["rm:M001"]},
        {"sub": "rm"},
        {"sub": "king:M001"},
    ],
    ids=str,
)
def test_a_well_signed_token_with_wrong_claims_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Unauthorized):
        at(NOW).read(forged(**changes))


def test_the_forgery_of_these_tests_is_good_but_for_what_it_changes() -> None:
    assert at(NOW).read(forged()) == RM


@settings(deadline=None)
@given(st.data())
def test_no_changed_character_goes_unseen(data: st.DataObject) -> None:
    token = at(NOW).issue(RM)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one has spare bits
    other = data.draw(st.sampled_from("abcXYZ019-_."))
    changed = token[:place] + other + token[place + 1 :]
    if changed != token:
        with pytest.raises(Unauthorized):
            at(NOW).read(changed)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(Unauthorized):
        at(NOW).read(text)


def test_an_unsigned_token_is_refused() -> None:
    _, claims, _ = at(NOW).issue(RM).split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    with pytest.raises(Unauthorized):
        at(NOW).read(f"{header}.{claims}.")


def forged(alg: str = "HS256", **changes: object) -> str:
    """Signed with the right key by the standard library, so that only a claim is wrong."""
    import hashlib
    import hmac

    from api.signing import derive

    now = int(NOW.timestamp())
    claims = {"iss": "weiwo", "aud": "weiwo:api", "sub": "rm:M001", "iat": now, "exp": now + 60}
    claims = {key: value for key, value in {**claims, **changes}.items() if value is not None}

    def part(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": alg, "typ": "JWT"}) + b"." + part(claims)
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}.get(alg)
    if digest is None:
        return signed.decode() + "."
    mac = hmac.new(derive(SECRET, "api"), signed, digest).digest()
    return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()
