"""Data points of metrics, and how they are put together into periods."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from ..clock import epoch

Dimensions = tuple[tuple[str, str], ...]
Weighted = list[tuple[float, float]]  # (value, how often)

DAY = 86400.0


class MetricKey(NamedTuple):
    namespace: str
    name: str
    dimensions: Dimensions


class Point(NamedTuple):
    """A statistic set at one second; `values` where the single values are known."""

    at: float
    number: float
    total: float
    least: float
    most: float
    values: Weighted | None = None


@dataclass
class Bucket:
    """All points of one period."""

    count: float = 0.0
    total: float = 0.0
    least: float = float("inf")
    most: float = float("-inf")
    values: Weighted = field(default_factory=list)
    has_all_values: bool = True

    def add(self, point: Point) -> None:
        self.count += point.number
        self.total += point.total
        self.least = min(self.least, point.least)
        self.most = max(self.most, point.most)
        if point.values is not None:
            self.values.extend(point.values)
        elif point.least == point.most:
            self.values.append((point.least, point.number))
        else:
            self.has_all_values = False


class Series:
    """Points of one metric in order of time.

    `lag_s` holds a point back until that long after its time: the world's
    minutes are written ahead, and become visible as they are over.
    """

    def __init__(self, unit: str = "None", lag_s: float = 0.0) -> None:
        self.unit = unit
        self.lag_s = lag_s
        self._times = array("d")
        self._points: list[Point] = []
        self._source: Callable[[], Iterable[Point]] | None = None

    def fill_when_read(self, source: Callable[[], Iterable[Point]]) -> None:
        """Take points in order of their time from `source` once somebody reads the series."""
        self._source = source

    @property
    def is_unread(self) -> bool:
        return self._source is not None

    def _fill(self) -> None:
        if self._source is not None:
            source, self._source = self._source, None
            self._points = list(source())
            self._times = array("d", [point.at for point in self._points])

    def add(self, point: Point) -> None:
        self._fill()
        if not self._times or point.at >= self._times[-1]:
            self._times.append(point.at)
            self._points.append(point)
            return
        insort(self._points, point, key=lambda p: p.at)
        self._times = array("d", (p.at for p in self._points))

    def between(self, start: float, end: float, now: float) -> list[Point]:
        """Points with start <= time < end that are visible now."""
        self._fill()
        end = min(end, now - self.lag_s + 1e-6)
        return self._points[bisect_left(self._times, start) : bisect_left(self._times, end)]

    def last_at(self, now: float) -> float | None:
        self._fill()
        index = bisect_left(self._times, now - self.lag_s + 1e-6)
        return self._times[index - 1] if index else None

    def buckets(self, start: float, end: float, period: int, now: float) -> dict[float, Bucket]:
        """Period-aligned buckets by their start, oldest first; empty ones are left out."""
        found: dict[float, Bucket] = {}
        for point in self.between(start, end, now):
            key = point.at - point.at % period
            bucket = found.get(key)
            if bucket is None:
                bucket = found[key] = Bucket()
            bucket.add(point)
        return found


@dataclass
class Forced:
    """A status that reads of matching metrics report instead of data."""

    match: Any
    status: str
    code: str
    message: str
    account: str | None


class MetricStore:
    """Series by account, Region and metric."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._series: dict[tuple[str, str], dict[MetricKey, Series]] = {}
        self.dashboards: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.forced: list[Forced] = []

    def of(self, account: str, region: str) -> dict[MetricKey, Series]:
        return self._series.setdefault((account, region), {})

    def get(self, account: str, region: str, key: MetricKey) -> Series | None:
        return self.of(account, region).get(key)

    def ensure(self, account: str, region: str, key: MetricKey, unit: str, lag_s: float = 0.0) -> Series:
        return self.of(account, region).setdefault(key, Series(unit, lag_s))

    def forced_status(self, account: str, key: MetricKey) -> Forced | None:
        name = f"{key.namespace}/{key.name}"
        for forced in self.forced:
            if forced.account in (None, account) and forced.match.search(name):
                return forced
        return None


def is_kept(start: datetime, period: int, now: datetime) -> bool:
    """Whether points of this period still exist for data this old (else: none, no error)."""
    age = epoch(now) - epoch(start)
    if age > 455 * DAY:
        return False
    if age > 63 * DAY:
        return period % 3600 == 0
    if age > 15 * DAY:
        return period % 300 == 0
    if age > 3 * 3600:
        return period % 60 == 0
    return True
