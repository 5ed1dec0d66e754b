"""Every door gives the same answer: the rules, the tools, the command, the worker."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agents.outgoing import PackJudge
from tests.conftest import Watch
from tests.tools.bank import Customer, customers, rm_of
from tests.tools.outreach.gateway import FakeGateway
from tests.tools.writing_desk import (
    CHECKER,
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    MARKETER,
    reachable,
    written,
)
from tools.access import Scope
from tools.contact_policy import contact_permission
from tools.ledger import ConsentChange, texts
from tools.ledger.texts import Text
from tools.outreach.clearance import clear, sender_of
from tools.outreach.queueing import SendRequest, may_send, queue_message
from tools.outreach.worker import Worker
from tools.reviews import Approval, Submission, approve_text, submit_text
from tools.toolbox import Toolbox
from weiwo.cli import run

PRODUCT = (
    "您好，向您介绍一款产品，详情见说明书。理财非存款、产品有风险、投资须谨慎。"
    "【帷幄示范银行】客服热线400-000-0000，拒收请回复R"
)


def through_every_door(
    desk: Toolbox,
    text: Text,
    one: Customer,
    scope: Scope,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """The rule that each door names, which must be the same one."""
    given = SendRequest(text_id=text.text_id, recipients=[one.customer_id], campaign="K")
    rules = {clear(desk, text, one.customer_id, scope).rule}
    (looked,) = may_send(desk, scope, given).items
    assert (looked.state == "clear") == looked.allowed
    rules.add(looked.rule)
    monkeypatch.setenv("WEIWO_HOME", str(desk.home))
    command = ["outreach", "check", text.text_id, "--as", str(scope), "--to", one.customer_id]
    code = run([*command, "--json"])
    (said,) = json.loads(capsys.readouterr().out)["items"]
    rules.add(said["rule"])
    assert code == (0 if looked.allowed or looked.until else 3)
    assert looked.allowed == (looked.rule == "ok")
    (queued,) = queue_message(desk, scope, given).items
    assert bool(queued.key) == bool(looked.allowed or looked.until)
    # The worker decides by itself, whatever let the message into the outbox.
    gateway = FakeGateway()
    Worker(desk, {text.channel: gateway}, "w").run()
    entry = desk.ledger.outbox.find(queued.key) if queued.key else None
    if entry is not None:
        rules.add(entry.rule or "ok")
        assert (entry.state == "sent") == looked.allowed == bool(gateway.taken)
    assert len(rules) == 1, rules
    return rules.pop()


def test_every_door_gives_the_rules_answer_for_many_customers(
    desk: Toolbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    general = written(desk, MARKETER)
    seen = set()
    for one in customers(desk)[:40:4]:
        rule = through_every_door(desk, general, one, MARKETER, monkeypatch, capsys)
        # The permission that a manager is told, before the message was sent, is this very rule.
        told = contact_permission(desk, rm_of(one), one.customer_id, "sms").contact
        assert told.rule == rule or rule == "ok"
        seen.add(rule)
    assert {"ok", "consent_missing"} <= seen


def product_of(desk: Toolbox, risk: str) -> str:
    from tools.shelf import shelf

    return next(
        sheet.product_id
        for sheet in shelf(desk.store).values()
        if sheet.risk_level == risk and sheet.category == "wealth" and sheet.on_sale(desk.as_of)
    )


def test_each_rule_stops_a_message_that_waits(
    desk: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What held when the text was queued is asked again when it leaves."""
    people = iter([one for one in reachable(desk, count=12) if one.consent_profiling])

    def left(one: Customer, body: str = CLEAN, **about: str) -> tuple[str, str]:
        text = written(desk, MARKETER, body, key=one.customer_id, **about)  # type: ignore[arg-type]
        given = SendRequest(text_id=text.text_id, recipients=[one.customer_id])
        (item,) = queue_message(desk, MARKETER, given).items
        return text.text_id, item.key

    def sent(key: str) -> str:
        Worker(desk, {"sms": FakeGateway()}, "w").run()
        entry = desk.ledger.outbox.find(key)
        assert entry is not None
        return entry.rule or entry.state

    def withdraw(one: Customer, purpose: str, channel: str) -> None:
        change = ConsentChange(
            f"{one.customer_id}{purpose}", desk.now, "t", one.customer_id, purpose, channel, False
        )
        desk.ledger.change_consent(change)

    one = next(people)
    _, key = left(one)
    withdraw(one, "marketing", "sms")
    assert sent(key) == "consent_missing"

    one = next(people)
    _, key = left(one, customer_id=one.customer_id)  # to one customer: personalised
    withdraw(one, "profiling", "*")
    assert sent(key) == "profiling_off"

    one = next(people)  # profiling off does not stop what rests on nothing personal
    _, key = left(one)
    withdraw(one, "profiling", "*")
    assert sent(key) == "sent"

    one = next(people)
    text_id, key = left(one)
    submit_text(
        desk, MARKETER, Submission(text_id=text_id, recipients=[one.customer_id]), key="late"
    )
    assert sent(key) == "not_reviewed"

    one = next(people)
    _, key = left(one)
    with desk.ledger.writing() as writing:  # somebody edits the text past the chain
        writing.connection.exec_driver_sql(
            "UPDATE texts SET body = 'x' WHERE text_id = "
            "(SELECT text_id FROM outbox WHERE key = ?)",
            (key,),
        )
    assert sent(key) == "text_changed"

    one = next(people)
    _, key = left(one)
    with monkeypatch.context() as patch:
        patch.setattr(PackJudge, "__call__", _forbids)
        assert sent(key) == "text_rule"


