"""Snapshots with their progress, and automated backups with their restore window."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from moto.rds.models import DBInstance

from ..call import Call, operation
from ..errors import AwsError
from ..phases import Key, Step
from . import state as s


def _phase_key(call: Call, name: str) -> Key:
    return (call.account, call.region, "snapshot", name)


def _decorate(call: Call, shape: dict[str, Any]) -> dict[str, Any]:
    name = shape["DBSnapshotIdentifier"]
    status = call.box.phases.status(_phase_key(call, name))
    snapshot = s.backend(call).database_snapshots.get(name)
    shape |= {"Status": status or "available", "PercentProgress": 100, "SnapshotTarget": "region"}
    if status == "creating":
        shape["PercentProgress"] = int(call.box.phases.progress(_phase_key(call, name)) * 100)
    if snapshot is not None:
        key = s.instance_key(call, snapshot.db_instance_identifier)
        resource = getattr(snapshot, "sandbox_resource_id", None)
        if resource is None and key in call.box.rds.instances:
            resource = call.box.rds.instances[key].resource_id
        shape["DbiResourceId"] = resource or shape.get("DbiResourceId")
    return {key: value for key, value in shape.items() if value is not None}


def snapshot_now(call: Call, instance: str, name: str) -> None:
    """Take a manual snapshot of an instance; it is creating for a while."""
    snapshot = s.backend(call).create_db_snapshot(instance, name)
    _born(call, snapshot)


def _born(call: Call, snapshot: Any) -> None:
    snapshot.created = call.now.astimezone(UTC).replace(tzinfo=None)
    snapshot.sandbox_resource_id = s.state_of(call, snapshot.db_instance_identifier).resource_id
    key = _phase_key(call, snapshot.db_snapshot_identifier)
    call.box.phases.begin("rds", key, Step("creating", 0.6))


@operation("rds", "CreateDBSnapshot")
def create_db_snapshot(call: Call) -> dict[str, Any]:
    s.require(call, call.params.get("DBInstanceIdentifier"), "available", "stopped", "storage-optimization")
    name = call.moto()["DBSnapshot"]["DBSnapshotIdentifier"]
    _born(call, s.backend(call).database_snapshots[name])
    shape = call.moto("DescribeDBSnapshots", form=[("DBSnapshotIdentifier", name)])["DBSnapshots"][0]
    return {"DBSnapshot": _decorate(call, shape)}


@operation("rds", "DescribeDBSnapshots")
def describe_db_snapshots(call: Call) -> dict[str, Any]:
    answer = call.moto()
    answer["DBSnapshots"] = [_decorate(call, shape) for shape in answer["DBSnapshots"]]
    return answer


def require_available(call: Call, name: str | None) -> Any:
    plain = (name or "").rpartition(":snapshot:")[2]
    snapshot = s.backend(call).database_snapshots.get(plain)
    if snapshot is None:
        raise AwsError("DBSnapshotNotFound", f"DBSnapshot {name} not found.", 404)
    if call.box.phases.status(_phase_key(call, plain)) is not None:
        raise AwsError("InvalidDBSnapshotState", f"DBSnapshot {name} is not available yet.")
    return snapshot


def automated_backup(call: Call, database: DBInstance) -> dict[str, Any] | None:
    """The automated backup of an instance, or None with a retention of zero days."""
    window = s.window(call, database)
    if window is None:
        return None
    state = s.state_of(call, database.db_instance_identifier)
    backup = {
        "DBInstanceArn": database.db_instance_arn,
        "DbiResourceId": state.resource_id,
        "Region": call.region,
        "DBInstanceIdentifier": database.db_instance_identifier,
        "RestoreWindow": {"EarliestTime": window[0], "LatestTime": window[1]},
        "AllocatedStorage": database.allocated_storage,
        "Status": "active",
        "Port": database.port,
        "AvailabilityZone": database.availability_zone,
        "InstanceCreateTime": state.created,
        "MasterUsername": database.master_username,
        "Engine": database.engine,
        "EngineVersion": database.engine_version,
        "OptionGroupName": database.option_group_name,
        "Encrypted": database.storage_encrypted,
        "StorageType": database.storage_type,
        "KmsKeyId": database.kms_key_id,
        "IAMDatabaseAuthenticationEnabled": database.enable_iam_database_authentication,
        "BackupRetentionPeriod": int(database.backup_retention_period),
        "DBInstanceAutomatedBackupsArn": (
            f"arn:aws:rds:{call.region}:{call.account}:auto-backup:ab-{state.resource_id[3:].lower()}"
        ),
        "BackupTarget": "region",
    }
    return {key: value for key, value in backup.items() if value is not None}


@operation("rds", "DescribeDBInstanceAutomatedBackups")
def describe_db_instance_automated_backups(call: Call) -> dict[str, Any]:
    s.purge(call)
    live = [automated_backup(call, database) for database in s.backend(call).databases.values()]
    rows = [row for row in live if row] + call.box.rds.retained.get((call.account, call.region), [])
    wanted = {
        "DBInstanceIdentifier": (call.params.get("DBInstanceIdentifier") or "").lower() or None,
        "DbiResourceId": call.params.get("DbiResourceId"),
        "DBInstanceAutomatedBackupsArn": call.params.get("DBInstanceAutomatedBackupsArn"),
    }
    for member, value in wanted.items():
        if value is not None:
            rows = [row for row in rows if row[member] == value]
    if not rows and (wanted["DbiResourceId"] or wanted["DBInstanceAutomatedBackupsArn"]):
        raise AwsError("DBInstanceAutomatedBackupNotFound", "DB instance automated backup not found.", 404)
    return _page(rows, int(call.params.get("MaxRecords") or 100), call.params.get("Marker"))


def _page(rows: list[dict[str, Any]], size: int, marker: str | None) -> dict[str, Any]:
    """Up to `size` rows from the one that the marker counts to."""
    start = int(marker or 0)
    answer: dict[str, Any] = {"DBInstanceAutomatedBackups": rows[start : start + size]}
    if start + size < len(rows):
        answer["Marker"] = str(start + size)
    return answer


@operation("rds", "DescribePendingMaintenanceActions")
def describe_pending_maintenance_actions(_call: Call) -> dict[str, Any]:
    return {"PendingMaintenanceActions": []}
