import gzip
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from home.errors import BadInput
from knowledge.library import KnowledgeBase
from knowledge.polling import PollReport, Source, poll, read_source
from knowledge.polling.fetching import Fetcher, SourceFailed
from knowledge.polling.mapping import UnexpectedAnswer
from tests.knowledge.polling.conftest import Vendor, said

Make = Callable[[Source], Fetcher]

MAPPED: dict[str, Any] = {
    "kind": "json",
    "items": "data.list",
    "fields": {"id": "newsId", "text": "body.main", "published": "at"},
    "requests_per_minute": 6000,
}


def _source(vendor: Vendor, **fields: Any) -> Source:
    return Source.model_validate(
        {"name": "wire", "url": f"{vendor.address}/news", **MAPPED, **fields}
    )


def _news(*numbers: int) -> list[dict[str, Any]]:
    return [
        {
            "newsId": n,
            "headline": f"第{n}号快报",
            "body": {"main": f"第{n}号快报的正文，涉及{n * 17}万元。"},
            "at": "2026-09-15 10:00",
        }
        for n in numbers
    ]


def _ids(base: KnowledgeBase) -> set[str]:
    return {hit.document for hit in base.search("快报", 1000)}


def _poll(base: KnowledgeBase, source: Source, fetcher: Make) -> PollReport:
    return poll(base, source, lexical_now=True, fetcher=fetcher)


