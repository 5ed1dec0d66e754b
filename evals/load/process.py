"""What a process and its children cost, from ``/proc``: processor time and memory."""

import os
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Processor time so far, of the process and those it began that still run."""
    return sum(sum(map(int, _stat(one)[11:13])) for one in family(pid)) / _TICK


def memory_mb(pid: int) -> float:
    """Memory held now, in MB; what workers share is counted for each."""
    return sum(int(_stat(one)[21]) for one in family(pid)) * _PAGE / 1e6


def family(pid: int) -> Iterator[int]:
    """The process and all below it."""
    yield pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        below = children.read_text().split()
    except OSError:
        return
    for child in below:
        yield from family(int(child))


def _stat(pid: int) -> list[str]:
    """The fields after the name, from ``state`` on; zeros for one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50