def _forbids(self: PackJudge, title: object, body: object, context: object) -> object:
    from tools.drafts import Judgement

    return Judgement("violation", "cn-2027@1", ())


def approved(desk: Toolbox, people: "list[Customer]", body: str = DOUBTFUL) -> Text:
    text = written(desk, MARKETER, body)
    to = [one.customer_id for one in people]
    item = submit_text(desk, MARKETER, Submission(text_id=text.text_id, recipients=to), key="k")
    given = Approval(review_id=item.review_id, reason="有证书", evidence="证书17")
    approve_text(desk, CHECKER, given)
    return text


def test_an_approval_releases_its_text_to_its_recipients_in_its_time(
    desk: Toolbox, watch: Watch
) -> None:
    first, second, third = reachable(desk, count=3)
    waiting = written(desk, MARKETER, DOUBTFUL, key="unapproved")
    assert clear(desk, waiting, first.customer_id, MARKETER).rule == "not_reviewed"
    text = approved(desk, [first, second])
    assert clear(desk, text, first.customer_id, MARKETER).rule == "ok"
    assert clear(desk, text, third.customer_id, MARKETER).rule == "not_a_recipient"
    assert clear(desk, text, first.customer_id, CHECKER).rule == "not_a_sender"
    watch.pass_by(timedelta(days=31))
    assert clear(desk, text, first.customer_id, MARKETER).rule == "approval_expired"