def test_a_list_is_mapped_and_asked_for_only_when_it_changed(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    items = _news(1, 2)

    def answer(path: str, parameters: dict[str, str], headers: dict[str, str]) -> Any:
        tag = f'"{len(items)}"'
        if headers.get("If-None-Match") == tag:
            return 304, {}, b""
        status, held, body = said({"data": {"list": items}})
        return status, {**held, "ETag": tag}, body

    vendor.answer = answer
    source = _source(vendor, collection="news", access="staff", source="示范社", licence="内部")
    report = _poll(base, source, fetcher)
    assert (report.added, report.failed, report.not_modified) == (2, (), False)
    document = base.document("1")
    assert (document.title, document.collection, document.access) == ("第1号快报", "news", "staff")
    assert document.kind == "news"
    assert (document.source, document.licence, str(document.published)) == (
        "示范社", "内部", "2026-09-15",
    )  # fmt: skip
    version = base._versions.current().id
    assert _poll(base, source, fetcher).not_modified
    assert base._versions.current().id == version
    items += _news(3)
    assert _poll(base, source, fetcher).added == 1
    assert _ids(base) == {"1", "2", "3"}


def test_a_withdrawn_item_goes_and_a_new_text_replaces(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    items = _news(1, 2, 3)
    vendor.answer = lambda *_: said({"data": {"list": items}})
    source = _source(vendor, deleted={"key": "status"})
    _poll(base, source, fetcher)
    items[0] |= {"status": "withdrawn", "body": {"main": None}}
    items[1]["body"]["main"] = "第2号快报更新后的正文，涉及9万元。"
    report = _poll(base, source, fetcher)
    assert (report.removed, report.changed, report.unchanged) == (1, 1, 1)
    assert _ids(base) == {"2", "3"}
    assert "更新后" in base.document("2").text


def test_a_cursor_goes_on_where_the_last_poll_ended(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    all_news = _news(*range(1, 8))

    def answer(path: str, parameters: dict[str, str], headers: dict[str, str]) -> Any:
        at = int(parameters.get("after", "0"))
        part = all_news[at : at + 3]
        return said({"data": {"list": part}, "meta": {"next": at + len(part)}})

    vendor.answer = answer
    paging = {"kind": "cursor", "next": "meta.next", "parameter": "after"}
    source = _source(vendor, paging=paging, pages_at_most=2)
    report = _poll(base, source, fetcher)
    assert (report.added, report.more) == (6, True)
    report = _poll(base, source, fetcher)
    assert (report.added, report.more) == (1, False)
    assert vendor.asked[-1][1]["after"] == "7"
    all_news += _news(8)
    assert _poll(base, source, fetcher).added == 1
    assert len(_ids(base)) == 8


def test_counted_pages_stop_at_what_is_known_but_a_first_reading_is_completed(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    newest_first = _news(*range(9, 0, -1))

    def answer(path: str, parameters: dict[str, str], headers: dict[str, str]) -> Any:
        at = (int(parameters["page"]) - 1) * 2
        return said({"data": {"list": newest_first[at : at + 2]}})

    vendor.answer = answer
    source = _source(vendor, paging={"kind": "page"}, pages_at_most=2)
    assert [_poll(base, source, fetcher).added for _ in range(3)] == [4, 4, 1]
    vendor.asked.clear()
    assert _poll(base, source, fetcher).added == 0
    assert [parameters["page"] for _, parameters, _ in vendor.asked] == ["1"]
    newest_first[:0] = _news(11, 10)
    assert _poll(base, source, fetcher).added == 2
    assert len(_ids(base)) == 11


def test_of_one_id_the_newest_word_counts(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    new, old = _news(1)[0], _news(1)[0]
    new["body"] = {"main": "第1号快报的更正后正文。"}
    for order, items in (("newest_first", [new, old]), ("oldest_first", [old, new])):
        vendor.answer = lambda *_, items=items: said({"data": {"list": items}})  # type: ignore[misc]
        _poll(base, _source(vendor, name=order.replace("_", "-"), order=order), fetcher)
        assert "更正后" in base.document("1").text


def test_links_are_followed_on_the_same_host_alone(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    def answer(path: str, parameters: dict[str, str], headers: dict[str, str]) -> Any:
        nexts = {"/news": f"{vendor.address}/two", "/two": "http://elsewhere.example/three"}
        return said({"data": {"list": _news(1 if path == "/news" else 2)}, "next": nexts[path]})

    vendor.answer = answer
    source = _source(vendor, paging={"kind": "link", "next": "next"}, headers={"X-Key": "secret"})
    with pytest.raises(SourceFailed, match="another host"):
        _poll(base, source, fetcher)
    assert _ids(base) == {"1"}


def test_what_came_before_a_failure_is_kept_and_not_asked_for_again(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    broken = True

    def answer(path: str, parameters: dict[str, str], headers: dict[str, str]) -> Any:
        at = int(parameters.get("cursor", "0"))
        if at == 2 and broken:
            return 500, {}, b""
        return said({"data": {"list": _news(at + 1)}, "next": at + 1 if at < 3 else None})

    vendor.answer = answer
    source = _source(vendor, paging={"kind": "cursor", "next": "next"}, retries=1)
    with pytest.raises(SourceFailed, match="status 500"):
        _poll(base, source, fetcher)
    assert _ids(base) == {"1", "2"}
    broken = False
    vendor.asked.clear()
    assert _poll(base, source, fetcher).added == 2
    assert vendor.asked[0][1]["cursor"] == "2"


def test_passing_failures_are_asked_again_as_the_vendor_says(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make, waited: list[float]
) -> None:
    replies: list[Any] = [(429, {"Retry-After": "7"}, b""), (503, {}, b"")]
    replies.append(said({"data": {"list": _news(1)}}))
    vendor.answer = lambda *_: replies.pop(0)
    assert _poll(base, _source(vendor), fetcher).added == 1
    assert [pause for pause in waited if pause >= 1] == [7.0, 2.0]


def test_the_pace_is_kept(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make, waited: list[float]
) -> None:
    vendor.answer = lambda _, p, __: said({"data": {"list": _news(int(p["page"]))}})
    source = _source(vendor, paging={"kind": "page"}, requests_per_minute=30, pages_at_most=3)
    _poll(base, source, fetcher)
    assert len(waited) == 2
    assert all(1.0 < pause <= 4.0 for pause in waited)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ((401, {}, b""), "status 401; check the credentials"),
        ((404, {}, b""), "status 404; check its url"),
        ((302, {"Location": "http://elsewhere.example/"}, b""), "a redirect to http://elsewhere"),
        ((200, {}, b"x" * 3_000_000), "more than 2097152 bytes; raise largest_megabytes"),
        (
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 9_000_000)),
            "more than 2097152 bytes",
        ),
    ],
)
def test_a_refusal_is_said_without_secrets(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make, reply: Any, message: str
) -> None:
    vendor.answer = lambda *_: reply
    source = _source(vendor, parameters={"key": "secret"}, largest_megabytes=2)
    with pytest.raises(SourceFailed) as caught:
        _poll(base, source, fetcher)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert base.empty()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>login</html>", "must answer in JSON"),
        (b'{"code": 0, "result": []}', "the answer holds: code, result"),
        (b"[" * 100_000, "must answer in JSON"),
        (b'{"data": {"list": {"a": 1}}}', "a list at 'data.list'"),
    ],
)
def test_an_answer_in_another_form_names_what_it_holds(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make, body: bytes, message: str
) -> None:
    vendor.answer = lambda *_: (200, {}, body)
    with pytest.raises(UnexpectedAnswer, match=message):
        _poll(base, _source(vendor), fetcher)


def test_broken_items_are_reported_one_by_one(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    items = [*_news(1), 7, {"newsId": 2}, {"body": {"main": "没有编号"}}, *_news(3)]
    vendor.answer = lambda *_: said({"data": {"list": items}})
    report = _poll(base, _source(vendor), fetcher)
    assert report.added == 2
    assert [one.reason.split(":")[0] for one in report.failed] == [
        "item must be an object, got int", "wire#3", "wire#4",
    ]  # fmt: skip


def test_a_feed_by_its_address(base: KnowledgeBase, vendor: Vendor, fetcher: Make) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        "<title>站点</title>{}</feed>"
    )
    entry = "<entry><id>e1</id><title>快报</title><content>快报正文</content></entry>"
    gone = '<at:deleted-entry ref="e1" when="2026-09-16T00:00:00Z"/>'
    vendor.answer = lambda *_: (200, {}, feed.format(entry).encode())
    source = Source(name="atom", url=f"{vendor.address}/feed", kind="feed")
    assert _poll(base, source, fetcher).added == 1
    vendor.answer = lambda *_: (200, {}, feed.format(gone).encode())
    assert _poll(base, source, fetcher).removed == 1
    assert base.search("快报") == []


def test_a_lost_or_foreign_state_begins_anew_and_changes_nothing(
    base: KnowledgeBase, vendor: Vendor, fetcher: Make
) -> None:
    vendor.answer = lambda *_: (*said({"data": {"list": _news(1)}})[:1], {"ETag": "a"}, said(
        {"data": {"list": _news(1)}})[2])  # fmt: skip
    _poll(base, _source(vendor), fetcher)
    state = base.home / "knowledge" / "sources" / "wire.json"
    state.write_bytes(b"{half")
    assert _poll(base, _source(vendor), fetcher).unchanged == 1
    assert "If-None-Match" not in vendor.asked[-1][2]


def _file(tmp_path: Any, **fields: Any) -> Any:
    path = tmp_path / "source.yaml"
    path.write_text(yaml.safe_dump({"name": "w", "url": "http://x/", "kind": "json", **fields}))
    return path


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"url": "file:///etc/passwd"}, "http or https"),
        ({"url": "http://user:pass@x/"}, "must hold no password"),
        ({"name": "../x"}, "name"),
        ({"fields": {"headline": "a"}}, "must be fields of a document"),
        ({"pagging": {}}, "pagging"),
        ({"kind": "feed", "items": "a"}, "a feed has its own"),
        ({"paging": {"kind": "cursor"}}, "next"),
    ],
)
def test_a_source_file_is_understood_or_refused(tmp_path: Any, fields: Any, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_source(_file(tmp_path, **fields))


def test_variables_come_from_the_environment(tmp_path: Any) -> None:
    source = read_source(_file(tmp_path, headers={"Authorization": "Bearer ${TOKEN}"}))
    assert source.filled({"TOKEN": "t"}).headers == {"Authorization": "Bearer t"}
    with pytest.raises(BadInput, match="must hold TOKEN"):
        source.filled({})
