"""Tables: creating, describing, updating and deleting them, with their states."""

from __future__ import annotations

from typing import Any

from ..call import Call, operation
from ..errors import AwsError, validation
from ..phases import Step
from . import state as s
from .backups import keep_deleted_table


def decorate(call: Call, description: dict[str, Any]) -> dict[str, Any]:
    """Make moto's description of a table say what AWS would say now."""
    name = description["TableName"]
    state, status = s.state_of(call, name), s.status_of(call, name)
    table = s.find(call, name)
    description |= {"TableStatus": status, "TableId": state.table_id}
    description["DeletionProtectionEnabled"] = bool(description.get("DeletionProtectionEnabled"))
    is_coming = status == "CREATING"
    description["TableSizeBytes"] = 0 if is_coming or table is None else s.size_of(table)
    if is_coming:
        description["ItemCount"] = 0
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if not description.get(kind):
            description.pop(kind, None)
            continue
        for index in description[kind]:
            _decorate_index(description, index, kind, status, state)
    summary = description.pop("BillingModeSummary", {})
    if summary.get("BillingMode") == "PAY_PER_REQUEST":
        since = state.on_demand_since or description.get("CreationDateTime")
        description["BillingModeSummary"] = summary | {"LastUpdateToPayPerRequestDateTime": since}
    if state.restore_summary is not None:
        description["RestoreSummary"] = state.restore_summary | {"RestoreInProgress": is_coming}
    if state.table_class is not None:
        description["TableClassSummary"] = {"TableClass": state.table_class}
    return description


def _decorate_index(table: dict[str, Any], index: dict[str, Any], kind: str, status: str, state: s.TableState) -> None:
    index.setdefault("IndexArn", f"{table['TableArn']}/index/{index['IndexName']}")
    index["ItemCount"] = table["ItemCount"]
    index["IndexSizeBytes"] = table["TableSizeBytes"]
    if kind == "GlobalSecondaryIndexes":
        changing = state.changing_indexes.get(index["IndexName"]) if status == "UPDATING" else None
        index["IndexStatus"] = "CREATING" if status == "CREATING" else changing or "ACTIVE"


def require(call: Call, name: str | None) -> str:
    """The plain name of a table that is there; else the error of the control plane."""
    table = s.find(call, name)
    if table is None:
        raise AwsError("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")
    return table.name


def require_active(call: Call, name: str | None) -> str:
    plain = require(call, name)
    status = s.status_of(call, plain)
    if status != "ACTIVE":
        doing = {"CREATING": "created", "DELETING": "deleted"}.get(status, "updated")
        raise AwsError(
            "ResourceInUseException",
            f"Attempt to change a resource which is still in use: Table is being {doing}: {plain}",
        )
    return plain


@operation("dynamodb", "CreateTable")
def create_table(call: Call) -> dict[str, Any]:
    s.purge(call)
    answer = call.moto()
    name = answer["TableDescription"]["TableName"]
    begin(call, name)
    s.state_of(call, name).table_class = call.params.get("TableClass")
    return {"TableDescription": decorate(call, call.moto("DescribeTable", {"TableName": name})["Table"])}


def begin(call: Call, name: str) -> None:
    """A table has come into being: its time, its journal, its first phase."""
    table = s.backend(call).tables[name]
    table.created_at = s.naive(call.now)
    call.box.dynamodb.tables.pop(s.table_key(call, name), None)
    if table.billing_mode == "PAY_PER_REQUEST":
        s.state_of(call, name).on_demand_since = call.now
    call.box.journal.start(s.table_key(call, name))
    call.box.phases.begin("dynamodb", s.phase_key(call, name), Step("CREATING"))


@operation("dynamodb", "DescribeTable")
def describe_table(call: Call) -> dict[str, Any]:
    name = require(call, call.params.get("TableName"))
    return {"Table": decorate(call, call.moto("DescribeTable", {"TableName": name})["Table"])}


@operation("dynamodb", "ListTables")
def list_tables(call: Call) -> dict[str, Any]:
    s.purge(call)
    return call.moto()


@operation("dynamodb", "UpdateTable")
def update_table(call: Call) -> dict[str, Any]:
    name = require_active(call, call.params.get("TableName"))
    before = s.backend(call).tables[name].billing_mode
    description = call.moto()["TableDescription"]
    state = s.state_of(call, name)
    state.table_class = call.params.get("TableClass") or state.table_class
    if before != "PAY_PER_REQUEST" and call.params.get("BillingMode") == "PAY_PER_REQUEST":
        state.on_demand_since = call.now
    state.changing_indexes = {}
    for change in call.params.get("GlobalSecondaryIndexUpdates") or []:
        for kind, status in (("Create", "CREATING"), ("Update", "UPDATING")):
            if kind in change:
                state.changing_indexes[change[kind]["IndexName"]] = status
    if set(call.params) - {"TableName", "DeletionProtectionEnabled"}:
        call.box.phases.begin("dynamodb", s.phase_key(call, name), Step("UPDATING"))
    description["TableName"] = name
    return {"TableDescription": decorate(call, description)}


@operation("dynamodb", "DeleteTable")
def delete_table(call: Call) -> dict[str, Any]:
    name = require_active(call, call.params.get("TableName"))
    table = s.backend(call).tables[name]
    if table.deletion_protection_enabled:
        raise validation(
            f"Resource cannot be deleted as it is currently protected against deletion. "
            f"Disable deletion protection first. Table: {name}"
        )
    keep_deleted_table(call, table)
    description = call.moto("DescribeTable", {"TableName": name})["Table"]
    s.state_of(call, name).is_deleting = True
    call.box.phases.begin("dynamodb", s.phase_key(call, name), Step("DELETING"))
    kept = ("TableName", "TableArn", "ItemCount", "ProvisionedThroughput", "TableSizeBytes")
    return {"TableDescription": {k: description[k] for k in kept} | {"TableStatus": "DELETING"}}


@operation("dynamodb", "DescribeContributorInsights")
def describe_contributor_insights(call: Call) -> dict[str, Any]:
    name = require(call, call.params.get("TableName"))
    status = call.box.dynamodb.insights.get(s.table_key(call, name), "DISABLED")
    return {"TableName": name, "ContributorInsightsStatus": status}


@operation("dynamodb", "UpdateContributorInsights")
def update_contributor_insights(call: Call) -> dict[str, Any]:
    name = require(call, call.params.get("TableName"))
    status = "ENABLED" if call.params.get("ContributorInsightsAction") == "ENABLE" else "DISABLED"
    call.box.dynamodb.insights[s.table_key(call, name)] = status
    return {"TableName": name, "ContributorInsightsStatus": status}


@operation("dynamodb", "DescribeKinesisStreamingDestination")
def describe_kinesis_streaming_destination(call: Call) -> dict[str, Any]:
    name = require(call, call.params.get("TableName"))
    return {"TableName": name, "KinesisDataStreamDestinations": []}
