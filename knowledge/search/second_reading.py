"""An optional second reading of the best hits by a model that sees question and passage together.

Nothing of it is needed: without one, or where it fails, the first order stands.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

READ_AGAIN = 30
"""How many of the best documents are read a second time."""

_CONSTANT = 20  # of reciprocal rank fusion over so few (Cormack, Clarke and Buettcher 2009)
_WEIGHT = 2.0  # of the second reading beside the first
_LONGEST = 2000  # characters of a question

log = logging.getLogger(__name__)


class SecondReader(Protocol):
    """Says how well each passage answers; any scale, higher is better."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One number a passage, in order."""
        ...


@dataclass(frozen=True)
class CrossEncoder:
    """A cross-encoder in process, by the extra ``sentence-transformers``.

    Args:
        model: a folder with its weights, or a name that is in the local cache.
    """

    model: str

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See `SecondReader`."""
        pairs = [(question, passage) for passage in passages]
        return [float(one) for one in self._loaded.predict(pairs)]

    @cached_property
    def _loaded(self) -> Any:
        from sentence_transformers import CrossEncoder as Loaded

        return Loaded(self.model)


class _Ranked(BaseModel):
    model_config = ConfigDict(extra="ignore")
    index: int = Field(ge=0)
    relevance_score: float


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    results: list[_Ranked]


@dataclass(frozen=True)
class RerankEndpoint:
    """A server that speaks ``POST {base_url}/rerank`` (vLLM, Jina, Cohere, Xinference).

    Args:
        base_url: for example ``http://127.0.0.1:8000/v1``.
        model: the model's name there.
        api_key: its key.
        timeout: seconds for the whole reply.
    """

    base_url: str
    model: str
    api_key: str = "none"
    timeout: float = 5.0

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See `SecondReader`.

        Raises:
            httpx.HTTPError: no reply in time, or none that is one.
            ValueError: not one score a passage.
        """
        import httpx

        reply = httpx.post(
            f"{self.base_url.rstrip('/')}/rerank",
            json={"model": self.model, "query": question, "documents": list(passages)},
            headers={"Authorization": f"Bearer {self.api_key}"},
            timeout=self.timeout,
        ).raise_for_status()
        found = {
            one.index: one.relevance_score for one in _Reply.model_validate(reply.json()).results
        }
        if found.keys() != set(range(len(passages))):
            raise ValueError(
                f"a rerank reply must score {len(passages)} passages, got {len(found)}"
            )
        return [found[at] for at in range(len(passages))]


def second_reader(base_url: str | None, model: str | None, api_key: str) -> SecondReader | None:
    """The reader that an operator set: an endpoint, a model in process, or none."""
    if base_url:
        return RerankEndpoint(base_url, model or "default", api_key)
    return CrossEncoder(model) if model else None


def order(reader: SecondReader, question: str, passages: Sequence[str]) -> list[int]:
    """The places of ``passages`` (which come best first), best first by both readings.

    Where the reader fails, the first order; a warning is logged.
    """
    first = list(range(len(passages)))
    try:
        scores = reader.scores(question[:_LONGEST], passages)
    except Exception as error:
        log.warning("second reading failed, the first order stands: %s: %s", type(error), error)
        return first
    rank = {at: place for place, at in enumerate(sorted(first, key=lambda at: -scores[at]))}
    return sorted(first, key=lambda at: -_joined(at, rank[at]))


def _joined(one: int, two: int) -> float:
    return 1 / (_CONSTANT + one) + _WEIGHT / (_CONSTANT + two)
