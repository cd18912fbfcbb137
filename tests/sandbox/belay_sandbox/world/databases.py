"""RDS instances of the world: with a past, automated backups and snapshots of their own."""

from __future__ import annotations

import random
import string
from datetime import UTC
from typing import Any

from moto.moto_api._internal import mock_random

from ..rds import state as rds
from .planter import Planter
from .traffic import Factor, Traffic


def plant_database(planter: Planter, name: str, family: str, subnets: str, **settings: Any) -> dict[str, str]:
    """A database in its own security, subnet and parameter group; returns their names."""
    place = planter.place
    vpc = planter.call("ec2", "DescribeVpcs")["Vpcs"][0]["VpcId"]
    mock_random.seed(f"{place.name} {name}")
    group = planter.call(
        "ec2", "CreateSecurityGroup", GroupName=f"{name}-sg", Description=f"Clients of {name}", VpcId=vpc
    )
    found = planter.call("ec2", "DescribeSubnets")["Subnets"]
    planter.call(
        "rds",
        "CreateDBSubnetGroup",
        DBSubnetGroupName=subnets,
        DBSubnetGroupDescription="Private subnets",
        SubnetIds=[subnet["SubnetId"] for subnet in found[:3]],
    )
    parameters = name.removesuffix("-db") + "-params"
    planter.call(
        "rds",
        "CreateDBParameterGroup",
        DBParameterGroupName=parameters,
        DBParameterGroupFamily=family,
        Description="Logging of slow queries, larger work memory",
    )
    defaults = {
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "Iops": 3000,
        "StorageEncrypted": True,
        "MultiAZ": True,
        "DeletionProtection": True,
        "BackupRetentionPeriod": 14,
        "CopyTagsToSnapshot": True,
        "PreferredBackupWindow": "03:10-03:40",
        "PreferredMaintenanceWindow": "sun:04:30-sun:05:00",
        "EnableIAMDatabaseAuthentication": True,
        "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
        "EnablePerformanceInsights": True,
        "PerformanceInsightsRetentionPeriod": 7,
        "MasterUserPassword": "Not-A-Real-Password-1",
        "Tags": [{"Key": "Environment", "Value": "prod"}, {"Key": "Service", "Value": place.name}],
    }
    planter.call(
        "rds",
        "CreateDBInstance",
        DBInstanceIdentifier=name,
        VpcSecurityGroupIds=[group["GroupId"]],
        DBSubnetGroupName=subnets,
        DBParameterGroupName=parameters,
        **(defaults | settings),
    )
    _give_past(planter, name)
    _plant_snapshots(planter, name)
    return {"securityGroup": group["GroupId"], "subnetGroup": subnets, "parameterGroup": parameters}


def _give_past(planter: Planter, name: str) -> None:
    place = planter.place
    state = planter.box.rds.instances[(place.account, place.region, name)]
    rng = random.Random(f"{place.name} {name}")
    state.created = planter.ago(days=400)
    state.resource_id = "db-" + "".join(rng.choices(string.ascii_uppercase + "234567", k=26))
    planter.box.phases.forget((place.account, place.region, "db", name))


def _plant_snapshots(planter: Planter, name: str) -> None:
    """One manual snapshot before the last release, and the automated ones of three nights."""
    backend = rds.rds_backends[planter.place.account][planter.place.region]
    for old in [key for key, snap in backend.database_snapshots.items() if snap.db_instance_identifier == name]:
        del backend.database_snapshots[old]
    nights = [planter.ago(days=days).replace(hour=3, minute=12, second=0) for days in (1, 2, 3)]
    wanted = [(f"rds:{name}-{at:%Y-%m-%d-%H-%M}", "automated", at) for at in nights]
    manual = planter.ago(days=2, hours=1)
    wanted.append((f"{name}-before-release-{manual:%Y%m%d}", "manual", manual))
    for identifier, kind, at in wanted:
        snapshot = backend.create_db_snapshot(name, identifier, snapshot_type=kind)
        snapshot.created = at.astimezone(UTC).replace(tzinfo=None)


def plant_database_traffic(traffic: Traffic, name: str, connections: float, factor: Factor) -> None:
    database = {"DBInstanceIdentifier": name}
    steady: Factor = lambda _minute: 1.0  # noqa: E731
    traffic.gauge("AWS/RDS", "DatabaseConnections", database, connections, factor, "Count")
    traffic.gauge("AWS/RDS", "CPUUtilization", database, 34.0, factor, "Percent", 0.12)
    traffic.gauge("AWS/RDS", "FreeStorageSpace", database, 61e9, steady, "Bytes", 0.0005, 0.0)
    traffic.gauge("AWS/RDS", "ReadLatency", database, 0.0011, factor, "Seconds", 0.2, 0.4)
    traffic.gauge("AWS/RDS", "WriteIOPS", database, 180.0, factor, "Count/Second", 0.15)
