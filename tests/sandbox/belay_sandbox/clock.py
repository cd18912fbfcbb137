"""Time as the sandbox tells it: the real clock plus an offset, per account if wanted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that tests move, so that what they write is days old at once."""

    def __init__(self) -> None:
        self.common_offset_s = 0.0
        self.account_offsets_s: dict[str, float] = {}

    def offset_s(self, account: str) -> float:
        return self.account_offsets_s.get(account, self.common_offset_s)

    def set(self, offset_s: float, account: str | None) -> None:
        if account is None:
            self.common_offset_s = offset_s
        else:
            self.account_offsets_s[account] = offset_s

    def now(self, account: str) -> datetime:
        """What the account takes for now, to the microsecond, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_s(account))

    def reset(self) -> None:
        self.common_offset_s = 0.0
        self.account_offsets_s.clear()


def instant(value: Any) -> datetime:
    """Read an instant from any form a client may send it in.

    Takes an aware or naive (UTC) datetime, epoch seconds, or RFC 3339 text.
    Raises ValueError for anything else.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return EPOCH + timedelta(seconds=float(value))
    if isinstance(value, str):
        if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return EPOCH + timedelta(seconds=float(value))
        return instant(datetime.fromisoformat(value.replace("Z", "+00:00")))
    raise ValueError(f"not an instant: {value!r}")


def epoch(value: datetime) -> float:
    return (value - EPOCH).total_seconds()


def iso(value: datetime) -> str:
    """RFC 3339 in UTC, with milliseconds only where there are any."""
    text = value.astimezone(UTC).isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return text.replace("+00:00", "Z")
