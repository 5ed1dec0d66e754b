"""An OpenAI-compatible endpoint on loopback that answers as it is told: well, or badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Pieces = Callable[[dict], Iterator[str]]  # type: ignore[type-arg]
"""Request -> the pieces of text that are streamed."""


@contextmanager
def serve(pieces: Pieces, status: int = 200) -> Iterator[str]:
    """The base URL of an endpoint that streams what ``pieces`` yields, or fails with ``status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if status != 200:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(b'{"error": {"message": "told to fail"}}')
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                for piece in pieces(request):
                    self._event({"delta": {"role": "assistant", "content": piece}})
                self._event({"delta": {}, "finish_reason": "stop"})
                self.wfile.write(b"data: [DONE]\n\n")
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had enough

        def _event(self, choice: dict) -> None:  # type: ignore[type-arg]
            chunk = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "finish_reason": None, **choice}],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def endless(_: object) -> Iterator[str]:
    """Never ends: a model that repeats itself for ever."""
    while True:
        yield "好"
        time.sleep(0.02)
