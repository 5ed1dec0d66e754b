"""Where traces go: an OpenTelemetry collector, where the operator names one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weiwo.settings import Settings


@contextmanager
def traces(settings: "Settings") -> Iterator[None]:
    """Send spans to ``WEIWO_OTLP_ENDPOINT`` while the block runs; those left go out at its end."""
    if settings.otlp_endpoint is None:
        yield
        return
    from importlib.metadata import version

    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = settings.otlp_endpoint
    about = {"service.name": "weiwo", "service.version": version("weiwo")}
    provider = TracerProvider(resource=Resource.create(about))
    exporter = OTLPSpanExporter(endpoint, insecure=endpoint.startswith("http://"))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
