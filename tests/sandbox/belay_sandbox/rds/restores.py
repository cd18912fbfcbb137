"""New instances from a second of the past or from a snapshot, with AWS's defaults.

What the caller does not pass is AWS's default and not the source's setting:
security group, subnet group, parameter group, option group, Single-AZ, no
deletion protection, no IAM authentication, no log exports.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from moto.rds.models import DBInstance

from ..call import Call, operation
from ..clock import instant
from ..errors import AwsError
from . import state as s
from .instances import began, describe
from .snapshots import require_available

# Parameter of the call → argument of moto's DBInstance.
PASSED_ON = {
    "DBInstanceClass": "db_instance_class",
    "Port": "port",
    "AvailabilityZone": "availability_zone",
    "DBSubnetGroupName": "db_subnet_group_name",
    "MultiAZ": "multi_az",
    "PubliclyAccessible": "publicly_accessible",
    "AutoMinorVersionUpgrade": "auto_minor_version_upgrade",
    "LicenseModel": "license_model",
    "DBName": "db_name",
    "Iops": "iops",
    "StorageThroughput": "storage_throughput",
    "OptionGroupName": "option_group_name",
    "CopyTagsToSnapshot": "copy_tags_to_snapshot",
    "Tags": "tags",
    "StorageType": "storage_type",
    "VpcSecurityGroupIds": "vpc_security_group_ids",
    "EnableIAMDatabaseAuthentication": "enable_iam_database_authentication",
    "EnableCloudwatchLogsExports": "enable_cloudwatch_logs_exports",
    "DBParameterGroupName": "db_parameter_group_name",
    "DeletionProtection": "deletion_protection",
    "MaxAllocatedStorage": "max_allocated_storage",
    "AllocatedStorage": "allocated_storage",
    "BackupRetentionPeriod": "backup_retention_period",
    "PreferredBackupWindow": "preferred_backup_window",
}
FROM_SOURCE = (
    "engine engine_version db_instance_class allocated_storage storage_type iops port db_name master_username "
    "license_model storage_encrypted kms_key_id backup_retention_period preferred_backup_window "
    "preferred_maintenance_window storage_throughput"
).split()


def _target(call: Call, name: str | None) -> str:
    target = (name or "").lower()
    if not re.fullmatch(r"[a-z](?:-?[a-z0-9]){0,62}", target):
        raise AwsError(
            "InvalidParameterValue",
            f"The parameter TargetDBInstanceIdentifier is not a valid identifier: {name}. Identifiers must begin "
            "with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen "
            "or contain two consecutive hyphens.",
        )
    s.purge(call)
    if target in s.backend(call).databases:
        raise AwsError("DBInstanceAlreadyExists", f"DB instance already exists: {target}")
    return target


def _restore(call: Call, source: DBInstance, target: str, tags: list[dict[str, str]]) -> dict[str, Any]:
    settings = {name: copy.deepcopy(getattr(source, name)) for name in FROM_SOURCE}
    settings = {name: value for name, value in settings.items() if value is not None}
    settings |= {"db_instance_identifier": target, "tags": copy.deepcopy(tags), "publicly_accessible": False}
    given = {PASSED_ON[k]: copy.deepcopy(v) for k, v in call.params.items() if k in PASSED_ON and v is not None}
    if given.get("allocated_storage", source.allocated_storage) < source.allocated_storage:
        raise AwsError("InvalidParameterValue", "Allocated storage size can't be less than the source instance size.")
    if given.get("multi_az") and given.get("availability_zone"):
        raise AwsError("InvalidParameterCombination", "AvailabilityZone cannot be given for a Multi-AZ instance.")
    settings |= given
    if settings.get("storage_type") != "gp3":
        settings.pop("storage_throughput", None)
    if settings["db_instance_identifier"] and not settings.get("storage_encrypted"):
        settings.pop("kms_key_id", None)
    s.backend(call).create_db_instance(settings)
    began(call, target, is_restored=True)
    return {"DBInstance": describe(call, target)}


def _source(call: Call) -> DBInstance:
    params = call.params
    if name := params.get("SourceDBInstanceIdentifier"):
        return s.find(call, name)
    if resource := params.get("SourceDbiResourceId"):
        for name, database in s.backend(call).databases.items():
            if s.state_of(call, name).resource_id == resource:
                return database
        raise s.not_found(resource)
    raise AwsError("InvalidParameterCombination", "SourceDBInstanceIdentifier or SourceDbiResourceId must be given.")


@operation("rds", "RestoreDBInstanceToPointInTime")
def restore_db_instance_to_point_in_time(call: Call) -> dict[str, Any]:
    wanted, latest = call.params.get("RestoreTime"), call.params.get("UseLatestRestorableTime")
    if (wanted is not None) == bool(latest):
        raise AwsError(
            "InvalidParameterCombination",
            "Exactly one of RestoreTime and UseLatestRestorableTime must be specified.",
        )
    source = _source(call)
    target = _target(call, call.params.get("TargetDBInstanceIdentifier"))
    if not source.backup_retention_period:
        raise AwsError(
            "PointInTimeRestoreNotEnabled",
            f"Point in time restore is not enabled for {source.db_instance_identifier}: its backup retention is 0.",
        )
    window = s.window(call, source)
    if window is None or s.state_of(call, source.db_instance_identifier).is_deleting:
        raise AwsError("InvalidDBInstanceState", f"{source.db_instance_identifier} has no automated backup yet.")
    if wanted is not None and not window[0] <= instant(wanted) <= window[1]:
        raise AwsError(
            "InvalidRestoreFault",
            f"The specified restore time is outside the restore window of {source.db_instance_identifier}.",
        )
    return _restore(call, source, target, source.tags)


@operation("rds", "RestoreDBInstanceFromDBSnapshot")
def restore_db_instance_from_db_snapshot(call: Call) -> dict[str, Any]:
    snapshot = require_available(call, call.params.get("DBSnapshotIdentifier"))
    target = _target(call, call.params.get("DBInstanceIdentifier"))
    return _restore(call, snapshot.database, target, snapshot.tags or [])
