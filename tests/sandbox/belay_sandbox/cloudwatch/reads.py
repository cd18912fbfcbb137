"""GetMetricData, GetMetricStatistics and ListMetrics."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from typing import Any

from ..call import Call, operation
from ..clock import epoch, instant
from ..errors import AwsError
from . import stats
from .metric_math import MathError, Scope, Values, evaluate
from .store import DAY, MetricKey, is_kept

MOST_QUERIES = 500
MOST_POINTS = 100_800
MOST_STATISTICS = 1_440
PAGE_OF_METRICS = 500


def invalid(message: str) -> AwsError:
    return AwsError("ValidationError", message)


def metric_key(metric: dict[str, Any]) -> MetricKey:
    dimensions = tuple(sorted((d["Name"], d["Value"]) for d in metric.get("Dimensions") or []))
    return MetricKey(metric.get("Namespace", ""), metric.get("MetricName", ""), dimensions)


def _check_period(period: Any) -> int:
    if not isinstance(period, int) or period <= 0 or not (period in (1, 5, 10, 20, 30) or period % 60 == 0):
        raise invalid(f"The value {period} for parameter Period is not valid: 1, 5, 10, 20, 30 or a multiple of 60.")
    return period


def _window(call: Call) -> tuple[datetime, datetime]:
    try:
        start, end = instant(call.params["StartTime"]), instant(call.params["EndTime"])
    except (KeyError, ValueError) as error:
        raise AwsError("MissingParameter", "The parameters StartTime and EndTime are required.") from error
    if start >= end:
        raise invalid("The parameter StartTime must be less than the parameter EndTime.")
    return start, end


def _read_series(call: Call, stat: dict[str, Any], start: datetime, end: datetime) -> Values:
    """The points of one MetricStat, period-aligned, oldest first."""
    period = _check_period(stat.get("Period"))
    name = stat.get("Stat", "")
    if not stats.is_known(name):
        raise invalid(f"The value {name} for parameter Stat is not supported.")
    now = call.now
    series = call.box.metrics.get(call.account, call.region, metric_key(stat.get("Metric") or {}))
    if series is None or not is_kept(start, period, now):
        return {}
    if stat.get("Unit") not in (None, series.unit):
        return {}
    first = epoch(start) - epoch(start) % period
    found = series.buckets(first, epoch(end), period, epoch(now))
    values = ((at, stats.value_of(bucket, name)) for at, bucket in found.items())
    return {at: value for at, value in values if value is not None}


def _check_queries(queries: list[dict[str, Any]]) -> None:
    if not queries or len(queries) > MOST_QUERIES:
        raise invalid(f"The collection MetricDataQueries must have 1 to {MOST_QUERIES} members.")
    ids = [query.get("Id", "") for query in queries]
    for identifier in ids:
        if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", identifier):
            raise invalid(f"The value {identifier} for parameter Id is not matching the expected pattern.")
        if ids.count(identifier) > 1:
            raise invalid(f"The values for parameter id in MetricDataQueries are not unique: {identifier}.")
    for query in queries:
        if ("MetricStat" in query) == ("Expression" in query):
            raise invalid(f"Query {query['Id']} must have either Expression or MetricStat.")


def _labels(queries: list[dict[str, Any]]) -> dict[str, str]:
    """The label of each query: its own, or what tells it from the others."""
    plain = [q for q in queries if "MetricStat" in q and not q.get("Label")]
    names = {q["Id"]: q["MetricStat"]["Metric"].get("MetricName", "") for q in plain}
    labels = {q["Id"]: q.get("Label") or q["Id"] for q in queries}
    for query in plain:
        stat, name = query["MetricStat"], names[query["Id"]]
        same = [o["MetricStat"] for o in plain if names[o["Id"]] == name and o is not query]
        parts = [name]
        key = metric_key(stat["Metric"])
        if any(metric_key(other["Metric"]) != key for other in same):
            parts = [*(value for _, value in key.dimensions), name]
        if any(metric_key(other["Metric"]) == key and other["Stat"] != stat["Stat"] for other in same):
            parts.append(stat["Stat"])
        labels[query["Id"]] = " ".join(parts)
    return labels


def _evaluate_all(call: Call, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """One complete result per query that returns data: Id, Label, status, points."""
    queries = call.params.get("MetricDataQueries") or []
    _check_queries(queries)
    scope = Scope({}, {}, epoch(start), epoch(end))
    forced = {}
    for query in queries:
        if "MetricStat" not in query:
            continue
        key = metric_key(query["MetricStat"].get("Metric") or {})
        status = call.box.metrics.forced_status(call.account, key)
        scope.periods[query["Id"]] = _check_period(query["MetricStat"].get("Period"))
        points = _read_series(call, query["MetricStat"], start, end)
        if status is not None:
            forced[query["Id"]] = status
            points = {} if status.status != "PartialData" else dict(list(points.items())[: len(points) // 2])
        scope.series[query["Id"]] = points
    pending = [query for query in queries if "Expression" in query]
    while pending:
        ready = [q for q in pending if not _refers_to(q["Expression"], {p["Id"] for p in pending})]
        if not ready:
            raise invalid("The expressions refer to each other in a circle.")
        for query in ready:
            try:
                scope.series[query["Id"]] = evaluate(query["Expression"], scope)
            except MathError as error:
                raise invalid(str(error)) from error
            pending.remove(query)
    labels = _labels(queries)
    return [
        {"id": q["Id"], "label": labels[q["Id"]], "points": scope.series[q["Id"]], "forced": forced.get(q["Id"])}
        for q in queries
        if q.get("ReturnData", True)
    ]


def _refers_to(expression: str, ids: set[str]) -> bool:
    return bool(set(re.findall(r"\b[a-z]\w*", expression)) & ids)


def _offset(token: str | None, params: dict[str, Any]) -> int:
    if token is None:
        return 0
    try:
        kept = json.loads(base64.urlsafe_b64decode(token))
        if kept["n"] == len(params.get("MetricDataQueries") or []):
            return int(kept["o"])
    except (ValueError, KeyError, TypeError):
        pass
    raise AwsError("InvalidNextToken", "The next token specified is invalid.")


def _token(offset: int, params: dict[str, Any]) -> str:
    kept = {"o": offset, "n": len(params.get("MetricDataQueries") or [])}
    return base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()


@operation("monitoring", "GetMetricData")
def get_metric_data(call: Call) -> dict[str, Any]:
    """Pages of at most MaxDatapoints points, filled query by query."""
    start, end = _window(call)
    offset = _offset(call.params.get("NextToken"), call.params)
    left = min(call.params.get("MaxDatapoints") or MOST_POINTS, MOST_POINTS)
    if left < 1:
        raise invalid("The parameter MaxDatapoints must be at least 1.")
    newest_first = call.params.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    results, passed, is_cut = [], 0, False
    budget_end = offset + left
    for series in _evaluate_all(call, start, end):
        points = sorted(series["points"].items(), reverse=newest_first)
        first, last = max(offset - passed, 0), min(budget_end - passed, len(points))
        was_finished = offset > 0 and passed + len(points) <= offset
        passed += len(points)
        if was_finished:
            continue
        page = points[first : max(last, first)]
        is_partial = max(last, first) < len(points)
        is_cut = is_cut or is_partial
        results.append(_result(series, page, is_partial))
    answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
    if is_cut:
        answer["NextToken"] = _token(budget_end, call.params)
    return answer


def _result(series: dict[str, Any], page: list[tuple[float, float]], is_partial: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "Id": series["id"],
        "Label": series["label"],
        "Timestamps": [datetime.fromtimestamp(at, UTC) for at, _ in page],
        "Values": [value for _, value in page],
        "StatusCode": "PartialData" if is_partial else "Complete",
    }
    if forced := series["forced"]:
        result["StatusCode"] = forced.status
        result["Messages"] = [{"Code": forced.code, "Value": forced.message}]
    return result


@operation("monitoring", "GetMetricStatistics")
def get_metric_statistics(call: Call) -> dict[str, Any]:
    """At most 1,440 points, in no particular order, as AWS says."""
    start, end = _window(call)
    period = _check_period(call.params.get("Period"))
    names = [*(call.params.get("Statistics") or []), *(call.params.get("ExtendedStatistics") or [])]
    if not names:
        raise AwsError("MissingParameter", "The parameter Statistics or ExtendedStatistics is required.")
    asked_for = -(-int(epoch(end) - epoch(start)) // period)
    if asked_for > MOST_STATISTICS:
        raise AwsError(
            "InvalidParameterCombination",
            f"You have requested up to {asked_for:,} datapoints, which exceeds the limit of {MOST_STATISTICS:,}. "
            "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
        )
    points: dict[float, dict[str, Any]] = {}
    series = call.box.metrics.get(call.account, call.region, metric_key(call.params))
    for name in names:
        stat = {"Metric": call.params, "Period": period, "Stat": name, "Unit": call.params.get("Unit")}
        for at, value in _read_series(call, stat, start, end).items():
            point = points.setdefault(at, {"Timestamp": datetime.fromtimestamp(at, UTC)})
            point["Unit"] = series.unit if series else "None"
            if name in stats.SIMPLE:
                point[name] = value
            else:
                point.setdefault("ExtendedStatistics", {})[name] = value
    shuffled = sorted(points, key=lambda at: int(at) // period * 2654435761 % 2**32)
    return {"Label": call.params.get("MetricName", ""), "Datapoints": [points[at] for at in shuffled]}


@operation("monitoring", "ListMetrics")
def list_metrics(call: Call) -> dict[str, Any]:
    """500 per page; metrics without a point for two weeks are left out."""
    params = call.params
    now = epoch(call.now)
    is_recent = params.get("RecentlyActive") == "PT3H"
    horizon = now - (3 * 3600 if is_recent else 14 * DAY)
    keys = sorted(
        key
        for key, series in call.box.metrics.of(call.account, call.region).items()
        if _is_listed(key, params) and ((series.is_unread and not is_recent) or (series.last_at(now) or 0) >= horizon)
    )
    try:
        first = int(params.get("NextToken") or 0)
    except ValueError as error:
        raise AwsError("InvalidParameterValue", "Invalid nextToken") from error
    page = keys[first : first + PAGE_OF_METRICS]
    answer: dict[str, Any] = {
        "Metrics": [
            {
                "Namespace": key.namespace,
                "MetricName": key.name,
                "Dimensions": [{"Name": name, "Value": value} for name, value in key.dimensions],
            }
            for key in page
        ]
    }
    if first + PAGE_OF_METRICS < len(keys):
        answer["NextToken"] = str(first + PAGE_OF_METRICS)
    return answer


def _is_listed(key: MetricKey, params: dict[str, Any]) -> bool:
    if params.get("Namespace") not in (None, key.namespace) or params.get("MetricName") not in (None, key.name):
        return False
    dimensions = dict(key.dimensions)
    return all(
        wanted["Name"] in dimensions and wanted.get("Value") in (None, dimensions[wanted["Name"]])
        for wanted in params.get("Dimensions") or []
    )
