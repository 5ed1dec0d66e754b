"""Who only reads scores does not wait for what makes them."""

import subprocess
import sys


def test_reading_scores_imports_no_scoring() -> None:
    code = (
        "import sys, decision_models.scoring;"
        "heavy = {'decision_models.scoring.run', 'scipy.stats', 'lightgbm', 'pandas'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert done.returncode == 0