def test_an_approval_is_void_when_rules_findings_or_records_change(
    desk: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = reachable(desk)
    text = approved(desk, [one])
    judge = PackJudge.__call__

    def stricter(self: PackJudge, title: object, body: object, context: object) -> object:
        found = judge(self, title, body, context)  # type: ignore[arg-type]
        more = replace(found.findings[0], rule="G6", quote="本行")
        return replace(found, findings=(*found.findings, more))

    def newer(self: PackJudge, title: object, body: object, context: object) -> object:
        return replace(judge(self, title, body, context), pack="cn-2027@1")  # type: ignore[arg-type]

    for change, rule in ((stricter, "approval_void"), (newer, "rules_changed")):
        with monkeypatch.context() as patch:
            patch.setattr(PackJudge, "__call__", change)
            assert clear(desk, text, one.customer_id, MARKETER).rule == rule
    assert clear(desk, text, one.customer_id, MARKETER).rule == "ok"
    with desk.ledger.writing() as writing:
        writing.connection.exec_driver_sql("UPDATE reviews SET pack = 'cn-2025@1'")
    assert clear(desk, text, one.customer_id, MARKETER).rule == "record_broken"


def test_an_approval_that_was_forged_in_the_table_releases_nothing(desk: Toolbox) -> None:
    (one,) = reachable(desk)
    text = written(desk, MARKETER, DOUBTFUL)
    to = [one.customer_id]
    submit_text(desk, MARKETER, Submission(text_id=text.text_id, recipients=to), key="k")
    with desk.ledger.writing() as writing:
        writing.connection.exec_driver_sql("UPDATE reviews SET state = 'approved'")
    assert clear(desk, text, one.customer_id, MARKETER).rule == "record_broken"


def test_what_breaks_a_law_is_never_sent(desk: Toolbox) -> None:
    (one,) = reachable(desk)
    text = written(desk, MARKETER, FORBIDDEN)
    assert clear(desk, text, one.customer_id, MARKETER).rule == "text_rule"
    given = SendRequest(text_id=text.text_id, recipients=[one.customer_id])
    (item,) = queue_message(desk, MARKETER, given).items
    assert (item.state, item.key) == ("refused", "")


def test_a_product_above_the_readers_level_is_not_sent(desk: Toolbox) -> None:
    cautious = next(one for one in reachable(desk, count=12) if one.risk_level in ("C1", "C2"))
    rules = {}
    for risk in ("R1", "R3"):
        text = written(desk, MARKETER, PRODUCT, product_id=product_of(desk, risk), key=risk)
        rules[risk] = clear(desk, text, cautious.customer_id, MARKETER).rule
    assert rules["R3"] == "risk_above_level"
    assert rules["R1"] != "risk_above_level"


def test_a_text_reaches_nobody_elses_customer(desk: Toolbox) -> None:
    one = next(one for one in reachable(desk, count=12) if one.consent_profiling)
    other = next(c for c in reachable(desk, count=12) if c.manager_id != one.manager_id)
    text = written(desk, rm_of(one), customer_id=one.customer_id)
    assert clear(desk, text, one.customer_id, rm_of(one)).rule == "ok"
    assert clear(desk, text, one.customer_id, rm_of(other)).rule == "not_theirs"
    assert clear(desk, text, other.customer_id, rm_of(other)).rule == "another_reader"


def test_a_text_that_is_shown_or_spoken_is_not_sent(desk: Toolbox) -> None:
    (one,) = reachable(desk)
    for channel in ("moments", "app_banner", "outbound_call"):
        text = written(desk, MARKETER, channel=channel, key=channel)
        assert clear(desk, text, one.customer_id, MARKETER).rule == "channel_not_sent"


def test_the_command_sends_what_was_queued(
    desk: Toolbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = reachable(desk)
    monkeypatch.setenv("WEIWO_HOME", str(desk.home))
    text = written(desk, MARKETER)
    assert run(["outreach", "queue", text.text_id, "--as", str(MARKETER), "--to", "C0"]) == 2
    to = ["--as", str(MARKETER), "--to", one.customer_id]
    assert run(["outreach", "queue", text.text_id, *to]) == 0
    assert run(["outreach", "queue", text.text_id, "--as", str(CHECKER)]) == 3
    capsys.readouterr()
    assert run(["outreach", "run"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == 1
    line = json.loads((desk.home / "outreach" / "sms.jsonl").read_text(encoding="utf-8"))
    assert (line["customer_id"], line["body"]) == (one.customer_id, CLEAN)
    assert run(["outreach", "list", "--as", str(MARKETER), "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["state"] == "sent"
    cancel = ["outreach", "cancel", entry["key"], "--as", str(MARKETER), "--reason", "x"]
    assert run(cancel) == 3


def test_who_queued_is_read_back_as_who_they_are() -> None:
    assert sender_of(str(MARKETER)) == MARKETER


def test_texts_are_added_once(desk: Toolbox, tmp_path: Path) -> None:
    text = written(desk, MARKETER)
    with desk.ledger.writing() as writing:
        assert not texts.add(writing, text)
