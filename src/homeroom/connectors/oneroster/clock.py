"""What a server says about time: what its own clock shows, and when to come back."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

# Nobody waits longer than this because a server said so; it may have meant milliseconds.
LONGEST_ASKED = 86_400.0


def server_time(answer: httpx2.Response) -> datetime:
    """Return the server's own time, so that a wrong clock on either side does no harm."""
    return _date(answer.headers.get("Date", "")) or datetime.now(UTC)


def retry_after(answer: httpx2.Response) -> float | None:
    """Return the seconds that a server asks us to wait; it may name a date instead."""
    word = answer.headers.get("Retry-After", "").strip()
    if word.isdecimal():
        return min(float(word), LONGEST_ASKED)
    when = _date(word)
    if when is None:
        return None
    return min(max((when - server_time(answer)).total_seconds(), 0.0), LONGEST_ASKED)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
