"""PutMetricData and dashboards."""

from __future__ import annotations

import json
from typing import Any

from ..call import Call, operation
from ..clock import epoch, instant
from ..errors import AwsError
from .reads import metric_key
from .store import DAY, Point

MOST_DATUMS = 1000


def _point(datum: dict[str, Any], at: float) -> Point:
    if sets := datum.get("StatisticValues"):
        count, total = float(sets["SampleCount"]), float(sets["Sum"])
        return Point(at, count, total, float(sets["Minimum"]), float(sets["Maximum"]))
    if values := datum.get("Values"):
        counts = datum.get("Counts") or [1.0] * len(values)
        weighted = [(float(v), float(c)) for v, c in zip(values, counts, strict=True)]
        total = sum(v * c for v, c in weighted)
        return Point(at, sum(c for _, c in weighted), total, min(weighted)[0], max(weighted)[0], weighted)
    value = float(datum.get("Value", 0.0))
    return Point(at, 1.0, value, value, value, [(value, 1.0)])


@operation("monitoring", "PutMetricData")
def put_metric_data(call: Call) -> None:
    namespace = call.params.get("Namespace", "")
    data = call.params.get("MetricData") or []
    if not namespace:
        raise AwsError("MissingParameter", "The parameter Namespace is required.")
    if namespace.startswith("AWS/"):
        raise AwsError("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.")
    if len(data) > MOST_DATUMS:
        raise AwsError("InvalidParameterValue", f"MetricData must have at most {MOST_DATUMS} members.")
    now = epoch(call.now)
    points = []
    for number, datum in enumerate(data, 1):
        at = epoch(instant(datum["Timestamp"])) if datum.get("Timestamp") is not None else now
        field = f"The parameter MetricData.member.{number}.Timestamp must specify a time"
        if at < now - 14 * DAY:
            raise AwsError("InvalidParameterValue", f"{field} no more than two weeks in the past.")
        if at > now + 2 * 3600:
            raise AwsError("InvalidParameterValue", f"{field} no more than two hours in the future.")
        if "Values" in datum and "Counts" in datum and len(datum["Values"]) != len(datum["Counts"]):
            raise AwsError("InvalidParameterValue", f"MetricData.member.{number}: Values and Counts differ in length.")
        at -= at % (1 if datum.get("StorageResolution") == 1 else 60)
        points.append((metric_key(datum | {"Namespace": namespace}), datum.get("Unit") or "None", _point(datum, at)))
    for key, unit, point in points:
        call.box.metrics.ensure(call.account, call.region, key, unit).add(point)
    call.box.alarms.evaluate_for(call, {key for key, _, _ in points})


def _dashboards(call: Call) -> dict[str, dict[str, Any]]:
    return call.box.metrics.dashboards.setdefault((call.account, call.region), {})


def _entry(call: Call, name: str, kept: dict[str, Any]) -> dict[str, Any]:
    arn = f"arn:aws:cloudwatch::{call.account}:dashboard/{name}"
    return {"DashboardName": name, "DashboardArn": arn, "LastModified": kept["at"], "Size": len(kept["body"])}


@operation("monitoring", "PutDashboard")
def put_dashboard(call: Call) -> dict[str, Any]:
    name, body = call.params.get("DashboardName", ""), call.params.get("DashboardBody", "")
    try:
        is_object = isinstance(json.loads(body), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise AwsError("InvalidParameterInput", "The field DashboardBody must be a valid JSON object")
    _dashboards(call)[name] = {"body": body, "at": call.now}
    return {"DashboardValidationMessages": []}


@operation("monitoring", "GetDashboard")
def get_dashboard(call: Call) -> dict[str, Any]:
    name = call.params.get("DashboardName", "")
    kept = _dashboards(call).get(name)
    if kept is None:
        raise AwsError("ResourceNotFound", f"Dashboard {name} does not exist", 404)
    arn = _entry(call, name, kept)["DashboardArn"]
    return {"DashboardArn": arn, "DashboardBody": kept["body"], "DashboardName": name}


@operation("monitoring", "ListDashboards")
def list_dashboards(call: Call) -> dict[str, Any]:
    prefix = call.params.get("DashboardNamePrefix") or ""
    found = sorted(item for item in _dashboards(call).items() if item[0].startswith(prefix))
    return {"DashboardEntries": [_entry(call, name, kept) for name, kept in found]}


@operation("monitoring", "DeleteDashboards")
def delete_dashboards(call: Call) -> dict[str, Any]:
    names = call.params.get("DashboardNames") or []
    for name in names:
        if name not in _dashboards(call):
            raise AwsError("ResourceNotFound", f"Dashboard {name} does not exist", 404)
    for name in names:
        del _dashboards(call)[name]
    return {}
