"""States that a resource passes through while time goes by.

Durations are looked up when a state is read, not when the phase began: a test
can hold a table in CREATING with a delay of an hour and let it go by setting
the delay to zero, without sleeping.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

Key = tuple[str, str, str, str]  # account, region, kind, name


@dataclass(frozen=True)
class Step:
    """One state, lasting `share` of the service's delay."""

    status: str
    share: float = 1.0


@dataclass
class Running:
    service: str
    began: float
    steps: tuple[Step, ...]


class Phases:
    def __init__(self, default_delay_s: float) -> None:
        self.default_delay_s = default_delay_s
        self._common: dict[str, float] = {}
        self._accounts: dict[tuple[str, str], float] = {}
        self._running: dict[Key, Running] = {}
        self.reset()

    def reset(self) -> None:
        self._common = {"dynamodb": self.default_delay_s, "rds": self.default_delay_s * 2}
        self._accounts.clear()
        self._running.clear()

    def set_delay(self, service: str, seconds: float, account: str | None) -> None:
        """Change a duration. What is over by the old one stays over."""
        self._running = {key: run for key, run in self._running.items() if self.status(key) is not None}
        if account is None:
            self._common[service] = seconds
        else:
            self._accounts[(account, service)] = seconds

    def delay_s(self, service: str, account: str) -> float:
        return self._accounts.get((account, service), self._common[service])

    def begin(self, service: str, key: Key, *steps: Step) -> None:
        self._running[key] = Running(service, time.monotonic(), steps)

    def forget(self, key: Key) -> None:
        self._running.pop(key, None)

    def status(self, key: Key) -> str | None:
        """The state the resource is in, or None once it has passed through all."""
        running = self._running.get(key)
        if running is None:
            return None
        age = time.monotonic() - running.began
        delay = self.delay_s(running.service, key[0])
        for step in running.steps:
            age -= delay * step.share
            if age < 0:
                return step.status
        return None

    def progress(self, key: Key) -> float:
        """How much of all steps is behind the resource, from 0 to 1."""
        running = self._running.get(key)
        if running is None:
            return 1.0
        total = self.delay_s(running.service, key[0]) * sum(step.share for step in running.steps)
        return 1.0 if total <= 0 else min(1.0, (time.monotonic() - running.began) / total)

    def is_tracked(self, key: Key) -> bool:
        return key in self._running

    def tracked(self, account: str, region: str, kind: str) -> list[str]:
        return [key[3] for key in self._running if key[:3] == (account, region, kind)]
