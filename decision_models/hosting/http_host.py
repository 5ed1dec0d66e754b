"""An endpoint that scores rows over HTTP."""

from typing import TYPE_CHECKING, Any

from decision_models.hosting.specification import Http

if TYPE_CHECKING:
    import pandas as pd

_ATTEMPTS = 3


class HttpHost:
    """Rows go in calls of bounded size, without identifiers; a call that the server could not
    take (5xx, a lost connection) is made again, because scoring changes nothing there.
    """

    def __init__(self, where: Http) -> None:
        self._where = where

    def predict(self, table: "pd.DataFrame") -> list[Any]:
        """The scores of all calls, one after the other."""
        import httpx

        headers = {}
        if self._where.token_file is not None:
            token = self._where.token_file.read_text(encoding="utf-8").strip()
            headers["Authorization"] = f"Bearer {token}"
        found: list[Any] = []
        size = self._where.rows_a_call
        transport = httpx.HTTPTransport(retries=_ATTEMPTS)
        with httpx.Client(
            timeout=self._where.timeout_seconds, headers=headers, transport=transport
        ) as client:
            for start in range(0, len(table), size):
                found += self._call(client, table.iloc[start : start + size])
        return found

    def _call(self, client: Any, part: "pd.DataFrame") -> list[Any]:
        rows = part.astype(object).where(part.notna(), None).to_numpy().tolist()
        body = {"columns": list(part.columns), "rows": rows}
        for _ in range(_ATTEMPTS):
            answer = client.post(self._where.url, json=body)
            if answer.status_code < 500:
                break
        answer.raise_for_status()
        scores = answer.json()["scores"]
        if not isinstance(scores, list) or len(scores) != len(part):
            raise ValueError(f"scores must be a list of {len(part)}")
        return scores
