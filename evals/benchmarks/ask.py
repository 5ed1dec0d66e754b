"""``weiwo bench ask``: how long the five main questions take, warm, and a command from nothing.

Each figure stands beside a limit that has a name; above 1.0 of it the benchmark fails. The
questions are asked in this process, as a server does; the commands start a process each.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from home.encoder import forget
from tools.access import Scope, parse

USES_PARTS = True

ROUNDS = 5
COLD_STARTS = 3

TURN_MS = 500.0
"""A turn of a call: what to say next must be there within half a second."""
HELP_MS = 500.0
"""A command must answer ``--help`` before one thinks that it hangs."""
COLD_MS = 5000.0
"""A question asked at the command line, everything loaded for it alone."""

MANAGER, CUSTOMER = "rm:M001", "customer:C0000001"
PROSPECTS = "我名下哪些客户最有可能买理财？"

Row = Mapping[str, str | int | float | bool | None]


def run(parts: Any) -> Iterator[Row]:
    """One row a question: median and 95th percentile in milliseconds, and that over its limit.

    ``parts`` is what ``weiwo.assembly`` builds; None where the home has no data.
    """
    yield _row("weiwo --help, cold", _times(COLD_STARTS, lambda: _command("--help")), HELP_MS)
    if parts is None:
        yield {"what": "the home has no data: weiwo demo makes some"}
        return
    for scope, question in _questions(parts):
        try:
            parts.ask(scope, question)  # what is loaded once is loaded before the clock runs
            fresh = parts.toolbox.store.forget
            taken = _times(ROUNDS, partial(parts.ask, scope, question), fresh)
        except Exception as error:
            yield {"what": question, "asker": str(scope), "failed": repr(error)[:80], "kept": False}
            continue
        yield _row(question, taken, TURN_MS, str(scope))
    home = str(parts.settings.home)
    taken = _times(COLD_STARTS, lambda: _command("ask", PROSPECTS, "--as", MANAGER, home=home))
    yield _row("weiwo ask, cold", taken, COLD_MS, MANAGER)


def _questions(parts: Any) -> list[tuple[Scope, str]]:
    """The main questions; whom they name follows from the data."""
    manager, customer = parse(MANAGER), parse(CUSTOMER)
    try:
        items = parts.ask(manager, PROSPECTS).decision.get("items") or [{}]
    except Exception:  # its own row will say so
        items = [{}]
    someone = items[0].get("customer_id", "C0000001")
    return [
        (manager, PROSPECTS),
        (manager, f"看看客户{someone}长什么样"),
        (manager, "降准之后我应该联系哪些客户？"),
        (manager, f"给客户{someone}推荐什么产品，为什么？"),
        (customer, "我有二十万闲钱放半年，买什么合适？"),
    ]


def _row(what: str, taken: list[float], limit: float, asker: str = "") -> Row:
    p50, p95 = (float(np.percentile(taken, q)) for q in (50, 95))
    row: dict[str, str | int | float | bool | None] = {
        "what": what,
        "asker": asker,
        "times": len(taken),
        "p50 ms": round(p50, 1),
        "p95 ms": round(p95, 1),
        "limit ms": limit,
        "p50 / limit": round(p50 / limit, 2),
    }
    # The median decides: on a busy machine the slowest of five says what else was running.
    return row | {"kept": p50 <= limit}


def _times(
    times: int, act: Callable[[], object], fresh: Callable[[], object] = forget
) -> list[float]:
    """Milliseconds, as for who asks it first: nothing of an earlier answer is kept."""
    taken = []
    for _ in range(times):
        forget()
        fresh()
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _command(*arguments: str, home: str | None = None) -> None:
    import os

    environment = {**os.environ, **({"WEIWO_HOME": home} if home else {})}
    subprocess.run(
        [sys.executable, "-m", "weiwo", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
