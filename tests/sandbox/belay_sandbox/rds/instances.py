"""Instances: creating, describing, changing and deleting them, with their states."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from moto.rds.models import DBInstance

from ..call import Call, operation
from ..errors import AwsError
from ..phases import Step
from ..request import form_pairs
from . import state as s

LICENCES = {"postgres": "postgresql-license", "mysql": "general-public-license", "mariadb": "general-public-license"}
CERTIFICATE = "rds-ca-rsa2048-g1"

# Members of DBInstance that moto does not keep, by the parameters that set them.
KEPT_EXTRA = {
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "NetworkType": "NetworkType",
    "EngineLifecycleSupport": "EngineLifecycleSupport",
    "CACertificateIdentifier": "CACertificateIdentifier",
}

# Changes that wait for the maintenance window unless ApplyImmediately is true,
# and what PendingModifiedValues calls them.
WAITING = {
    "DBInstanceClass": "DBInstanceClass",
    "AllocatedStorage": "AllocatedStorage",
    "EngineVersion": "EngineVersion",
    "MultiAZ": "MultiAZ",
    "NewDBInstanceIdentifier": "DBInstanceIdentifier",
    "MasterUserPassword": "MasterUserPassword",
    "StorageType": "StorageType",
    "Iops": "Iops",
    "StorageThroughput": "StorageThroughput",
    "DBPortNumber": "Port",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "LicenseModel": "LicenseModel",
    "DBSubnetGroupName": "DBSubnetGroupName",
}


def describe(call: Call, name: str) -> dict[str, Any]:
    found = call.moto("DescribeDBInstances", form=[("DBInstanceIdentifier", name)])["DBInstances"][0]
    return decorate(call, found)


def decorate(call: Call, shape: dict[str, Any]) -> dict[str, Any]:
    """Make moto's description of an instance say what AWS would say now."""
    name = shape["DBInstanceIdentifier"]
    database, state = s.backend(call).databases[name], s.state_of(call, name)
    status = s.status_of(call, database)
    shape |= {
        "DBInstanceStatus": status,
        "DbiResourceId": state.resource_id,
        "InstanceCreateTime": state.created,
        "LicenseModel": LICENCES.get(shape["Engine"], shape.get("LicenseModel")),
        "CACertificateIdentifier": CERTIFICATE,
        "PendingModifiedValues": state.pending,
        "DbInstancePort": 0,
        "PerformanceInsightsEnabled": False,
        "NetworkType": "IPV4",
        "CustomerOwnedIpEnabled": False,
        "BackupTarget": "region",
    }
    shape.setdefault("DBSubnetGroup", _default_subnets())
    shape |= state.extra
    if state.is_restored:
        shape.pop("ReadReplicaSourceDBInstanceIdentifier", None)
    window = s.window(call, database)
    shape["LatestRestorableTime"] = window[1] if window else None
    if status == "creating":
        shape["Endpoint"] = None
    if state.parameters_pending:
        for group in shape.get("DBParameterGroups", []):
            group["ParameterApplyStatus"] = "pending-reboot"
    return {key: value for key, value in shape.items() if value is not None}


def _default_subnets() -> dict[str, Any]:
    return {
        "DBSubnetGroupName": "default",
        "DBSubnetGroupDescription": "default",
        "SubnetGroupStatus": "Complete",
        "Subnets": [],
    }


def began(call: Call, name: str, is_restored: bool = False) -> s.DbState:
    """An instance has come into being: its time, its resource id, its first phases."""
    s.forget(call, name)
    database = s.backend(call).databases[name]
    _correct(call, database)
    state = s.DbState(call.now, is_restored=is_restored)
    call.box.rds.instances[s.instance_key(call, name)] = state
    steps = [Step("creating", 0.6)]
    if database.backup_retention_period:
        steps.append(Step("backing-up", 0.4))
    call.box.phases.begin("rds", s.phase_key(call, name), *steps)
    return state


def _correct(call: Call, database: DBInstance) -> None:
    """Where moto's own defaults are not spelt as AWS spells them."""
    if database.storage_encrypted and database.kms_key_id == "default_kms_key_id":
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"aws/rds {call.account} {call.region}")
        database.kms_key_id = f"arn:aws:kms:{call.region}:{call.account}:key/{key}"
    if database.engine == "postgres" and not database.option_group_supplied:
        database.option_group_name = f"default:postgres-{database.engine_version.partition('.')[0]}"


def _extra(params: dict[str, Any]) -> dict[str, Any]:
    return {member: params[name] for name, member in KEPT_EXTRA.items() if params.get(name) is not None}


@operation("rds", "CreateDBInstance")
def create_db_instance(call: Call) -> dict[str, Any]:
    s.purge(call)
    if call.params.get("ManageMasterUserPassword") and call.params.get("MasterUserPassword"):
        raise AwsError(
            "InvalidParameterCombination", "MasterUserPassword and ManageMasterUserPassword are mutually exclusive."
        )
    name = call.moto()["DBInstance"]["DBInstanceIdentifier"]
    began(call, name).extra = _extra(call.params)
    return {"DBInstance": describe(call, name)}


