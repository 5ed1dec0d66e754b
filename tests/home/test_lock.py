import subprocess
import sys
from pathlib import Path

import pytest

from home.errors import HomeLocked
from home.lock import writer_lock

HOLD = """
import sys
from pathlib import Path
from home.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "knowledge ingest"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with (
        pytest.raises(HomeLocked, match=f"'knowledge ingest', process {process.pid}"),
        writer_lock(tmp_path, "models train"),
    ):
        pass
    process.kill()
    process.communicate()
    with writer_lock(tmp_path, "models train"):
        pass


def test_nested_use_in_one_process_is_allowed_and_released_at_the_end(tmp_path: Path) -> None:
    with writer_lock(tmp_path, "demo"), writer_lock(tmp_path, "models train"):
        pass
    with writer_lock(tmp_path, "demo"):
        pass
