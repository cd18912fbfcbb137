"""Point-in-time recovery: the window, and restores to a second of it."""

from __future__ import annotations

import copy
import re
from datetime import datetime
from typing import Any

from moto.dynamodb.models import Table

from ..call import Call, operation
from ..clock import instant
from ..errors import AwsError, validation
from . import state as s
from .journal import AttributeMap
from .tables import begin, decorate

MOST_RESTORES = 50


def _backups_description(call: Call, name: str) -> dict[str, Any]:
    state, window = s.state_of(call, name), s.window(call, name)
    recovery: dict[str, Any] = {"PointInTimeRecoveryStatus": "ENABLED" if window else "DISABLED"}
    if window:
        recovery["RecoveryPeriodInDays"] = state.pitr_days
        recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"] = window
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        }
    }


def _require_table(call: Call, name: str | None) -> str:
    table = s.find(call, name)
    if table is None:
        raise AwsError("TableNotFoundException", f"Table not found: {name}")
    return table.name


@operation("dynamodb", "DescribeContinuousBackups")
def describe_continuous_backups(call: Call) -> dict[str, Any]:
    return _backups_description(call, _require_table(call, call.params.get("TableName")))


@operation("dynamodb", "UpdateContinuousBackups")
def update_continuous_backups(call: Call) -> dict[str, Any]:
    name = _require_table(call, call.params.get("TableName"))
    wanted = call.params.get("PointInTimeRecoverySpecification") or {}
    days = wanted.get("RecoveryPeriodInDays", s.DEFAULT_DAYS)
    if not isinstance(days, int) or not 1 <= days <= 35:
        raise validation(f"RecoveryPeriodInDays must be between 1 and 35, it was {days}.")
    if s.status_of(call, name) == "CREATING":
        raise AwsError("ContinuousBackupsUnavailableException", f"Backups are being enabled for the table: {name}.")
    state = s.state_of(call, name)
    if not wanted.get("PointInTimeRecoveryEnabled"):
        state.pitr_since = None
    else:
        state.pitr_since = state.pitr_since or call.now
        state.pitr_days = days
    return _backups_description(call, name)


def _target_name(call: Call) -> str:
    target = call.params.get("TargetTableName") or ""
    if not re.fullmatch(r"[a-zA-Z0-9_.-]{3,255}", target):
        raise validation(
            f"1 validation error detected: Value '{target}' at 'targetTableName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ with 3 to 255 characters"
        )
    if s.find(call, target) is not None:
        raise AwsError("TableAlreadyExistsException", f"Table already exists: {target}")
    return target


def _moment(call: Call, name: str) -> datetime:
    """The instant to restore to, inside the window."""
    wanted, latest = call.params.get("RestoreDateTime"), call.params.get("UseLatestRestorableTime")
    if bool(latest) == (wanted is not None):
        raise validation("Exactly one of RestoreDateTime and UseLatestRestorableTime must be given.")
    window = s.window(call, name)
    if window is None:
        raise AwsError(
            "PointInTimeRecoveryUnavailableException", f"Point in time recovery is not enabled for table '{name}'"
        )
    if latest:
        return window[1]
    moment = instant(wanted).replace(microsecond=0)
    if not window[0] <= moment <= window[1]:
        raise AwsError(
            "InvalidRestoreTimeException",
            "An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime "
            "and LatestRestorableDateTime.",
        )
    return moment


@operation("dynamodb", "RestoreTableToPointInTime")
def restore_table_to_point_in_time(call: Call) -> dict[str, Any]:
    source_name = call.params.get("SourceTableName") or call.params.get("SourceTableArn")
    if not source_name:
        raise validation("Either SourceTableName or SourceTableArn must be given.")
    source = s.backend(call).tables[_require_table(call, source_name)]
    target = _target_name(call)
    if s.status_of(call, source.name) in ("CREATING", "DELETING"):
        raise AwsError("TableInUseException", f"Table is being created or deleted: {source.name}")
    moment = _moment(call, source.name)
    _check_quota(call)
    items = call.box.journal.items_at(s.table_key(call, source.name), moment)
    summary = {"SourceTableArn": source.table_arn, "RestoreDateTime": moment}
    return restore(call, source, target, list(items.values()), summary)


def _check_quota(call: Call) -> None:
    running = [
        name
        for name in s.backend(call).tables
        if s.state_of(call, name).restore_summary and s.status_of(call, name) == "CREATING"
    ]
    if len(running) >= MOST_RESTORES:
        raise AwsError("LimitExceededException", f"There are already {MOST_RESTORES} restores in progress.")


def _overridden(call: Call, kind: str, present: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Indexes of the new table: the source's, or those the override keeps."""
    wanted = call.params.get(kind)
    if wanted is None:
        return present
    by_name = {index["IndexName"]: index for index in present}
    for index in wanted:
        if "WarmThroughput" in index:
            raise validation(f"WarmThroughput is not supported in {kind}.")
        source = by_name.get(index.get("IndexName", ""))
        if source is None or source["KeySchema"] != index.get("KeySchema"):
            raise validation(f"The index {index.get('IndexName')} in {kind} does not match an index of the source.")
    return [by_name[index["IndexName"]] | index for index in wanted]


def _throughput(call: Call, source: Table) -> tuple[str, dict[str, int] | None]:
    billing: str = call.params.get("BillingModeOverride") or source.billing_mode or "PROVISIONED"
    if billing == "PAY_PER_REQUEST":
        return billing, None
    given = call.params.get("ProvisionedThroughputOverride")
    kept = {k: source.throughput.get(k, 0) for k in ("ReadCapacityUnits", "WriteCapacityUnits")}
    throughput = given or kept
    if min(throughput.values()) < 1:
        raise validation(
            "ReadCapacityUnits and WriteCapacityUnits must be at least 1: give ProvisionedThroughputOverride."
        )
    return billing, throughput


def restore(
    call: Call, source: Table, target: str, items: list[AttributeMap], summary: dict[str, Any]
) -> dict[str, Any]:
    """Make the new table: schema, indexes, capacity and encryption; nothing else comes along."""
    description = source.describe()["TableDescription"]
    keep = ("IndexName", "KeySchema", "Projection", "ProvisionedThroughput")
    present = {
        kind: [{k: index[k] for k in keep if k in index} for index in description[kind]]
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    }
    billing, throughput = _throughput(call, source)
    secondary = _overridden(call, "GlobalSecondaryIndexOverride", present["GlobalSecondaryIndexes"])
    local = _overridden(call, "LocalSecondaryIndexOverride", present["LocalSecondaryIndexes"])
    if throughput is not None:
        for index in secondary:
            index.setdefault("ProvisionedThroughput", dict(throughput))
    used = {
        k["AttributeName"] for schema in [source.schema, *(i["KeySchema"] for i in secondary + local)] for k in schema
    }
    table = s.backend(call).create_table(
        name=target,
        schema=copy.deepcopy(source.schema),
        throughput=throughput,
        attr=[copy.deepcopy(a) for a in source.attr if a["AttributeName"] in used],
        global_indexes=copy.deepcopy(secondary),
        indexes=copy.deepcopy(local),
        streams=None,
        billing_mode=billing,
        sse_specification=call.params.get("SSESpecificationOverride") or copy.deepcopy(source.sse_specification),
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
    begin(call, target)
    state = s.state_of(call, target)
    state.restore_summary = summary
    for item in items:
        table.put_item(copy.deepcopy(item))
        call.box.journal.write(s.table_key(call, target), call.now, s.key_of(table, item), item)
    return {"TableDescription": decorate(call, call.moto("DescribeTable", {"TableName": target})["Table"])}