@operation("rds", "DescribeDBInstances")
def describe_db_instances(call: Call) -> dict[str, Any]:
    s.purge(call)
    answer = call.moto()
    answer["DBInstances"] = [decorate(call, shape) for shape in answer["DBInstances"]]
    return answer


@operation("rds", "ModifyDBInstance")
def modify_db_instance(call: Call) -> dict[str, Any]:
    """Apply at once what needs no window; the rest too with ApplyImmediately, else it waits."""
    database = s.require(call, call.params.get("DBInstanceIdentifier"), "available", "storage-optimization", "stopped")
    name = database.db_instance_identifier
    state = s.state_of(call, name)
    params = copy.copy(call.params)
    target = (params.get("NewDBInstanceIdentifier") or "").lower()
    if target and target != name and target in s.backend(call).databases:
        raise AwsError("DBInstanceAlreadyExists", f"DB instance {target} already exists.")
    form = [pair for pair in form_pairs(call.asked.raw) if pair[0] not in ("Action", "Version")]
    if not params.get("ApplyImmediately"):
        state.pending |= {WAITING[k]: _pending(k, v) for k, v in params.items() if k in WAITING}
        state.pending_form += [pair for pair in form if pair[0] in WAITING]
        form = [pair for pair in form if pair[0] not in WAITING]
        target = ""
    else:
        form = [pair for pair in state.pending_form if pair[0] not in dict(form)] + form
        target = target or dict(form).get("NewDBInstanceIdentifier", "").lower()
        state.pending, state.pending_form = {}, []
    call.moto("ModifyDBInstance", form=form)
    state.extra |= _extra({k: v for k, v in params.items() if k not in WAITING or params.get("ApplyImmediately")})
    if "DBParameterGroupName" in params:
        state.parameters_pending = True
    if target:
        _rename(call, name, target)
        return {"DBInstance": describe(call, target)}
    changes = {pair[0] for pair in form} - {"DBInstanceIdentifier", "ApplyImmediately"}
    if changes:
        call.box.phases.begin("rds", s.phase_key(call, name), Step("modifying", 0.4))
    return {"DBInstance": describe(call, name)}


def _pending(parameter: str, value: Any) -> Any:
    return "****" if parameter == "MasterUserPassword" else value


def _rename(call: Call, name: str, target: str) -> None:
    """The old name is gone at once; the instance reboots under the new one."""
    database = s.backend(call).databases[target]
    database.db_instance_identifier = target
    call.box.rds.instances[s.instance_key(call, target)] = s.state_of(call, name)
    s.forget(call, name)
    call.box.phases.begin("rds", s.phase_key(call, target), Step("renaming", 0.3), Step("rebooting", 0.3))


@operation("rds", "RebootDBInstance")
def reboot_db_instance(call: Call) -> dict[str, Any]:
    name = s.require(call, call.params.get("DBInstanceIdentifier"), "available").db_instance_identifier
    s.state_of(call, name).parameters_pending = False
    call.box.phases.begin("rds", s.phase_key(call, name), Step("rebooting", 0.4))
    return {"DBInstance": describe(call, name)}


@operation("rds", "StopDBInstance")
def stop_db_instance(call: Call) -> dict[str, Any]:
    database = s.require(call, call.params.get("DBInstanceIdentifier"), "available")
    database.status = "stopped"
    call.box.phases.begin("rds", s.phase_key(call, database.db_instance_identifier), Step("stopping", 0.5))
    return {"DBInstance": describe(call, database.db_instance_identifier)}


@operation("rds", "StartDBInstance")
def start_db_instance(call: Call) -> dict[str, Any]:
    database = s.require(call, call.params.get("DBInstanceIdentifier"), "stopped")
    database.status = "available"
    call.box.phases.begin("rds", s.phase_key(call, database.db_instance_identifier), Step("starting", 0.5))
    return {"DBInstance": describe(call, database.db_instance_identifier)}


@operation("rds", "DeleteDBInstance")
def delete_db_instance(call: Call) -> dict[str, Any]:
    """Asks for a final snapshot or the word that none is wanted; keeps backups if told to."""
    from .snapshots import automated_backup, snapshot_now

    params = call.params
    database = s.require(
        call, params.get("DBInstanceIdentifier"), "available", "stopped", "failed", "incompatible-restore"
    )
    name, final = database.db_instance_identifier, params.get("FinalDBSnapshotIdentifier")
    if database.deletion_protection:
        raise AwsError(
            "InvalidParameterCombination",
            "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        )
    if bool(final) == bool(params.get("SkipFinalSnapshot")):
        raise AwsError(
            "InvalidParameterCombination",
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified, and excludes it.",
        )
    if final:
        snapshot_now(call, name, final)
    state = s.state_of(call, name)
    state.keeps_backups = params.get("DeleteAutomatedBackups") is False
    if state.keeps_backups and (backup := automated_backup(call, database)):
        retained = call.box.rds.retained.setdefault((call.account, call.region), [])
        retained.append(backup | {"Status": "retained"})
    state.is_deleting = True
    call.box.phases.begin("rds", s.phase_key(call, name), Step("deleting", 0.5))
    return {"DBInstance": describe(call, name)}
