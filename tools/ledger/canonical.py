"""One text for one value: what is hashed must not depend on who wrote the JSON."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from home.errors import BadInput

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

# Personal data enters the ledger by reference: the customer's id, never who that is.
_PERSONAL_KEYS = frozenset(
    {"name", "customer_name", "phone", "mobile", "id_number", "id_card", "birth_date", "address"}
)


def canonical(value: Json) -> str:
    """JSON with sorted keys and no spaces, in which NaN and infinity have no place.

    Raises:
        BadInput: the value holds something that JSON cannot say exactly.
    """
    try:
        return json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise BadInput(f"a ledger payload must be plain JSON values: {error}") from error


def record_hash(seq: int, at: str, kind: str, payload: str, previous: str) -> str:
    """SHA-256 over one record and the hash before it, as hexadecimal digits.

    ``payload`` is canonical JSON text; it is hashed as text, so that a change which leaves the
    parsed value alone (spaces, key order) is a change all the same.
    """
    head = canonical({"at": at, "kind": kind, "previous": previous, "seq": seq})
    return hashlib.sha256(f"{head}\n{payload}".encode()).hexdigest()


def refuse_personal_data(payload: Json, path: str = "payload") -> None:
    """Refuse keys that carry personal data in clear, at any depth.

    Raises:
        BadInput: names the key.
    """
    if isinstance(payload, Mapping):
        for key, value in payload.items():
            if not isinstance(key, str):
                raise BadInput(f"{path} must have text keys, got {key!r}")
            if key in _PERSONAL_KEYS:
                raise BadInput(f"{path}.{key} is personal data; the ledger takes customer_id only")
            refuse_personal_data(value, f"{path}.{key}")
    elif isinstance(payload, list | tuple):
        for index, value in enumerate(payload):
            refuse_personal_data(value, f"{path}[{index}]")
