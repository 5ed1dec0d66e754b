"""``python -m tests.api.fake_server PORT``: the whole application over the fake bank."""

import logging
import sys


def main(port: int) -> None:
    """Serve until told to stop."""
    import uvicorn

    from api.app import create_app
    from tests.api.bank import SECRET, FakeParts

    logging.basicConfig(level=logging.INFO)
    app = create_app(FakeParts(), SECRET)
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
