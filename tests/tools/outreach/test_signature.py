"""Signed webhooks: whatever is changed, late or repeated is not ours."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.outreach.gateways.signature import (
    KEY,
    SIGNATURE,
    TIMESTAMP,
    WINDOW,
    Verifier,
    signed_headers,
)

SECRET = b"s" * 32
NOW = 1_790_000_000


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=60), other=st.binary(max_size=60), late=st.integers(-900, 900))
def test_only_the_same_bytes_in_time_are_ours(body: bytes, other: bytes, late: int) -> None:
    headers = signed_headers(SECRET, NOW, body, "k")
    fault = Verifier(SECRET).fault(headers, body, NOW + late)
    assert fault == ("stale" if abs(late) > WINDOW else None)
    if other != body:
        assert Verifier(SECRET).fault(headers, other, NOW) == "forged"


def test_a_changed_header_or_secret_is_found() -> None:
    headers = signed_headers(SECRET, NOW, b"{}", "k")
    assert Verifier(b"t" * 32).fault(headers, b"{}", NOW) == "forged"
    assert Verifier(SECRET).fault({**headers, KEY: "other"}, b"{}", NOW) == "forged"
    assert Verifier(SECRET).fault({**headers, TIMESTAMP: str(NOW + 1)}, b"{}", NOW) == "forged"
    for missing in (SIGNATURE, TIMESTAMP):
        rest = {name: value for name, value in headers.items() if name != missing}
        assert Verifier(SECRET).fault(rest, b"{}", NOW) == "unsigned"


def test_the_same_request_twice_is_a_replay_and_our_own_second_try_is_not() -> None:
    verifier = Verifier(SECRET)
    first = signed_headers(SECRET, NOW, b"{}", "k")
    assert verifier.fault(first, b"{}", NOW) is None
    lower = {name.lower(): value for name, value in first.items()}
    assert verifier.fault(lower, b"{}", NOW + 5) == "replayed"
    again = signed_headers(SECRET, NOW + 60, b"{}", "k")
    assert verifier.fault(again, b"{}", NOW + 60) is None
