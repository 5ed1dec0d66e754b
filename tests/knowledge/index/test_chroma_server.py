"""A real Chroma server: segments' vectors are there, filtered there, and gone with the segment."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from home.errors import NotReady
from knowledge.index import segment_writing, vectors
from knowledge.index.passages import Filter
from knowledge.library import KnowledgeBase
from knowledge.search.searcher import Searcher
from tests.knowledge.index.test_vectors import _units

TODAY = date(2026, 9, 30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{url}/api/v2/heartbeat")
            break
        except httpx.TransportError:
            assert process.poll() is None, "the server must start"
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(20)


def collections(server: str) -> set[str]:
    place = "/api/v2/tenants/default_tenant/databases/default_database/collections"
    return {one["name"] for one in httpx.get(server + place).raise_for_status().json()}


def held_at(folder: Path) -> str:
    return str(json.loads((folder / vectors.SERVED).read_text())["collection"])


def test_a_server_holds_exactly_what_it_is_given_and_filters_inside(
    server: str, tmp_path: Path
) -> None:
    rows, names = _units(30), [f"n{i}" for i in range(30)]
    labels = [
        {"document": n, "collection": "c", "access": "public" if i % 2 else "staff"}
        for i, n in enumerate(names)
    ]
    vectors.store(tmp_path, names, rows, labels, server)
    vectors.store(tmp_path, names[6:], rows[6:], labels[6:], server)
    assert vectors.held(tmp_path)
    assert not (tmp_path / "chroma").exists(), "nothing of it lies here"
    assert vectors.names(tmp_path) == set(names[6:])
    assert vectors.nearest(tmp_path, rows[9], 1, "c", None) == ["n9"]
    found = vectors.nearest(tmp_path, rows[9], 10, "c", frozenset({"staff"}))
    assert found
    assert all(int(name[1:]) % 2 == 0 for name in found)
    collection = held_at(tmp_path)
    vectors.clear(tmp_path)
    assert collection not in collections(server)
    assert not vectors.held(tmp_path)


def test_a_home_over_a_server_finds_the_same_and_leaves_nothing_behind(
    server: str,
    base: KnowledgeBase,
    write_lines: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segment_writing, "CHROMA_FROM", 50)
    served = KnowledgeBase(base.home, base.clock, base._model, chroma=server)
    words = ("汇率", "黄金", "存款", "贷款", "保险", "基金", "信托", "理财", "债券", "股票")
    documents = [
        {"id": f"{one}{two}", "text": f"{one}业务与{two}业务的办理差别，详见柜台告知书。"}
        for one in words
        for two in words
        if one != two
    ]
    served.ingest([write_lines(*documents)])
    version = served.version()
    folder = version.segments[0].folder
    assert held_at(folder) in collections(server)
    home = served._versions.current().path
    exact = Searcher(home, version, served._model)
    graph = Searcher(home, version, served._model, exact_up_to=0)
    for query in ("黄金业务和保险业务", "信托"):
        one, two = (s.search(query, 3, Filter(), TODAY) for s in (exact, graph))
        assert one[0].document == two[0].document
    first = held_at(folder)
    for _ in range(3):  # two versions are kept; what neither needs goes
        served.rebuild()
    kept = {held_at(one.folder) for one in served.version().segments}
    assert kept <= collections(server)
    assert not folder.exists()
    assert first not in collections(server)


def test_a_server_that_is_away_is_said_when_writing_and_not_needed_for_reading(
    base: KnowledgeBase,
    write_lines: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(segment_writing, "CHROMA_FROM", 2)
    away = f"http://127.0.0.1:{free_port()}"
    path = write_lines(*({"id": f"d{n}", "text": f"第{n}号业务办理指南。"} for n in range(4)))
    with pytest.raises(NotReady, match="WEIWO_CHROMA_URL"):
        KnowledgeBase(base.home, base.clock, base._model, chroma=away).ingest([path])
    assert [one.name for one in (base.home / "knowledge" / "segments").glob(".building-*")] == []
    base.ingest([path])
    version = base.version()
    folder = version.segments[0].folder
    vectors.clear(folder)
    said = {"server": away, "collection": "weiwo-gone"}
    (folder / vectors.SERVED).write_text(json.dumps(said), encoding="utf-8")
    graph = Searcher(base._versions.current().path, version, base._model, exact_up_to=0)
    assert graph.search("第2号业务", 1, Filter(), TODAY)[0].document == "d2"
    assert "every passage is compared" in caplog.text
    vectors.clear(folder)  # and deleting a segment waits for nobody
    assert not vectors.held(folder)
