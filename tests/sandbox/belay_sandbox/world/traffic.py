"""Traffic as a metric shows it: days and nights, noise, and incidents.

Metrics are written one point per minute from three days before the anchor to
six hours after it; a minute becomes visible when it is over.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import timedelta

from ..clock import epoch
from ..cloudwatch.store import MetricKey, Point, Weighted
from .planter import Planter

DAYS_BEFORE = 3
HOURS_AFTER = 6
LAG_S = 60.0

Factor = Callable[[float], float]  # minutes after the anchor (negative: before) to a factor


def daily(minute_of_day: float) -> float:
    """Share of the mean traffic: quiet at 4 UTC, busy at 16 UTC."""
    return 1.0 + 0.55 * math.sin((minute_of_day - 600) / 1440 * 2 * math.pi)


def between(start: float, end: float, inside: float, outside: float = 1.0) -> Factor:
    """A factor that holds from one minute (relative to the anchor) to another."""
    return lambda minute: inside if start <= minute < end else outside


class Traffic:
    """Writes series for one place."""

    def __init__(self, planter: Planter) -> None:
        self._planter = planter
        first = planter.anchor - timedelta(days=DAYS_BEFORE)
        count = DAYS_BEFORE * 1440 + HOURS_AFTER * 60
        start = epoch(first)
        self._minutes = [
            (start + 60.0 * i, float(i - DAYS_BEFORE * 1440), daily((start / 60 + i) % 1440)) for i in range(count)
        ]

    def _add(
        self, namespace: str, name: str, dimensions: dict[str, str], unit: str, points: Callable[[], Iterator[Point]]
    ) -> None:
        place = self._planter.place
        key = MetricKey(namespace, name, tuple(sorted(dimensions.items())))
        self._planter.box.metrics.ensure(place.account, place.region, key, unit, LAG_S).fill_when_read(points)

    def _rng(self, name: str, dimensions: dict[str, str]) -> random.Random:
        return random.Random(f"{self._planter.place.name} {name} {sorted(dimensions.items())}")

    def count(
        self,
        namespace: str,
        name: str,
        dimensions: dict[str, str],
        per_minute: float,
        factor: Factor,
        zeros: bool = True,
    ) -> None:
        """Things counted: Sum is the number in the minute. Without zeros, idle minutes have no point."""

        def points() -> Iterator[Point]:
            rng = self._rng(name, dimensions)
            for at, minute, day in self._minutes:
                mean = per_minute * day * factor(minute)
                total = float(max(0, round(rng.gauss(mean, math.sqrt(mean))))) if mean > 0 else 0.0
                if total > 0 or (zeros and mean >= 0):
                    n = max(1.0, total)
                    yield Point(at, n, total, 0.0 if total == 0 else 1.0, 1.0 if total else 0.0)

        self._add(namespace, name, dimensions, "Count", points)

    def gauge(
        self,
        namespace: str,
        name: str,
        dimensions: dict[str, str],
        level: float,
        factor: Factor,
        unit: str,
        noise: float = 0.06,
        swing: float = 1.0,
    ) -> None:
        """A level read once a minute; `swing` is how far it follows the time of day."""

        def points() -> Iterator[Point]:
            rng = self._rng(name, dimensions)
            for at, minute, day in self._minutes:
                value = level * (1 + (day - 1) * swing) * factor(minute) * (1 + rng.uniform(-noise, noise))
                value = round(value, 3)
                yield Point(at, 1.0, value, value, value)

        self._add(namespace, name, dimensions, unit, points)

    def latency(
        self,
        namespace: str,
        name: str,
        dimensions: dict[str, str],
        median: float,
        factor: Factor,
        unit: str,
        calls: float,
    ) -> None:
        """Durations with a long tail, so that percentiles say more than the mean."""
        shares = ((0.62, 0.35), (0.9, 0.3), (1.2, 0.2), (1.9, 0.1), (3.4, 0.04), (6.5, 0.01))

        def points() -> Iterator[Point]:
            rng = self._rng(name, dimensions)
            for at, minute, day in self._minutes:
                scale = median * factor(minute) * rng.uniform(0.92, 1.08)
                values: Weighted = [(round(scale * m, 3), max(1.0, round(calls * day * s))) for m, s in shares]
                n = sum(c for _, c in values)
                yield Point(at, n, sum(v * c for v, c in values), values[0][0], values[-1][0], values)

        self._add(namespace, name, dimensions, unit, points)
