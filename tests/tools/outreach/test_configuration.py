"""Which gateway serves which channel: the institution's file, and what is wrong with it."""

from pathlib import Path

import pytest

from home.errors import BadInput
from tools.outreach.clearance import SENT_CHANNELS
from tools.outreach.configuration import call_centre, gateways
from tools.outreach.gateways.file import FileGateway
from tools.outreach.gateways.smtp import SmtpGateway
from tools.outreach.gateways.webhook import WebhookGateway

SECRET = "s" * 32


def ways(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gateways.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_each_channel_has_a_file_of_its_own(tmp_path: Path) -> None:
    found = gateways(tmp_path)
    assert set(found) == SENT_CHANNELS
    assert found["sms"] == FileGateway(tmp_path / "outreach" / "sms.jsonl")


def test_a_file_names_the_ways_and_where_addresses_are(tmp_path: Path) -> None:
    (tmp_path / "mails.csv").write_text("customer_id,address\nC1, a@b.example\n", encoding="utf-8")
    path = ways(
        tmp_path,
        "sms: {kind: webhook, url: 'https://gateway.example/sms'}\n"
        "email: {kind: smtp, host: mail.example, sender: bank@mail.example, addresses: mails.csv}\n"
        "wecom: {kind: file, path: out/wecom.jsonl}\n",
    )
    found = gateways(tmp_path, path, SECRET, "password")
    assert set(found) == {"sms", "email", "wecom"}
    assert found["sms"] == WebhookGateway("https://gateway.example/sms", SECRET.encode(), 10)
    mail = found["email"]
    assert isinstance(mail, SmtpGateway)
    assert (mail.address_of("C1"), mail.address_of("C2")) == ("a@b.example", None)
    assert (mail.port, mail.starttls, mail.password) == (587, True, "password")
    assert found["wecom"] == FileGateway(tmp_path / "out" / "wecom.jsonl")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sms: {kind: pigeon}", "pigeon"),
        ("fax: {kind: file, path: x}", "fax"),
        ("sms: {kind: file, path: x, colour: red}", "colour"),
        ("sms: {kind: webhook, url: 'ftp://x'}", "url"),
        ("sms: [", "gateways.yaml"),
        ("sms: {kind: webhook, url: 'https://x'}", "WEIWO_WEBHOOK_SECRET"),
        ("handoffs: {kind: file, path: x}", "handoffs"),
        ("email: {kind: smtp, host: h, sender: a@b, addresses: none.csv}", "none.csv"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        gateways(tmp_path, ways(tmp_path, text), "short")
    with pytest.raises(BadInput, match="WEIWO_GATEWAYS"):
        gateways(tmp_path, tmp_path / "none.yaml")


def test_addresses_without_their_columns_are_said(tmp_path: Path) -> None:
    (tmp_path / "mails.csv").write_text("id,mail\nC1,a@b.example\n", encoding="utf-8")
    text = "email: {kind: smtp, host: h, sender: a@b, addresses: mails.csv}"
    with pytest.raises(BadInput, match="customer_id and address"):
        gateways(tmp_path, ways(tmp_path, text))


def test_the_call_centre_has_a_door_of_its_own_and_is_no_channel(tmp_path: Path) -> None:
    text = "handoffs: {kind: webhook, url: 'https://desk.example/waits', timeout: 5}"
    path = ways(tmp_path, text)
    door = WebhookGateway("https://desk.example/waits", SECRET.encode(), 5)
    assert call_centre(path, SECRET) == door
    assert gateways(tmp_path, path, SECRET) == {}
    assert call_centre() is None
    assert call_centre(ways(tmp_path, "sms: {kind: file, path: x}")) is None
    with pytest.raises(BadInput, match="WEIWO_WEBHOOK_SECRET"):
        call_centre(ways(tmp_path, text), "short")
