"""Work that outlives the page that began it: a process of its own, which writes where it stands.

A piece of work has a folder: ``state.json`` says how far it is, ``running.lock`` is held by its
process while that lives. The kernel drops the lock when the process dies, so that a killed one is
told from a slow one by whoever looks, in whichever process, also after the server was started anew.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

from home.clock import system_clock
from home.errors import WeiwoError

State: TypeAlias = Literal["running", "done", "failed", "cancelled"]
STATE, LOCK, PROCESS, LOG = "state.json", "running.lock", "process", "log"
INTERRUPTED = "interrupted"
"""The fault of work whose process is gone and said nothing."""
_PATIENCE = 10.0  # seconds that a process has to die
_TRIES = 25  # at a lock: whoever looks whether it is held, holds it for a moment


class Busy(WeiwoError):
    """Something of the same kind is being worked on; it must end, or be cancelled, first."""


@dataclass(frozen=True)
class Work:
    """Where a piece of work stands. Moments are ISO 8601 in UTC, by the machine's clock.

    Args:
        doing: the stage that it is at; ``done`` of ``of`` steps of it, 0 of 0 where nobody counts.
        fault: what went wrong, as a short name; ``given`` fills a sentence about it.
        about: what whoever began it wants to know of it later.
    """

    state: State
    began: str
    doing: str = ""
    done: int = 0
    of: int = 0
    ended: str = ""
    fault: str = ""
    given: Mapping[str, str | int] | None = None
    about: Mapping[str, str] | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.state == "running"


def begin(
    folder: Path,
    module: str,
    order: Mapping[str, object],
    beside: Sequence[Path] = (),
    about: Mapping[str, str] | None = None,
) -> None:
    """Run ``python -m module`` in a process of its own, with ``order`` as JSON on its input.

    Args:
        folder: the work's own; made where it is not there.
        beside: further locks that it holds while it runs, so that of all who want one of them
            one works at a time.
        about: what ``look`` tells of it.

    Raises:
        Busy: the work, or another one that holds one of the locks, is running.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as held:
        locks = [held.enter_context(_taken(path)) for path in (folder / LOCK, *beside)]
        (folder / PROCESS).unlink(missing_ok=True)
        _write(folder, Work("running", began=_now(), about=about))
        log = held.enter_context((folder / LOG).open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[lock.fileno() for lock in locks],  # held by it as long as it lives
            start_new_session=True,
        )
        (folder / PROCESS).write_text(str(process.pid), encoding="ascii")
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as given:  # one that died says so by its lock
        given.write(json.dumps({"folder": str(folder), **order}).encode())
    threading.Thread(target=process.wait, name="reaping", daemon=True).start()


def look(folder: Path) -> Work | None:
    """Where the work of a folder stands; None where none was begun."""
    found = _read(folder)
    if found is None or not found.running or _is_held(folder / LOCK):
        return found
    again = _read(folder)  # it may have ended between the two looks
    if again is None or not again.running:
        return again
    return replace(again, state="failed", fault=INTERRUPTED)


def cancel(folder: Path) -> Work | None:
    """End the work of a folder; what has ended stays as it is."""
    found = look(folder)
    if found is None or not found.running:
        return found
    until = time.monotonic() + _PATIENCE
    while _is_held(folder / LOCK):
        if time.monotonic() > until:
            raise Busy(f"{folder.name} must end when its process is killed, and went on")
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):  # it has just begun, died
            process = int((folder / PROCESS).read_text(encoding="ascii"))
            os.killpg(process, signal.SIGKILL)  # nothing of it counts before its last step
        time.sleep(0.02)
    if (left := _read(folder)) is not None and left.running:
        _write(folder, replace(left, state="cancelled", ended=_now()))
    return look(folder)


def free_one(paths: Sequence[Path]) -> Path:
    """The first of these locks that nobody holds.

    Raises:
        Busy: all are held.
    """
    found = next((path for path in paths if not _is_held(path)), None)
    if found is None:
        raise Busy(f"at most {len(paths)} pieces of work run at once, got one more")
    return found


class Fault(Exception):
    """Why work cannot be done, as a short name, and what a sentence about it is filled with."""

    def __init__(self, kind: str, **given: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.given = given


class Reporter:
    """Says how far a piece of work is; for its own process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._work = _read(folder) or Work("running", began=_now())

    def say(self, doing: str, done: int = 0, of: int = 0) -> None:
        """What is being done now, and how much of it."""
        self._put(replace(self._work, doing=doing, done=done, of=of))

    def finish(self) -> None:
        """It is done, and what it made is whole."""
        self._put(replace(self._work, state="done", ended=_now()))

    def fail(self, fault: "Fault") -> None:
        """It cannot be done."""
        kind, given = fault.kind, fault.given
        self._put(replace(self._work, state="failed", ended=_now(), fault=kind, given=given))

    def _put(self, work: Work) -> None:
        self._work = work
        _write(self._folder, work)


def carry_out(work: Callable[[Mapping[str, Any], Reporter], None]) -> None:
    """The main function of a process that ``begin`` started: reads its order, works, says the end.

    What ``work`` raises and is no ``Fault`` ends it as ``broken``; the cause is in its log.
    """
    order = json.load(sys.stdin)
    report = Reporter(Path(order["folder"]))
    os.nice(5)  # pages come first
    try:
        work(order, report)
        report.finish()
    except Fault as fault:
        report.fail(fault)
    except BaseException:
        traceback.print_exc()
        report.fail(Fault("broken"))
    sys.stderr.flush()
    os._exit(0)  # at once: its locks are free when it says that it has ended


def _now() -> str:
    return system_clock().isoformat(timespec="milliseconds")


def _read(folder: Path) -> Work | None:
    try:
        return Work(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _write(folder: Path, work: Work) -> None:
    aside = folder / f".{STATE}.{os.getpid()}.{threading.get_ident()}"
    aside.write_text(json.dumps(asdict(work), ensure_ascii=False), encoding="utf-8")
    aside.replace(folder / STATE)


@contextmanager
def _taken(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        for patience in range(_TRIES):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if patience == _TRIES - 1:
                    held = f"{path.parent.name} must be at rest, got work that goes on"
                    raise Busy(held) from None
                time.sleep(0.02)
        yield file


def _is_held(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError, NotADirectoryError) as error:
        return isinstance(error, BlockingIOError)
    return False
