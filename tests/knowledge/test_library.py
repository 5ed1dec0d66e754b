import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from home.errors import BadInput, HomeLocked, NotFound, NotReady
from home.lock import writer_lock
from knowledge import store
from knowledge.library import KnowledgeBase, corpus_path
from tests.knowledge.conftest import HashedBigrams
from tests.knowledge.subjects import Write, numbered


def test_every_document_is_found_by_its_own_title(base: KnowledgeBase, write_lines: Write) -> None:
    documents = numbered(60)
    report = base.ingest([write_lines(*documents)])
    assert (report.added, report.folded, report.pending) == (60, 0, 0)
    for document in documents:
        assert base.search(str(document["title"]), 1)[0].document == document["id"]


def test_a_hit_cites_the_very_characters(base: KnowledgeBase, write_lines: Write) -> None:
    text = (
        "  开头一段。\n" + "关于利率的说明文字很长，需要分成几段来看。" * 40 + "退保要收取手续费。"
    )
    base.ingest([write_lines({"id": "a", "title": "长文", "text": text})])
    (hit,) = base.search("退保手续费")
    start, end = hit.span
    assert base.document("a").text[start:end] == hit.passage
    assert "退保" in hit.passage
    assert len(hit.passage) < len(text) / 2


def test_ingest_again_changes_nothing(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    path = write_lines(*numbered(20))
    base.ingest([path])
    version, embedded = base._versions.current().id, model.embedded
    report = base.ingest([path])
    assert (report.added, report.changed, report.unchanged) == (0, 0, 20)
    assert base._versions.current().id == version
    assert model.embedded == embedded


def test_a_changed_document_replaces_and_only_it_is_embedded(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    documents = numbered(20)
    base.ingest([write_lines(*documents)])
    embedded = model.embedded
    documents[3]["text"] = "完全不同的内容：外币现钞业务暂停办理。"
    report = base.ingest([write_lines(*documents)])
    assert (report.added, report.changed, report.unchanged) == (0, 1, 19)
    assert model.embedded == embedded + 1
    assert base.search("外币现钞业务暂停", 1)[0].document == "d3"
    assert "第3号材料" not in base.document("d3").text


def test_removed_documents_are_gone_at_once(base: KnowledgeBase, write_lines: Write) -> None:
    base.ingest([write_lines(*numbered(10))])
    assert base.remove(["d4", "nobody"]) == 1
    assert "d4" not in {hit.document for hit in base.search("第4号通报")}
    with pytest.raises(NotFound):
        base.document("d4")
    assert base.remove(collection="default") == 9
    assert base.search("通报") == []


def test_a_folded_duplicate_is_named_and_takes_over(
    base: KnowledgeBase, write_lines: Write
) -> None:
    text = "央行今日宣布下调存款准备金率，释放长期资金，市场流动性保持合理充裕，各方反应平稳。"
    base.ingest([write_lines({"id": "a", "text": text}, {"id": "b", "text": text + " "})])
    (hit,) = base.search("存款准备金率")
    assert (hit.document, hit.also) == ("a", ("b",))
    assert base.document("b").text == text + " "
    base.remove(["a"])
    (hit,) = base.search("存款准备金率")
    assert (hit.document, hit.also) == ("b", ())


def test_filters_narrow_before_ranking(base: KnowledgeBase, write_lines: Write) -> None:
    documents = [
        replaced | {"published": f"2026-09-{i + 1:02d}", "product_id": f"P{i % 3}"}
        for i, replaced in enumerate(numbered(20))
    ]
    base.ingest([write_lines(*documents)], collection="news")
    found = base.search("通报", 50, since=date(2026, 9, 5), until=date(2026, 9, 9))
    assert {hit.published.day for hit in found if hit.published} == {5, 6, 7, 8, 9}
    assert {hit.product_id for hit in base.search("通报", product_id="P2")} == {"P2"}
    assert len(base.search("通报", collection="news")) == 20
    assert base.search("通报", collection="default") == []
    gold = base.search("通报", themes={"黄金"})
    assert gold
    assert all("黄金" in hit.themes for hit in gold)


def test_an_expired_document_ranks_behind_and_is_marked(
    base: KnowledgeBase, write_lines: Write
) -> None:
    filler = numbered(30)
    old = {"id": "old", "text": "大额存单起存金额二十万元，旧版说明，三年期利率按公告。"}
    new = {"id": "new", "text": "大额存单起存金额二十万元，新版说明，三年期利率按公告。"}
    base.ingest([write_lines(old | {"valid_until": "2026-09-29"}, new, *filler)])
    first, second = base.search("大额存单起存金额", 2)
    assert (first.document, first.expired) == ("new", False)
    assert (second.document, second.expired) == ("old", True)


def test_words_first_then_vectors(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    path = write_lines(*numbered(12))
    report = base.ingest([path], lexical_now=True)
    assert report.pending > 0
    assert model.embedded == 0
    assert base.search("第5号通报", 1)[0].document == "d5"
    report = base.ingest([path])
    assert (report.unchanged, report.pending) == (12, 0)
    assert model.embedded > 0
    assert base.search("第5号通报", 1)[0].document == "d5"


def test_what_is_new_gets_its_vectors_before_what_waited(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    base.ingest([write_lines(*numbered(400))], lexical_now=True)
    told: list[tuple[int, int]] = []
    model.fail_after = 120 + 32  # all that is new, and one batch of what waited
    new = ({"id": f"n{at}", "text": f"第{at}条 网点须在当日上报差错单"} for at in range(120))
    with pytest.raises(KeyboardInterrupt):
        base.ingest(
            [write_lines(*new, name="new.jsonl")],
            progress=lambda phase, done, total: (
                told.append((done, total)) if phase == "embed" else None
            ),
        )
    version = base.version()
    waits = {
        version.table.documents[int(version.table.owners[row])].id
        for row in np.flatnonzero(np.isnan(np.asarray(version.matrix.take(np.arange(520)))[:, 0]))
    }
    assert len(waits) == 400
    assert not any(one.startswith("n") for one in waits)
    assert told == sorted(told)  # one count for both, or what is left cannot be estimated
    assert {total for _, total in told} == {2 * 400 + 120}


def test_a_search_while_some_vectors_wait(base: KnowledgeBase, write_lines: Write) -> None:
    base.ingest([write_lines(*numbered(40))])
    base.ingest([write_lines({"id": "late", "text": "碳酸锂期货合约调整手续费"}, name="b.jsonl")],
                lexical_now=True)  # fmt: skip
    assert base.search("碳酸锂期货手续费", 1)[0].document == "late"
    assert base.search("第5号通报", 1)[0].document == "d5"


def test_a_killed_ingest_is_whole_and_resumes(
    base: KnowledgeBase, write_lines: Write, model: HashedBigrams
) -> None:
    base.ingest([write_lines(*numbered(5))])
    many = write_lines(*numbered(90))
    model.fail_after = model.embedded + 32
    with pytest.raises(KeyboardInterrupt):
        base.ingest([many])
    # Words come first where embedding takes a while: the new state is there, vectors wait.
    assert len(base.search("通报", 100)) == 90
    assert base.search("第77号通报", 1)[0].document == "d77"
    model.fail_after = None
    report = base.ingest([many])
    assert (report.unchanged, report.pending) == (90, 0)
    assert model.embedded == 90 * 2  # a passage and a title each, none of them twice


@pytest.mark.parametrize("step", ["write", "read_all"])
def test_a_failure_while_writing_leaves_the_old_state(
    base: KnowledgeBase, write_lines: Write, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    base.ingest([write_lines(*numbered(5))])
    before = base._versions.current().id

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(store, step, broken)
        with pytest.raises(OSError, match="disk full"):
            base.ingest([write_lines(*numbered(9))])
    assert base._versions.current().id == before
    assert len(base.search("通报")) == 5
    assert base.ingest([write_lines(*numbered(9))]).added == 4


def test_a_reader_follows_the_writer(base: KnowledgeBase, write_lines: Write) -> None:
    reader = KnowledgeBase(base.home, base.clock, base._model)
    assert reader.empty()
    assert reader.search("通报") == []
    base.ingest([write_lines(*numbered(3))])
    assert len(reader.search("通报")) == 3
    base.remove(["d0"])
    assert len(reader.search("通报")) == 2


def test_one_id_in_two_collections_is_two_documents(
    base: KnowledgeBase, write_lines: Write
) -> None:
    base.ingest([write_lines({"id": "1", "text": "甲集合里的说明：开户流程"})], collection="a")
    base.ingest([write_lines({"id": "1", "text": "乙集合里的说明：销户流程"})], collection="b")
    assert "开户" in base.search("流程", collection="a")[0].passage
    assert "销户" in base.search("流程", collection="b")[0].passage
    assert base.remove(["1"], collection="a") == 1
    assert "销户" in base.document("1").text


def test_one_id_twice_in_a_run_is_reported(base: KnowledgeBase, write_lines: Write) -> None:
    report = base.ingest(
        [write_lines({"id": "1", "text": "前一条"}, {"id": "1", "text": "后一条"})]
    )
    assert report.added == 1
    assert "used twice" in report.failed[0].reason
    assert base.document("1").text == "前一条"


def test_rebuild_keeps_documents_and_forgets_old_vectors(
    base: KnowledgeBase, write_lines: Write
) -> None:
    base.ingest([write_lines(*numbered(6))])
    base.remove(["d0"])
    report = base.rebuild()
    assert (report.documents, report.pending) == (5, 0)
    assert len(base.search("通报")) == 5


def test_a_second_writer_is_turned_away(
    base: KnowledgeBase, write_lines: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from home import lock

    with writer_lock(base.home, "mart load"):
        monkeypatch.setattr(lock, "_held", set())  # as another process sees it
        with pytest.raises(HomeLocked, match="mart load"):
            base.ingest([write_lines(*numbered(1))])


def test_an_index_of_another_schema_names_the_command(
    base: KnowledgeBase, write_lines: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.ingest([write_lines(*numbered(2))])
    newer = KnowledgeBase(base.home, base.clock, base._model)
    monkeypatch.setattr(newer._versions, "schema_version", 99)
    with pytest.raises(NotReady, match="weiwo knowledge rebuild"):
        newer.search("通报")
    assert newer.rebuild().documents == 2
    assert len(newer.search("通报")) == 2


def test_a_path_that_is_not_there_is_bad_input(base: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="must be a file or folder"):
        base.ingest([tmp_path / "nowhere"])


@pytest.mark.parametrize("query", ["", "   ", "？！", "a" * 100_000, "\0", "𠮷" * 50, "%'\"; DROP"])
def test_any_string_is_a_query(base: KnowledgeBase, write_lines: Write, query: str) -> None:
    base.ingest([write_lines(*numbered(3))])
    assert len(base.search(query)) in (0, 3)


def test_a_story_names_every_house_and_its_licence(base: KnowledgeBase, write_lines: Write) -> None:
    text = "央行今日宣布下调存款准备金率，释放长期资金，市场流动性保持合理充裕，各方反应平稳。"
    base.ingest(
        [
            write_lines(
                {"id": "a", "text": text, "source": "甲社", "licence": "仅限内部使用"},
                {"id": "b", "text": text, "source": "乙网"},
                {"id": "c", "text": text, "source": "甲社"},
            )
        ]
    )
    (hit,) = base.search("存款准备金率")
    assert hit.sources == ("甲社", "乙网")
    assert hit.licence == "仅限内部使用"


def test_recent_news_comes_first_where_the_question_asks_for_it(
    base: KnowledgeBase, write_lines: Write
) -> None:
    documents = [
        {
            "id": f"n{day}",
            "text": f"{day}日金价走势评论，分析师看法不一。",
            "published": f"2026-09-{day}",
        }
        for day in (10, 29)
    ]
    base.ingest([write_lines(*documents, *numbered(20))])
    assert base.search("金价走势评论最近怎么样", 1)[0].document == "n29"


def test_the_bundled_corpus_is_there() -> None:
    assert {path.name for path in corpus_path().glob("*.jsonl")} >= {"news.jsonl", "products.jsonl"}


def test_derived_fields_do_not_make_a_document_changed() -> None:
    from knowledge.documents import Document

    document = Document(id="a", title="t", text="x", origin="here")
    assert store.fingerprint(document) == store.fingerprint(replace(document, origin="there"))
    assert store.fingerprint(document) != store.fingerprint(replace(document, access="staff"))


def test_queries_searched_together_find_what_they_find_alone(tmp_path: Path) -> None:
    lines = [
        {"id": f"d{i}", "text": f"第{i}条：{word}的说明，怎么办理和要带什么。"}
        for i, word in enumerate(["挂失", "降准", "大额存单", "养老金账户", "购汇"])
    ]
    source = tmp_path / "a.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    base = KnowledgeBase(tmp_path / "home")
    queries = ["卡丢了", "", "央行降低准备金率", "换美元。" * 20, "卡丢了"]
    assert list(base.search_many(queries, 3)) == [[]] * len(queries)
    base.ingest([source])
    together = list(base.search_many(queries, 3))
    assert together == [KnowledgeBase(tmp_path / "home").search(query, 3) for query in queries]
