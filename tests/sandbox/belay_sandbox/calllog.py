"""What was asked of the sandbox, for tests to assert on."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

LONGEST = 20_000


@dataclass(frozen=True)
class Entry:
    time: str
    account: str | None
    region: str
    service: str
    operation: str
    status: int  # 0 when the connection was dropped without an answer
    error: str | None
    request_id: str
    principal: str | None
    params: Any
    fault: bool
    duration_ms: float


class CallLog:
    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=LONGEST)
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        with self._lock:
            self._entries.append(entry)

    def list(self, account: str | None = None, match: str | None = None) -> list[dict[str, Any]]:
        """Entries oldest first; `match` is a part of `service.Operation`."""
        with self._lock:
            entries = list(self._entries)
        return [
            asdict(entry)
            for entry in entries
            if (account is None or entry.account == account)
            and (match is None or match in f"{entry.service}.{entry.operation}")
        ]

    def clear(self, account: str | None = None) -> None:
        with self._lock:
            kept = [entry for entry in self._entries if account is not None and entry.account != account]
            self._entries = deque(kept, maxlen=LONGEST)
