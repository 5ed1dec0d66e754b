"""The real ways out: a file, a mail server on the loopback, a webhook that checks signatures."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.outreach.gateways import NotTaken, Outgoing, Refused, Unclear
from tools.outreach.gateways.file import FileGateway
from tools.outreach.gateways.signature import KEY, Verifier, body_of
from tools.outreach.gateways.smtp import SmtpGateway
from tools.outreach.gateways.webhook import WebhookGateway

MESSAGE = Outgoing(
    key="ab" * 32,
    customer_id="C0000001",
    channel="email",
    title="到期提醒",
    body="王女士您好，您的产品即将到期。（本内容由AI生成，经规则校验）",
    text_id="T0123456789AB",
    campaign="K",
    aigc={"Label": "1", "ContentProducer": "示例银行", "ProduceID": "T0123456789AB"},
    record=(7, "cd" * 32),
)
SECRET = b"s" * 32


# A file


def test_a_file_takes_a_message_once_and_survives_a_torn_line(tmp_path: Path) -> None:
    gateway = FileGateway(tmp_path / "out" / "sms.jsonl")
    assert gateway.ask(MESSAGE.key) == "absent"
    gateway.send(MESSAGE)
    gateway.send(MESSAGE)
    assert gateway.ask(MESSAGE.key) == "taken"
    other = replace(MESSAGE, key="ef" * 32)
    with (tmp_path / "out" / "sms.jsonl.keys").open("a") as file:
        file.write(f"begun {other.key}\n")
    with gateway.path.open("a") as file:  # a writer that died within a line
        file.write(json.dumps(asdict(other), ensure_ascii=False)[:90])
    assert gateway.ask(other.key) == "absent"
    gateway.send(other)
    assert gateway.ask(other.key) == "taken"
    lines = gateway.path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in (lines[0], lines[2])] == [MESSAGE.key, other.key]
    assert json.loads(lines[0])["aigc"]["ProduceID"] == MESSAGE.text_id


def test_a_file_may_be_taken_away_at_any_time(tmp_path: Path) -> None:
    first = FileGateway(tmp_path / "sms.jsonl")
    first.send(MESSAGE)
    first.path.rename(tmp_path / "taken-1.jsonl")
    for worker in (first, FileGateway(first.path)):  # also one that never saw the file
        assert worker.ask(MESSAGE.key) == "taken"
        worker.send(MESSAGE)
    assert not first.path.exists()
    other = replace(MESSAGE, key="ef" * 32)
    first.send(other)
    assert len(first.path.read_text(encoding="utf-8").splitlines()) == 1
    # Died between the line and its mark, and the file is gone: nobody here can know.
    journal = tmp_path / "sms.jsonl.keys"
    third = replace(MESSAGE, key="01" * 32)
    with journal.open("a") as file:
        file.write(f"begun {third.key}\n")
    assert first.ask(third.key) == "cannot_say"
    with pytest.raises(Unclear):
        first.send(third)


def test_a_file_that_cannot_be_written_took_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder must be")
    with pytest.raises(NotTaken):
        FileGateway(tmp_path / "out" / "sms.jsonl").send(MESSAGE)


# A mail server


class Mailbox:
    """What aiosmtpd hands over; ``answer`` is what it says to the message."""

    def __init__(self, answer: str = "250 OK", rcpt: str = "250 OK", slow: float = 0) -> None:
        self.answer, self.rcpt, self.slow = answer, rcpt, slow
        self.mails: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        import asyncio

        assert isinstance(envelope.original_content, bytes)
        if self.answer.startswith("250"):
            self.mails.append(envelope.original_content)
        await asyncio.sleep(self.slow)
        return self.answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(box: Mailbox) -> Iterator[SmtpGateway]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield SmtpGateway(
            "127.0.0.1",
            controller.port,
            "service@bank.example",
            {"C0000001": "wang@mail.example"}.get,
            timeout=1.0,
        )
    finally:
        controller.stop(no_assert=True)


def test_a_mail_arrives_with_its_number_and_label() -> None:
    box = Mailbox()
    with mail_server(box) as gateway:
        receipt = gateway.send(MESSAGE)
    (raw,) = box.mails
    mail = message_from_bytes(raw, policy=default)
    assert mail["Message-ID"] == receipt == f"<{MESSAGE.key}@bank.example>"
    assert mail["Subject"] == MESSAGE.title
    assert json.loads(str(mail["X-AIGC"]))["ProduceID"] == MESSAGE.text_id
    assert mail.get_content().strip() == MESSAGE.body  # type: ignore[attr-defined]
    assert gateway.ask(MESSAGE.key) == "cannot_say"


@pytest.mark.parametrize(
    ("box", "error"),
    [
        (Mailbox(answer="451 later"), NotTaken),
        (Mailbox(answer="554 spam"), Refused),
        (Mailbox(rcpt="450 busy"), NotTaken),
        (Mailbox(rcpt="550 no such user"), Refused),
        (Mailbox(slow=3), Unclear),
    ],
    ids=["451", "554", "rcpt 450", "rcpt 550", "no answer"],
)
def test_what_a_mail_server_says_is_understood(box: Mailbox, error: type[Exception]) -> None:
    with mail_server(box) as gateway, pytest.raises(error):
        gateway.send(MESSAGE)


def test_no_server_and_no_address() -> None:
    gateway = SmtpGateway("127.0.0.1", free_port(), "a@b.example", lambda _: "x@y.example")
    with pytest.raises(NotTaken):
        gateway.send(MESSAGE)
    with pytest.raises(Refused, match="no address"):
        replace(gateway, address_of=lambda _: None).send(MESSAGE)


# A webhook


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def bank_gateway(answer: Answer) -> Iterator[WebhookGateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield WebhookGateway(f"http://127.0.0.1:{server.server_port}/sms", SECRET, timeout=1.0)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(code: int, body: bytes = b"") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def test_a_webhook_is_signed_over_what_was_received() -> None:
    verifier = Verifier(SECRET)
    received: list[dict[str, object]] = []
    faults: list[str | None] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        faults.append(verifier.fault(dict(request.headers), body, int(time.time())))
        if body:
            received.append(json.loads(body))
            assert request.headers[KEY] == MESSAGE.key
        says(200, b'{"id": "sms-1"}')(request)

    with bank_gateway(answer) as gateway:
        assert gateway.send(MESSAGE) == "sms-1"
        assert gateway.ask(MESSAGE.key) == "taken"
    assert faults == [None, None]
    assert received == [json.loads(body_of(asdict(MESSAGE)))]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (400, Refused),
        (422, Refused),
        (429, NotTaken),
        (503, NotTaken),
        (500, Unclear),
        (502, Unclear),
        (302, Unclear),
    ],
)
def test_what_a_gateway_says_is_understood(code: int, error: type[Exception]) -> None:
    with bank_gateway(says(code)) as gateway, pytest.raises(error):
        gateway.send(MESSAGE)


@pytest.mark.parametrize(("code", "standing"), [(404, "absent"), (500, "cannot_say")])
def test_what_a_gateway_knows_is_understood(code: int, standing: str) -> None:
    with bank_gateway(says(code)) as gateway:
        assert gateway.ask(MESSAGE.key) == standing


def test_a_lost_answer_is_unclear_and_no_connection_is_not() -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(1.5)

    def dropped(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers["Content-Length"]))
        request.connection.close()

    for answer in (slow, dropped):
        with bank_gateway(answer) as gateway, pytest.raises(Unclear):
            gateway.send(MESSAGE)
    gone = WebhookGateway(f"http://127.0.0.1:{free_port()}/sms", SECRET, timeout=0.5)
    with pytest.raises(NotTaken):
        gone.send(MESSAGE)
    assert gone.ask(MESSAGE.key) == "cannot_say"
