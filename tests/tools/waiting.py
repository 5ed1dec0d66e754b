"""``python -m tests.tools.waiting``: work that lasts as long as its order says, for tests."""

import os
import time
from collections.abc import Mapping
from typing import Any

from tools.background import Fault, Reporter, carry_out


def run(order: Mapping[str, Any], report: Reporter) -> None:
    report.say("waiting", 1, 2)
    time.sleep(order["seconds"])
    match order.get("end"):
        case "fault":
            raise Fault("no_such_column", column="甲")
        case "error":
            raise ValueError("of its own")
        case "killed":
            os._exit(9)


if __name__ == "__main__":
    carry_out(run)
