"""Alarms: metric and composite ones, their states and their history."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..clock import epoch
from . import stats
from .reads import metric_key
from .store import MetricKey

if TYPE_CHECKING:
    from ..call import Call
    from ..sandbox import Sandbox

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
COMPARISONS = {
    "GreaterThanThreshold": lambda v, t: v > t,
    "GreaterThanOrEqualToThreshold": lambda v, t: v >= t,
    "LessThanThreshold": lambda v, t: v < t,
    "LessThanOrEqualToThreshold": lambda v, t: v <= t,
}


@dataclass
class Alarm:
    """`shape` is the MetricAlarm or CompositeAlarm as DescribeAlarms returns it.

    A pinned alarm belongs to the seeded world: its state changes only by
    SetAlarmState, never by evaluation.
    """

    shape: dict[str, Any]
    is_composite: bool = False
    is_pinned: bool = False


@dataclass
class Region:
    alarms: dict[str, Alarm] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)


class Alarms:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._regions: dict[tuple[str, str], Region] = {}
        self.mute_rules: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}

    def of(self, account: str, region: str) -> Region:
        return self._regions.setdefault((account, region), Region())

    def put(self, account: str, region: str, shape: dict[str, Any], at: datetime, **kind: bool) -> Alarm:
        """Create or update an alarm; a new one starts in INSUFFICIENT_DATA."""
        place = self.of(account, region)
        name = shape["AlarmName"]
        old = place.alarms.get(name)
        kept = {key: old.shape[key] for key in old.shape if key.startswith("State")} if old else {}
        full = {
            "AlarmArn": f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
            "AlarmConfigurationUpdatedTimestamp": at,
            "ActionsEnabled": True,
            "OKActions": [],
            "AlarmActions": [],
            "InsufficientDataActions": [],
            "StateValue": "INSUFFICIENT_DATA",
            "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": at,
            "StateTransitionedTimestamp": at,
        }
        alarm = Alarm(full | kept | shape, **kind)
        place.alarms[name] = alarm
        verb = "updated" if old else "created"
        self._record(place, alarm, at, "ConfigurationUpdate", f'Alarm "{name}" {verb}', {"type": verb.title()})
        return alarm

    def set_state(
        self, account: str, region: str, name: str, state: str, reason: str, at: datetime, data: str | None = None
    ) -> None:
        place = self.of(account, region)
        alarm = place.alarms[name]
        old = alarm.shape["StateValue"]
        alarm.shape |= {"StateValue": state, "StateReason": reason, "StateUpdatedTimestamp": at}
        if data is not None:
            alarm.shape["StateReasonData"] = data
        if old == state:
            return
        alarm.shape["StateTransitionedTimestamp"] = at
        change = {"oldState": {"stateValue": old}, "newState": {"stateValue": state, "stateReason": reason}}
        self._record(place, alarm, at, "StateUpdate", f"Alarm updated from {old} to {state}", change)

    def _record(self, place: Region, alarm: Alarm, at: datetime, kind: str, summary: str, data: dict[str, Any]) -> None:
        place.history.append(
            {
                "AlarmName": alarm.shape["AlarmName"],
                "AlarmType": "CompositeAlarm" if alarm.is_composite else "MetricAlarm",
                "Timestamp": at,
                "HistoryItemType": kind,
                "HistorySummary": summary,
                "HistoryData": json.dumps({"version": "1.0", **data}),
            }
        )

    def evaluate_for(self, call: Call, changed: set[MetricKey]) -> None:
        """New data came for these metrics: alarms on them take the state the data give."""
        place = self.of(call.account, call.region)
        for name, alarm in place.alarms.items():
            if alarm.is_composite or alarm.is_pinned or metric_key(alarm.shape) not in changed:
                continue
            state, reason = metric_state(call.box, call.account, call.region, alarm.shape, call.now)
            self.set_state(call.account, call.region, name, state, reason, call.now)
        self.evaluate_composites(call.account, call.region, call.now)

    def evaluate_composites(self, account: str, region: str, at: datetime) -> None:
        place = self.of(account, region)
        for name, alarm in place.alarms.items():
            if alarm.is_composite and not alarm.is_pinned:
                state = "ALARM" if rule_value(alarm.shape["AlarmRule"], place) else "OK"
                self.set_state(account, region, name, state, f"The alarm rule evaluates to {state}", at)


def metric_state(box: Sandbox, account: str, region: str, shape: dict[str, Any], now: datetime) -> tuple[str, str]:
    """The state of a metric alarm by its newest periods, and the reason."""
    series = box.metrics.get(account, region, metric_key(shape))
    period, wanted = shape.get("Period", 60), shape.get("EvaluationPeriods", 1)
    needed = shape.get("DatapointsToAlarm") or wanted
    end = epoch(now + timedelta(seconds=1))
    start = end - end % period - period * (wanted - 1)
    buckets = series.buckets(start, end, period, epoch(now)) if series else {}
    stat = shape.get("Statistic") or shape.get("ExtendedStatistic") or "Average"
    values = [value for b in buckets.values() if (value := stats.value_of(b, stat)) is not None]
    missing = shape.get("TreatMissingData", "missing")
    if not values and missing == "missing":
        return "INSUFFICIENT_DATA", "Insufficient Data: no datapoints were received"
    if not values and missing == "ignore":
        return shape["StateValue"], shape["StateReason"]
    breaches = COMPARISONS.get(shape["ComparisonOperator"], lambda _v, _t: False)
    breaching = sum(breaches(value, shape["Threshold"]) for value in values)
    if missing == "breaching":
        breaching += wanted - len(values)
    state = "ALARM" if breaching >= needed else "OK"
    said = ", ".join(f"{value:g}" for value in values)
    return state, f"Threshold Crossed: {breaching} of {wanted} datapoints [{said}] against {shape['Threshold']:g}."


def rule_value(rule: str, place: Region) -> bool:
    """Evaluate a composite alarm's rule, like `ALARM(a) AND NOT OK("b c")`."""

    def truth(found: re.Match[str]) -> str:
        name = (found.group(2) or found.group(3)).strip().rpartition(":")[2]
        alarm = place.alarms.get(name)
        return str(alarm is not None and alarm.shape["StateValue"] == found.group(1))

    text = re.sub(r"\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"([^\"]+)\"|'?([^'\")]+)'?)\s*\)", truth, rule)
    words = {"AND": "and", "OR": "or", "NOT": "not", "TRUE": "True", "FALSE": "False"}
    text = re.sub(r"\b(AND|OR|NOT|TRUE|FALSE)\b", lambda found: words[found[1]], text)
    return _truth(ast.parse(text.strip(), mode="eval").body)


def _truth(node: ast.expr) -> bool:
    if isinstance(node, ast.BoolOp):
        parts = [_truth(value) for value in node.values]
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _truth(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return node.value
    raise ValueError("not an alarm rule")
