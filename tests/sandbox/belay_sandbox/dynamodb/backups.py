"""On-demand backups, and the one that AWS keeps of a deleted table."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import Table
from moto.dynamodb.models.table import Backup

from ..call import Call, operation
from ..errors import AwsError
from . import state as s


def _backup(call: Call, arn: str | None) -> Backup:
    backup = s.backend(call).backups.get(arn or "")
    if backup is None:
        raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
    return backup


def _details(backup: Backup) -> dict[str, Any]:
    return backup.details | {"BackupSizeBytes": s.size_of(backup.table)}


@operation("dynamodb", "CreateBackup")
def create_backup(call: Call) -> dict[str, Any]:
    table = s.find(call, call.params.get("TableName"))
    if table is None:
        raise AwsError("TableNotFoundException", f"Table not found: {call.params.get('TableName')}")
    if s.status_of(call, table.name) != "ACTIVE":
        raise AwsError("TableInUseException", f"Table is in use: {table.name}")
    backup = Backup(call.account, call.region, call.params["BackupName"], table)
    backup.creation_date_time = s.naive(call.now)
    s.backend(call).backups[backup.arn] = backup
    return {"BackupDetails": _details(backup)}


@operation("dynamodb", "DescribeBackup")
def describe_backup(call: Call) -> dict[str, Any]:
    return _description(call, _backup(call, call.params.get("BackupArn")))


def _description(call: Call, backup: Backup) -> dict[str, Any]:
    source = backup.table.describe()["TableDescription"]
    source |= {
        "TableCreationDateTime": source["CreationDateTime"],
        "TableId": s.state_of(call, backup.table.name).table_id,
        "BillingMode": backup.table.billing_mode,
        "TableSizeBytes": s.size_of(backup.table),
    }
    known = (
        "TableName TableId TableArn TableSizeBytes KeySchema TableCreationDateTime ProvisionedThroughput "
        "ItemCount BillingMode"
    ).split()
    return {
        "BackupDescription": {
            "BackupDetails": _details(backup),
            "SourceTableDetails": {k: source[k] for k in known if k in source},
        }
    }


@operation("dynamodb", "ListBackups")
def list_backups(call: Call) -> dict[str, Any]:
    wanted, kind = call.params.get("TableName"), call.params.get("BackupType") or "USER"
    rows = [
        backup.summary | {"BackupSizeBytes": s.size_of(backup.table)}
        for backup in s.backend(call).backups.values()
        if wanted in (None, backup.table.name, backup.table.table_arn) and kind in ("ALL", backup.type)
    ]
    return {"BackupSummaries": rows[: call.params.get("Limit") or 100]}


@operation("dynamodb", "DeleteBackup")
def delete_backup(call: Call) -> dict[str, Any]:
    backup = _backup(call, call.params.get("BackupArn"))
    answer = _description(call, backup)
    answer["BackupDescription"]["BackupDetails"]["BackupStatus"] = "DELETED"
    del s.backend(call).backups[backup.arn]
    return answer


@operation("dynamodb", "RestoreTableFromBackup")
def restore_table_from_backup(call: Call) -> dict[str, Any]:
    from .recovery import _target_name, restore

    backup = _backup(call, call.params.get("BackupArn"))
    target = _target_name(call)
    summary = {
        "SourceBackupArn": backup.arn,
        "SourceTableArn": backup.table.table_arn,
        "RestoreDateTime": call.now.replace(microsecond=0),
    }
    return restore(call, backup.table, target, s.all_items(backup.table), summary)


def keep_deleted_table(call: Call, table: Table) -> None:
    """A table with point-in-time recovery leaves a SYSTEM backup of its last moment."""
    if s.state_of(call, table.name).pitr_since is None:
        return
    backup = Backup(call.account, call.region, f"{table.name}$DeletedTableBackup", table, type_="SYSTEM")
    backup.creation_date_time = s.naive(call.now)
    s.backend(call).backups[backup.arn] = backup
