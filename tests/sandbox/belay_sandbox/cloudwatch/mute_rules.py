"""Mute rules: alarms that fire without anybody being told.

A rule counts as active from its start to its expiry; its recurring schedule
is kept and shown, and not evaluated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..call import Call, operation
from ..clock import instant
from ..errors import AwsError


def _rules(call: Call) -> dict[str, dict[str, Any]]:
    return call.box.alarms.mute_rules.setdefault((call.account, call.region), {})


def _status(rule: dict[str, Any], now: datetime) -> str:
    if rule.get("StartDate") is not None and now < instant(rule["StartDate"]):
        return "SCHEDULED"
    if rule.get("ExpireDate") is not None and now >= instant(rule["ExpireDate"]):
        return "EXPIRED"
    return "ACTIVE"


@operation("monitoring", "PutAlarmMuteRule")
def put_alarm_mute_rule(call: Call) -> None:
    name = call.params.get("Name")
    if not name or not call.params.get("Rule"):
        raise AwsError("MissingParameter", "The parameters Name and Rule are required.")
    if len((call.params.get("MuteTargets") or {}).get("AlarmNames") or []) > 100:
        raise AwsError("ValidationError", "MuteTargets must name at most 100 alarms.")
    arn = f"arn:aws:cloudwatch:{call.region}:{call.account}:alarm-mute-rule:{name}"
    _rules(call)[name] = call.params | {"AlarmMuteRuleArn": arn, "LastUpdatedTimestamp": call.now}


@operation("monitoring", "GetAlarmMuteRule")
def get_alarm_mute_rule(call: Call) -> dict[str, Any]:
    name = call.params.get("AlarmMuteRuleName", "")
    rule = _rules(call).get(name)
    if rule is None:
        raise AwsError("ResourceNotFoundException", f"Alarm mute rule {name} does not exist", 404)
    return {key: value for key, value in rule.items() if key != "Tags"} | {"Status": _status(rule, call.now)}


@operation("monitoring", "ListAlarmMuteRules")
def list_alarm_mute_rules(call: Call) -> dict[str, Any]:
    wanted, alarm = call.params.get("Statuses"), call.params.get("AlarmName")
    rows = []
    for rule in _rules(call).values():
        status = _status(rule, call.now)
        muted = (rule.get("MuteTargets") or {}).get("AlarmNames") or []
        if (not wanted or status in wanted) and (alarm is None or alarm in muted):
            kept = ("AlarmMuteRuleArn", "ExpireDate", "LastUpdatedTimestamp")
            rows.append({key: rule[key] for key in kept if rule.get(key) is not None} | {"Status": status})
    return {"AlarmMuteRuleSummaries": rows}


@operation("monitoring", "DeleteAlarmMuteRule")
def delete_alarm_mute_rule(call: Call) -> None:
    _rules(call).pop(call.params.get("AlarmMuteRuleName", ""), None)
