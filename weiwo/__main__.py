"""``python -m weiwo``."""

from weiwo.cli import main

main()
