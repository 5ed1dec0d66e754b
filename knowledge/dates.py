"""Days as documents write them."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from home.clock import business_day

_WRITTEN = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_SINCE_1970 = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")


def parse_day(value: object) -> date | None:
    """The day that ``value`` names, or None: ISO 8601, 2026年9月30日, 20260930, RFC 2822, or a
    moment in seconds or milliseconds since 1970.

    A time of day and its zone are left aside: the day is the one that the publisher wrote.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    if _SINCE_1970.fullmatch(text):
        return business_day(datetime.fromtimestamp(int(text[:10]), UTC))
    found = _WRITTEN.search(text) or _COMPACT.search(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None
