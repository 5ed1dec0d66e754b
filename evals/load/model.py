"""A text model that takes its time: speaks as an OpenAI-compatible endpoint does, from a script."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def slow_model(seconds: float) -> Iterator[str]:
    """Serve on loopback; each reply comes after ``seconds``, in the shape that was asked for."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(seconds)
            schema = asked.get("response_format", {}).get("json_schema", {}).get("schema", {})
            text = json.dumps(_least(schema, schema), ensure_ascii=False)
            body = json.dumps(_completion(text)).encode()
            with suppress(ConnectionError):  # whoever asked may have left meanwhile
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _completion(text: str) -> dict[str, Any]:
    return {
        "id": "slow",
        "object": "chat.completion",
        "created": 0,
        "model": "slow",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _least(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    """The least value that a JSON schema allows."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _least(whole.get("$defs", {}).get(name, {}), whole)
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _least(schema[several][-1], whole)
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {name: _least(parts[name], whole) for name in schema.get("required", parts)}
        case "array":
            return [_least(schema.get("items", {}), whole)] * schema.get("minItems", 0)
        case "string":
            return "好" * schema.get("minLength", 0)
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
    return None
