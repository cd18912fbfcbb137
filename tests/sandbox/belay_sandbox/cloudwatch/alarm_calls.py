"""The operations on alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..call import Call, operation
from ..clock import epoch, instant
from ..errors import AwsError
from .alarms import STATES, Alarm, Region, rule_value
from .reads import invalid, metric_key

SETTINGS = (
    "AlarmName AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace "
    "Statistic ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold "
    "ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile Metrics ThresholdMetricId"
).split()


def _place(call: Call) -> Region:
    return call.box.alarms.of(call.account, call.region)


def _alarm(call: Call, name: str) -> Alarm:
    alarm = _place(call).alarms.get(name)
    if alarm is None:
        raise AwsError("ResourceNotFound", f"Alarm {name} does not exist", 404)
    return alarm


def _paged(call: Call, rows: list[Any], default: int) -> tuple[list[Any], str | None]:
    most = call.params.get("MaxRecords", default)
    if not 1 <= most <= 100:
        raise invalid(f"1 validation error detected: Value '{most}' at 'maxRecords' must be between 1 and 100")
    try:
        first = int(call.params.get("NextToken") or 0)
    except ValueError as error:
        raise AwsError("InvalidNextToken", "The next token specified is invalid.") from error
    following = str(first + most) if first + most < len(rows) else None
    return rows[first : first + most], following


def _with_token(answer: dict[str, Any], token: str | None) -> dict[str, Any]:
    return answer | {"NextToken": token} if token else answer


@operation("monitoring", "PutMetricAlarm")
def put_metric_alarm(call: Call) -> None:
    shape = {key: call.params[key] for key in SETTINGS if call.params.get(key) is not None}
    for required in ("AlarmName", "EvaluationPeriods", "ComparisonOperator"):
        if required not in shape:
            raise AwsError("MissingParameter", f"The parameter {required} is required.")
    call.box.alarms.put(call.account, call.region, shape, call.now)
    if "MetricName" in shape:
        call.box.alarms.evaluate_for(call, {metric_key(shape)})


@operation("monitoring", "PutCompositeAlarm")
def put_composite_alarm(call: Call) -> None:
    settings = [*SETTINGS[:6], "AlarmRule", "ActionsSuppressor"]
    shape = {key: call.params[key] for key in settings if call.params.get(key) is not None}
    try:
        rule_value(shape.get("AlarmRule", ""), _place(call))
    except (ValueError, SyntaxError) as error:
        raise invalid("AlarmRule must be a valid expression of alarm states.") from error
    call.box.alarms.put(call.account, call.region, shape, call.now, is_composite=True)
    call.box.alarms.evaluate_composites(call.account, call.region, call.now)


@operation("monitoring", "DescribeAlarms")
def describe_alarms(call: Call) -> dict[str, Any]:
    """Metric alarms only, unless AlarmTypes lists the composite ones as well."""
    params = call.params
    types = params.get("AlarmTypes") or ["MetricAlarm"]
    names, prefix = params.get("AlarmNames"), params.get("AlarmNamePrefix")
    if names and prefix:
        raise AwsError("InvalidParameterCombination", "AlarmNames and AlarmNamePrefix are exclusive.")
    if names and len(names) > 100:
        raise invalid("AlarmNames must have at most 100 members.")
    rows = [
        alarm
        for name, alarm in sorted(_place(call).alarms.items())
        if (not names or name in names)
        and name.startswith(prefix or "")
        and params.get("StateValue") in (None, "", alarm.shape["StateValue"])
        and ("CompositeAlarm" if alarm.is_composite else "MetricAlarm") in types
        and _has_action(alarm, params.get("ActionPrefix"))
    ]
    page, token = _paged(call, rows, 50)
    answer: dict[str, Any] = {
        "MetricAlarms": [alarm.shape for alarm in page if not alarm.is_composite],
        "CompositeAlarms": [alarm.shape for alarm in page if alarm.is_composite],
    }
    return _with_token(answer, token)


def _has_action(alarm: Alarm, prefix: str | None) -> bool:
    return not prefix or any(action.startswith(prefix) for action in alarm.shape["AlarmActions"])


@operation("monitoring", "DescribeAlarmsForMetric")
def describe_alarms_for_metric(call: Call) -> dict[str, Any]:
    wanted = metric_key(call.params)
    shapes = [alarm.shape for alarm in _place(call).alarms.values() if not alarm.is_composite]
    return {"MetricAlarms": [shape for shape in shapes if metric_key(shape) == wanted]}


@operation("monitoring", "DescribeAlarmHistory")
def describe_alarm_history(call: Call) -> dict[str, Any]:
    params = call.params
    start = epoch(instant(params["StartDate"])) if params.get("StartDate") else float("-inf")
    end = epoch(instant(params["EndDate"])) if params.get("EndDate") else float("inf")
    types = params.get("AlarmTypes") or ["MetricAlarm"]
    rows = [
        item
        for item in _place(call).history
        if params.get("AlarmName") in (None, item["AlarmName"])
        and params.get("HistoryItemType") in (None, item["HistoryItemType"])
        and start <= epoch(item["Timestamp"]) <= end
        and item["AlarmType"] in types
    ]
    newest_first = params.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    rows.sort(key=lambda item: item["Timestamp"], reverse=newest_first)
    page, token = _paged(call, rows, 100)
    return _with_token({"AlarmHistoryItems": page}, token)


@operation("monitoring", "SetAlarmState")
def set_alarm_state(call: Call) -> None:
    params = call.params
    state = params.get("StateValue")
    if state not in STATES:
        raise invalid(f"1 validation error detected: Value '{state}' at 'stateValue' failed to satisfy constraint")
    name = params.get("AlarmName", "")
    _alarm(call, name)
    alarms = call.box.alarms
    alarms.set_state(
        call.account, call.region, name, state, params.get("StateReason", ""), call.now, params.get("StateReasonData")
    )
    alarms.evaluate_composites(call.account, call.region, call.now)


def _switch_actions(is_enabled: bool) -> Callable[[Call], None]:
    def switch(call: Call) -> None:
        for name in call.params.get("AlarmNames") or []:
            if alarm := _place(call).alarms.get(name):
                alarm.shape["ActionsEnabled"] = is_enabled

    return switch


operation("monitoring", "EnableAlarmActions")(_switch_actions(True))
operation("monitoring", "DisableAlarmActions")(_switch_actions(False))


@operation("monitoring", "DeleteAlarms")
def delete_alarms(call: Call) -> None:
    names = call.params.get("AlarmNames") or []
    for name in names:
        _alarm(call, name)
    for name in names:
        del _place(call).alarms[name]


@operation("monitoring", "ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    name = call.params.get("ResourceARN", "").rpartition(":")[2]
    return {"Tags": _alarm(call, name).shape.get("Tags", [])}
