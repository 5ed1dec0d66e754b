"""Traces of a served question: one tree from the caller's span down to the tools, and no words."""

from collections.abc import Iterator
from concurrent import futures
from pathlib import Path

import grpc
import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr

from api.auth import Tokens
from home.errors import BadInput
from tests.conftest import linked_home
from tools.access import parse
from weiwo.asgi import create
from weiwo.settings import Settings
from weiwo.tracing import traces

SECRET = "3f9c0a1b7d5e4826af0913c5d7e2b4806a1c3e5f"
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


@pytest.fixture
def served(demo_home: Path, tmp_path: Path) -> Iterator[TestClient]:
    home = linked_home(demo_home, tmp_path / "home")
    settings = Settings(home=home, secret=SecretStr(SECRET))
    with TestClient(create(settings, web=False)) as client:
        token = Tokens(SECRET).issue(parse("rm:M001"))
        client.headers.update({"Authorization": f"Bearer {token}"})
        yield client


def test_a_question_is_one_tree_from_the_caller_to_the_tools(
    served: TestClient, spans: InMemorySpanExporter
) -> None:
    given = {"traceparent": CALLER, "X-Request-ID": "request-0001"}
    asked = {"question": "王女士是我名下的客户吗？我名下谁最有可能买理财？"}
    assert served.post("/api/ask", json=asked, headers=given).status_code == 200
    done = {span.name: span for span in spans.get_finished_spans()}
    request, turn = done["POST /api/ask"], done["turn"]
    assert request.context is not None
    assert f"{request.context.trace_id:032x}" in CALLER
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" in CALLER
    about = dict(request.attributes or {})
    assert about["http.response.status_code"] == 200
    assert about["weiwo.request_id"] == "request-0001"
    assert _parent(turn) == request.context.span_id
    assert turn.context is not None
    for node in ("screen_request", "make_decision", "check_answer", "deliver_answer"):
        assert _parent(done[node]) == turn.context.span_id, node
    tool = done["tool find_prospects"]
    assert done["make_decision"].context is not None
    assert _parent(tool) == done["make_decision"].context.span_id
    said = str([(one.name, dict(one.attributes or {})) for one in done.values()])
    assert "王" not in said
    assert "M001" not in said


def test_an_error_is_told_by_its_kind_and_a_path_by_its_route(
    served: TestClient, spans: InMemorySpanExporter
) -> None:
    assert served.get("/api/customers/C9999999").status_code == 404
    done = {span.name: span for span in spans.get_finished_spans()}
    request = done["GET /api/customers/{customer_id}"]
    assert dict(request.attributes or {})["http.response.status_code"] == 404
    tool = next(span for name, span in done.items() if name.startswith("tool "))
    assert dict(tool.attributes or {})["error.type"] == "NotFound"
    assert not tool.events, "an error's words are not recorded"
    assert "C9999999" not in str([dict(one.attributes or {}) for one in done.values()])


def _parent(span: ReadableSpan) -> int | None:
    return None if span.parent is None else span.parent.span_id


class Collector(TraceServiceServicer):  # type: ignore[misc]
    def __init__(self) -> None:
        self.heard: list[ExportTraceServiceRequest] = []

    def Export(  # noqa: N802
        self, request: ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> ExportTraceServiceResponse:
        self.heard.append(request)
        return ExportTraceServiceResponse()


def test_spans_go_to_the_collector_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The process has one provider for good: this test's is kept to itself.
    made: list[TracerProvider] = []
    monkeypatch.setattr(trace, "set_tracer_provider", made.append)
    collector = Collector()
    server = grpc.server(futures.ThreadPoolExecutor(1))
    add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        settings = Settings(home=tmp_path, otlp_endpoint=f"http://127.0.0.1:{port}")
        with traces(settings):
            made[0].get_tracer("weiwo").start_span("turn").end()
    finally:
        server.stop(0)
    (batch,) = [one for request in collector.heard for one in request.resource_spans]
    assert [span.name for scope in batch.scope_spans for span in scope.spans] == ["turn"]
    about = {one.key: one.value.string_value for one in batch.resource.attributes}
    assert about["service.name"] == "weiwo"


def test_without_a_collector_nothing_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "set_tracer_provider", lambda _: pytest.fail("nobody asked"))
    with traces(Settings(home=tmp_path)):
        pass
    with pytest.raises(BadInput, match="OTLP_ENDPOINT"):
        Settings(home=tmp_path, otlp_endpoint="collector:4317")
