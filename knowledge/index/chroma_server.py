"""A Chroma server, over its HTTP API (v2).

Not by Chroma's own client: that waits for an answer without end, and never closes what it opens.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

_PLACE = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_SECONDS = 10.0  # that an answer may take
_SECONDS_TO_CONNECT = 2.0


class ServedCollection:
    """A collection of a server, made where it is not there; an error of HTTP or of the server is
    ``httpx.HTTPError``.
    """

    def __init__(self, server: str, name: str) -> None:
        timeout = httpx.Timeout(_SECONDS, connect=_SECONDS_TO_CONNECT)
        self._client = httpx.Client(timeout=timeout, trust_env=False)
        self._address = server.rstrip("/") + _PLACE
        self._name = name
        self._number = ""

    def __enter__(self) -> "ServedCollection":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def ids(self) -> set[str]:
        """The names of all that it holds."""
        return set(self._ask("get", {"include": []})["ids"])

    def delete(self, ids: Sequence[str]) -> None:
        """Take these out."""
        self._ask("delete", {"ids": list(ids)})

    def add(
        self,
        ids: Sequence[str],
        vectors: NDArray[np.float32],
        labels: Sequence[Mapping[str, str]],
    ) -> None:
        """Put these in; ``vectors`` of shape (ids, dimensions)."""
        given = {
            "ids": list(ids),
            "embeddings": vectors.tolist(),
            "metadatas": [dict(one) for one in labels],
        }
        self._ask("add", given)

    def nearest(
        self, vector: NDArray[np.float32], k: int, where: Mapping[str, Any] | None
    ) -> list[str]:
        """The names of up to ``k`` near ``vector`` among those that ``where`` lets through."""
        asked = {
            "query_embeddings": [vector.tolist()],
            "n_results": k,
            "where": where,
            "include": [],
        }
        return list(self._ask("query", asked)["ids"][0])

    def drop(self) -> None:
        """Forget the collection and all that it holds."""
        answer = self._client.delete(f"{self._address}/{self._name}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()

    def _ask(self, what: str, given: Mapping[str, Any]) -> Any:
        if not self._number:
            self._number = self._made()
        return self._said(f"/{self._number}/{what}", given)

    def _made(self) -> str:
        configuration = {"hnsw": {"space": "cosine"}}
        wanted = {"name": self._name, "get_or_create": True, "configuration": configuration}
        return str(self._said("", wanted)["id"])

    def _said(self, path: str, given: Mapping[str, Any]) -> Any:
        answer = self._client.post(self._address + path, json=given)
        answer.raise_for_status()
        return answer.json()
