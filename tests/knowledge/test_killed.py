"""A kill at any moment leaves the old or the new state."""

import subprocess
import sys
from pathlib import Path


def test_an_ingest_killed_at_any_step_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.knowledge.killed_ingests", str(tmp_path)],
        cwd=root, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 30
