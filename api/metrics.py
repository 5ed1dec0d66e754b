"""Counters of one process in Prometheus' text format. They name routes and kinds, never people."""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.llm.accounting import Sample

Labels = tuple[tuple[str, str], ...]

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds

_HELP = {
    "weiwo_http_requests_total": ("counter", "Requests by route, method and status."),
    "weiwo_http_request_seconds": ("histogram", "How long requests took, by route."),
    "weiwo_http_requests_in_progress": ("gauge", "Requests that are being answered."),
    "weiwo_answers_total": ("counter", "Answers by intent, engine, verdict and door."),
    "weiwo_answer_seconds": ("histogram", "How long answers took, by engine."),
    "weiwo_tool_calls_total": ("counter", "Tools called by programs, by outcome."),
    "weiwo_llm_requests_total": ("counter", "Requests to text models, by endpoint and outcome."),
    "weiwo_llm_tokens_total": ("counter", "Tokens: prompt, cached_prompt, completion."),
    "weiwo_llm_cost_total": ("counter", "What they cost, in the currency of the prices."),
    "weiwo_llm_seconds_total": ("counter", "How long whole replies took, added up."),
    "weiwo_llm_requests_in_progress": ("gauge", "Requests to text models under way."),
    "weiwo_llm_breaker_open": ("gauge", "1 left alone, 0.5 being tried, 0 in use."),
}


class Metrics:
    """Counts, gauges and histograms; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[tuple[str, Labels], float] = {}
        self._buckets: dict[tuple[str, Labels], list[int]] = {}

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter, or move a gauge up or down."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            self._values[key] = self._values.get(key, 0) + amount

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Count a duration into its histogram."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            counts = self._buckets.setdefault(key, [0] * (len(BUCKETS) + 1))
            counts[bisect_left(BUCKETS, seconds)] += 1
            self._values[key] = self._values.get(key, 0) + seconds

    def text(self, others: Iterable["Sample"] = ()) -> str:
        """Everything, in the text exposition format 0.0.4; ``others`` are counted elsewhere."""
        more: dict[str, list[Sample]] = {}
        for sample in others:
            more.setdefault(sample.name, []).append(sample)
        with self._lock:
            lines = list(self._lines(more))
        return "\n".join(lines) + "\n"

    def _lines(self, more: Mapping[str, Sequence["Sample"]]) -> Iterator[str]:
        for name, (kind, meaning) in _HELP.items():
            yield f"# HELP {name} {meaning}"
            yield f"# TYPE {name} {kind}"
            for sample in more.get(name, ()):
                yield f"{name}{_written(sample.labels)} {sample.value:.10g}"
            for (found, labels), value in sorted(self._values.items()):
                if found != name:
                    continue
                if kind == "histogram":
                    yield from self._histogram(name, labels, value)
                else:
                    yield f"{name}{_written(labels)} {value:g}"

    def _histogram(self, name: str, labels: Labels, total: float) -> Iterator[str]:
        below = 0
        for bound, count in zip((*BUCKETS, "+Inf"), self._buckets[name, labels], strict=True):
            below += count
            yield f"{name}_bucket{_written((*labels, ('le', str(bound))))} {below}"
        yield f"{name}_sum{_written(labels)} {total:.6f}"
        yield f"{name}_count{_written(labels)} {below}"


def _written(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels)
    return f"{{{pairs}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
