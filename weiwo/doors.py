"""A member of staff at the command line: the tools with their scope, and results as they read."""

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from home.errors import BadInput, NotFound, RefusedByPolicy

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.ledger.texts import Text
    from tools.reviews import Item, Queue
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Door:
    """One asker's way to the tools; each call goes through the catalogue, as from any door."""

    toolbox: "Toolbox"
    scope: "Scope"

    def call(self, tool: str, /, **arguments: object) -> Any:
        """Call a tool of the catalogue; what was not given is left to its default."""
        from tools.catalogue import call

        given = {name: value for name, value in arguments.items() if value is not None}
        return call(self.toolbox, self.scope, tool, given, key=f"cli/{uuid.uuid4().hex}")

    def review(self, review_id: str) -> "Item":
        """One request of those that this asker may see."""
        queue = self.call("review_queue", state="all")
        for item in queue.items:
            if item.review_id == review_id:
                found: Item = item
                return found
        raise NotFound(f"REVIEW must be one of the queue's requests, got {review_id!r}")

    def draft(
        self,
        body: str,
        channel: str | None,
        title: str | None,
        product: str | None,
        customer: str | None,
        *,
        generated: bool,
    ) -> "Text":
        """Keep a text in the asker's own words."""
        made: Text = self.call(
            "draft_text",
            channel=channel or "sms",
            body=body,
            title=title,
            product_id=product,
            customer_id=customer,
            generated=generated,
        )
        return made

    def print_queue(self, queue: "Queue", as_json: bool) -> None:
        """The queue as a table, or as JSON."""
        if as_json:
            print_json([_plain(item) for item in queue.items])
            return
        from weiwo.transcript import VERDICTS

        for item in queue.items:
            verdict = VERDICTS.get(item.verdict, item.verdict)
            to = f"{len(item.recipients)}位客户" if item.recipients else "公开"
            print(
                f"{item.review_id}\t{item.state}\t{item.channel}\t{to}\t{verdict}\t"
                f"{item.submitted_by}\t{item.reason}"
            )
        if not queue.items:
            print("没有待办的送审。", file=sys.stderr)

    def print_review(self, item: "Item", as_json: bool) -> None:
        """One request, or JSON."""
        if as_json:
            print_json(_plain(item))
            return
        print(item.text)
        to = "、".join(item.recipients[:5]) or "公开发布"
        more = f"等{len(item.recipients)}位" if len(item.recipients) > 5 else ""
        print(f"内容编号{item.text_id}　渠道{item.channel}　收件{to}{more}　规则{item.pack}")
        print(f"有效期至{item.expires_at.isoformat(timespec='minutes')}")
        print("—" * 20)
        print(f"{item.title}\n{item.body}" if item.title else item.body)
        print("—" * 20)
        for one in item.findings:
            print(f"{one.rule} {one.law}{one.article}：{one.message}（{one.quote[:40]}）")
        if item.decision:
            print(f"{item.decided_by}：{item.decision}")


@contextmanager
def opened(asker: str) -> Iterator[Door]:
    """The tools for ``ROLE:ID``.

    Raises:
        RefusedByPolicy: the home holds a bank's own data, and development is not allowed.
        NotFound: whom the scope is for does not exist.
    """
    from tools.access import parse, verify
    from weiwo.assembly import toolbox_of
    from weiwo.settings import Settings

    scope = parse(asker)
    settings = Settings()
    with toolbox_of(settings) as toolbox:
        if not (toolbox.mart.demo or settings.dev):
            raise RefusedByPolicy(
                "--as must be used in a demo home, or with WEIWO_DEV=1; "
                f"got home {settings.home}, which holds a bank's own data"
            )
        verify(scope, toolbox.store)
        yield Door(toolbox, scope)


def words(path: Path) -> str:
    """A text from a file, or from standard input for ``-``."""
    if str(path) == "-":
        return sys.stdin.read().strip()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--file must be a text in UTF-8, got {path}: {error}") from error


def recipients(given: str) -> list[str]:
    """Customer ids parted by commas, or one a line in ``@FILE``."""
    if given.startswith("@"):
        given = ",".join(words(Path(given[1:])).split())
    return [part.strip() for part in given.split(",") if part.strip()]


def print_json(value: object) -> None:
    """A result on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _plain(value: object) -> Any:
    from agents.delivery import as_plain

    return as_plain(value)
