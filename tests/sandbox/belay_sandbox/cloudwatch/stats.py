"""Statistics of one bucket: the simple ones, percentiles and trimmed means."""

from __future__ import annotations

import re

from .store import Bucket, Weighted

SIMPLE = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")
TRIMMED = re.compile(r"tm(\d{1,2}(?:\.\d{1,10})?)")


def is_known(stat: str) -> bool:
    return stat in SIMPLE or stat == "IQM" or bool(PERCENTILE.fullmatch(stat) or TRIMMED.fullmatch(stat))


def percentile(values: Weighted, percent: float) -> float:
    """Percentile of weighted values, linear between neighbours. Needs at least one value."""
    ordered = sorted(values)
    position = percent / 100 * (sum(count for _, count in ordered) - 1)
    passed = 0.0
    for index, (value, count) in enumerate(ordered):
        last = passed + count - 1
        if position <= last:
            return value
        if position < last + 1 and index + 1 < len(ordered):
            return value + (position - last) * (ordered[index + 1][0] - value)
        passed += count
    return ordered[-1][0]


def _mean_between(values: Weighted, low: float, high: float) -> float | None:
    total = sum(count for _, count in values)
    start, end, passed = total * low, total * high, 0.0
    weight = weighted = 0.0
    for value, count in sorted(values):
        share = max(0.0, min(end, passed + count) - max(start, passed))
        weight, weighted, passed = weight + share, weighted + share * value, passed + count
    return weighted / weight if weight else None


def value_of(bucket: Bucket, stat: str) -> float | None:
    """The statistic, or None where the bucket's data do not allow it."""
    if stat == "SampleCount":
        return bucket.count
    if stat == "Sum":
        return bucket.total
    if stat == "Average":
        return bucket.total / bucket.count if bucket.count else None
    if stat == "Minimum":
        return bucket.least
    if stat == "Maximum":
        return bucket.most
    if not bucket.has_all_values or not bucket.values:
        return None
    if found := PERCENTILE.fullmatch(stat):
        return percentile(bucket.values, float(found.group(1)))
    if found := TRIMMED.fullmatch(stat):
        return _mean_between(bucket.values, 0.0, float(found.group(1)) / 100)
    return _mean_between(bucket.values, 0.25, 0.75)
