"""RDS: states, windows, AWS's defaults on restores, changes that wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .support import Case, client, now, stock

DAY = 86400


class DatabaseCase(Case):
    def setUp(self) -> None:
        super().setUp()
        self.rds = self.client("rds")

    def create(self, name: str = "shop", **more: Any) -> None:
        settings = {
            "DBInstanceClass": "db.m6g.large",
            "Engine": "postgres",
            "EngineVersion": "15.4",
            "AllocatedStorage": 100,
            "MasterUsername": "owner",
            "MasterUserPassword": "Not-A-Real-Password-1",
            "BackupRetentionPeriod": 7,
        }
        self.rds.create_db_instance(DBInstanceIdentifier=name, **(settings | more))

    def settings(self) -> dict[str, Any]:
        """Own groups, so that a restore's defaults can be told from them."""
        ec2 = self.client("ec2")
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
        subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
        self.rds.create_db_subnet_group(DBSubnetGroupName="own", DBSubnetGroupDescription="own", SubnetIds=subnets[:2])
        self.rds.create_db_parameter_group(
            DBParameterGroupName="own", DBParameterGroupFamily="postgres15", Description="own"
        )
        return {
            "VpcSecurityGroupIds": [group],
            "DBSubnetGroupName": "own",
            "DBParameterGroupName": "own",
            "MultiAZ": True,
            "DeletionProtection": True,
            "EnableIAMDatabaseAuthentication": True,
            "EnableCloudwatchLogsExports": ["postgresql"],
            "StorageEncrypted": True,
            "EnablePerformanceInsights": True,
            "Tags": [{"Key": "team", "Value": "shop"}],
        }

    def old(self, **more: Any) -> None:
        """A database that is five days old."""
        self.clock(-5 * DAY)
        self.create(**more)
        self.clock(0)

    def get(self, name: str = "shop") -> dict[str, Any]:
        return self.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]

    def restore(self, target: str = "copy", source: str = "shop", **more: Any) -> dict[str, Any]:
        return self.rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier=source, TargetDBInstanceIdentifier=target, **more
        )["DBInstance"]


class States(DatabaseCase):
    def test_creating_backing_up_available(self) -> None:
        self.delay(rds_s=3600)
        self.create()
        self.assertEqual(self.get()["DBInstanceStatus"], "creating")
        self.assertNotIn("Endpoint", self.get())
        self.assertNotIn("LatestRestorableTime", self.get())
        seen = set()
        self.delay(rds_s=0.8)
        while (status := self.get()["DBInstanceStatus"]) != "available":
            seen.add(status)
        self.assertIn("backing-up", seen)
        self.assertEqual(self.get()["Endpoint"]["Port"], 5432)

    def test_a_deleted_instance_is_deleting_then_gone(self) -> None:
        self.create()
        self.delay(rds_s=3600)
        self.rds.delete_db_instance(DBInstanceIdentifier="shop", SkipFinalSnapshot=True)
        self.assertEqual(self.get()["DBInstanceStatus"], "deleting")
        self.delay(rds_s=0)
        self.refused("DBInstanceNotFound", self.get)

    def test_deleting_asks_for_a_final_snapshot_or_a_word_against_it(self) -> None:
        self.create()
        delete = self.rds.delete_db_instance
        self.refused("InvalidParameterCombination", delete, DBInstanceIdentifier="shop")
        delete(DBInstanceIdentifier="shop", FinalDBSnapshotIdentifier="last", DeleteAutomatedBackups=False)
        self.refused("DBInstanceNotFound", self.get)
        snapshots = self.rds.describe_db_snapshots(DBSnapshotIdentifier="last")["DBSnapshots"]
        self.assertEqual(snapshots[0]["Status"], "available")
        (kept,) = self.rds.describe_db_instance_automated_backups()["DBInstanceAutomatedBackups"]
        self.assertEqual((kept["DBInstanceIdentifier"], kept["Status"]), ("shop", "retained"))

    def test_a_protected_instance_is_not_deleted(self) -> None:
        self.create(DeletionProtection=True)
        self.refused(
            "InvalidParameterCombination",
            self.rds.delete_db_instance,
            DBInstanceIdentifier="shop",
            SkipFinalSnapshot=True,
        )

    def test_a_snapshot_takes_a_while(self) -> None:
        self.create()
        self.delay(rds_s=3600)
        self.rds.create_db_snapshot(DBInstanceIdentifier="shop", DBSnapshotIdentifier="one")
        (snapshot,) = self.rds.describe_db_snapshots(DBSnapshotIdentifier="one")["DBSnapshots"]
        self.assertEqual((snapshot["Status"], snapshot["PercentProgress"]), ("creating", 0))
        self.refused(
            "InvalidDBSnapshotState",
            self.rds.restore_db_instance_from_db_snapshot,
            DBInstanceIdentifier="copy",
            DBSnapshotIdentifier="one",
        )
        self.delay(rds_s=0)
        (snapshot,) = self.rds.describe_db_snapshots(DBSnapshotIdentifier="one")["DBSnapshots"]
        self.assertEqual((snapshot["Status"], snapshot["PercentProgress"]), ("available", 100))

    def test_unknown_operations_are_answered_in_xml(self) -> None:
        self.refused("InvalidAction", self.rds.describe_db_recommendations)


class Window(DatabaseCase):
    def backup(self) -> dict[str, Any]:
        return self.rds.describe_db_instance_automated_backups(DBInstanceIdentifier="shop")[
            "DBInstanceAutomatedBackups"
        ][0]

    def test_it_is_in_the_automated_backup(self) -> None:
        self.old()
        window = self.backup()["RestoreWindow"]
        self.assertAlmostEqual((now() - window["EarliestTime"]).total_seconds(), 5 * DAY, delta=5)
        self.assertAlmostEqual((now() - window["LatestTime"]).total_seconds(), 300, delta=5)
        self.assertEqual(self.backup()["DbiResourceId"], self.get()["DbiResourceId"])

    def test_it_is_not_longer_than_the_retention(self) -> None:
        self.old(BackupRetentionPeriod=2)
        earliest = self.backup()["RestoreWindow"]["EarliestTime"]
        self.assertAlmostEqual((now() - earliest).total_seconds(), 2 * DAY, delta=5)

    def test_without_retention_there_is_none(self) -> None:
        self.old(BackupRetentionPeriod=0)
        self.assertNotIn("LatestRestorableTime", self.get())
        self.assertEqual(self.rds.describe_db_instance_automated_backups()["DBInstanceAutomatedBackups"], [])
        self.refused("PointInTimeRestoreNotEnabled", self.restore, UseLatestRestorableTime=True)

    def test_automated_backups_come_in_pages(self) -> None:
        names = [f"shop-{n:02}" for n in range(21)]
        for name in names:
            self.create(name)
        ask = self.rds.describe_db_instance_automated_backups
        first = ask(MaxRecords=20)
        rest = ask(MaxRecords=20, Marker=first["Marker"])
        pages = [page["DBInstanceAutomatedBackups"] for page in (first, rest)]
        self.assertEqual([len(page) for page in pages], [20, 1])
        self.assertNotIn("Marker", rest)
        self.assertEqual({row["DBInstanceIdentifier"] for page in pages for row in page}, set(names))

    def test_times_outside_it_are_refused(self) -> None:
        self.old()
        for seconds in (-6 * DAY, -100, 3600):
            self.refused("InvalidRestoreFault", self.restore, RestoreTime=now() + timedelta(seconds=seconds))

    def test_each_refusal_has_its_own_error(self) -> None:
        self.old()
        self.create("taken")
        at = now() - timedelta(hours=1)
        self.refused("DBInstanceAlreadyExists", self.restore, target="taken", RestoreTime=at)
        self.refused("DBInstanceNotFound", self.restore, source="nothing", RestoreTime=at)
        self.refused("InvalidParameterCombination", self.restore)
        self.refused("InvalidParameterCombination", self.restore, RestoreTime=at, UseLatestRestorableTime=True)
        self.refused("InvalidParameterValue", self.restore, target="-wrong-", RestoreTime=at)


class Restore(DatabaseCase):
    def test_what_is_not_passed_is_awss_default_and_not_the_sources(self) -> None:
        self.old(**self.settings())
        source, at = self.get(), now() - timedelta(days=1)
        self.restore(RestoreTime=at)
        copy = self.get("copy")
        self.assertNotEqual(copy["DbiResourceId"], source["DbiResourceId"])
        self.assertNotIn("ReadReplicaSourceDBInstanceIdentifier", copy)
        self.assertEqual(source.get("ReadReplicaDBInstanceIdentifiers", []), [])
        self.assertNotEqual(copy["VpcSecurityGroups"], source["VpcSecurityGroups"])
        self.assertEqual(copy["DBParameterGroups"][0]["DBParameterGroupName"], "default.postgres15")
        self.assertEqual(copy["OptionGroupMemberships"][0]["OptionGroupName"], "default:postgres-15")
        self.assertEqual(copy["DBSubnetGroup"]["DBSubnetGroupName"], "default")
        for member in (
            "MultiAZ",
            "DeletionProtection",
            "IAMDatabaseAuthenticationEnabled",
            "PerformanceInsightsEnabled",
        ):
            self.assertEqual((source[member], copy[member]), (True, False), member)
        self.assertEqual(copy["EnabledCloudwatchLogsExports"], [])

    def test_class_storage_encryption_retention_and_tags_come_along(self) -> None:
        self.old(**self.settings())
        self.restore(UseLatestRestorableTime=True)
        source, copy = self.get(), self.get("copy")
        for member in (
            "DBInstanceClass", "AllocatedStorage", "StorageType", "StorageEncrypted", "KmsKeyId", "EngineVersion",
            "BackupRetentionPeriod", "MasterUsername", "TagList",
        ):  # fmt: skip
            self.assertEqual(copy[member], source[member], member)

    def test_what_is_passed_is_taken_also_when_it_is_false(self) -> None:
        settings = self.settings()
        self.old(**settings)
        passed = {
            "DBInstanceClass": "db.t4g.small",
            "MultiAZ": False,
            "DeletionProtection": True,
            "VpcSecurityGroupIds": settings["VpcSecurityGroupIds"],
            "DBSubnetGroupName": "own",
            "DBParameterGroupName": "own",
            "CopyTagsToSnapshot": False,
            "Tags": [{"Key": "drill", "Value": "yes"}],
        }
        self.restore(UseLatestRestorableTime=True, **passed)
        copy = self.get("copy")
        self.assertEqual(copy["DBInstanceClass"], "db.t4g.small")
        self.assertFalse(copy["MultiAZ"])
        self.assertTrue(copy["DeletionProtection"])
        self.assertEqual(copy["VpcSecurityGroups"][0]["VpcSecurityGroupId"], settings["VpcSecurityGroupIds"][0])
        self.assertEqual(copy["DBSubnetGroup"]["DBSubnetGroupName"], "own")
        self.assertEqual(copy["DBParameterGroups"][0]["DBParameterGroupName"], "own")
        self.assertEqual(copy["TagList"], [{"Key": "drill", "Value": "yes"}])

    def test_the_source_may_be_named_by_its_resource_id(self) -> None:
        self.old()
        self.rds.restore_db_instance_to_point_in_time(
            SourceDbiResourceId=self.get()["DbiResourceId"],
            TargetDBInstanceIdentifier="copy",
            UseLatestRestorableTime=True,
        )
        self.assertEqual(self.get("copy")["Engine"], "postgres")

    def test_storage_does_not_shrink(self) -> None:
        self.old()
        self.refused("InvalidParameterValue", self.restore, UseLatestRestorableTime=True, AllocatedStorage=50)

    def test_from_a_snapshot_the_defaults_are_the_same(self) -> None:
        self.old(**self.settings())
        self.rds.create_db_snapshot(DBInstanceIdentifier="shop", DBSnapshotIdentifier="one")
        self.rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="copy", DBSnapshotIdentifier="one")
        copy = self.get("copy")
        self.assertEqual((copy["MultiAZ"], copy["DeletionProtection"]), (False, False))
        self.assertEqual(copy["DBParameterGroups"][0]["DBParameterGroupName"], "default.postgres15")
        self.assertNotEqual(copy["DbiResourceId"], self.get()["DbiResourceId"])


class Changes(DatabaseCase):
    def modify(self, name: str = "shop", **more: Any) -> dict[str, Any]:
        return self.rds.modify_db_instance(DBInstanceIdentifier=name, **more)["DBInstance"]

    def test_a_change_waits_unless_it_is_to_apply_immediately(self) -> None:
        self.create()
        self.modify(DBInstanceClass="db.r6g.large", DeletionProtection=True)
        found = self.get()
        self.assertEqual((found["DBInstanceClass"], found["DeletionProtection"]), ("db.m6g.large", True))
        self.assertEqual(found["PendingModifiedValues"], {"DBInstanceClass": "db.r6g.large"})
        self.modify(ApplyImmediately=True)
        self.assertEqual((self.get()["DBInstanceClass"], self.get()["PendingModifiedValues"]), ("db.r6g.large", {}))

    def test_a_rename_waits_as_well(self) -> None:
        self.create()
        self.modify(NewDBInstanceIdentifier="shop-old")
        self.assertEqual(self.get()["PendingModifiedValues"], {"DBInstanceIdentifier": "shop-old"})

    def test_a_rename_takes_the_old_name_away_and_reboots(self) -> None:
        self.create()
        resource = self.get()["DbiResourceId"]
        self.delay(rds_s=3600)
        self.modify(NewDBInstanceIdentifier="shop-old", ApplyImmediately=True)
        self.refused("DBInstanceNotFound", self.get)
        self.assertEqual(self.get("shop-old")["DBInstanceStatus"], "renaming")
        self.delay(rds_s=0)
        found = self.get("shop-old")
        self.assertEqual((found["DBInstanceStatus"], found["DbiResourceId"]), ("available", resource))
        self.assertTrue(found["Endpoint"]["Address"].startswith("shop-old."))
        self.assertTrue(found["DBInstanceArn"].endswith(":db:shop-old"))

    def test_a_rename_to_a_taken_name_is_refused(self) -> None:
        self.create()
        self.create("taken")
        self.refused("DBInstanceAlreadyExists", self.modify, NewDBInstanceIdentifier="taken", ApplyImmediately=True)

    def test_a_parameter_group_needs_a_reboot(self) -> None:
        self.create()
        self.rds.create_db_parameter_group(
            DBParameterGroupName="own", DBParameterGroupFamily="postgres15", Description="own"
        )
        self.modify(DBParameterGroupName="own", ApplyImmediately=True)
        self.assertEqual(self.get()["DBParameterGroups"][0]["ParameterApplyStatus"], "pending-reboot")
        self.rds.reboot_db_instance(DBInstanceIdentifier="shop")
        self.assertEqual(self.get()["DBParameterGroups"][0]["ParameterApplyStatus"], "in-sync")

    def test_nothing_is_changed_while_it_is_creating(self) -> None:
        self.delay(rds_s=3600)
        self.create()
        self.refused("InvalidDBInstanceState", self.modify, DeletionProtection=True)


class SecondOpinion(DatabaseCase):
    def test_settings_read_back_as_from_stock_moto(self) -> None:
        found = {}
        for name, rds in (("sandbox", self.rds), ("moto", client(stock("moto"), "rds", self.account))):
            self.rds = rds
            self.create(MultiAZ=True, StorageType="gp3", Tags=[{"Key": "a", "Value": "b"}])
            shape = self.get()
            kept = "DBInstanceClass Engine EngineVersion AllocatedStorage MultiAZ StorageType TagList Endpoint"
            found[name] = {member: shape[member] for member in kept.split()}
            self.refused("DBInstanceAlreadyExists", self.create)
            self.refused("DBInstanceNotFound", self.get, name="nothing")
        self.assertEqual(found["sandbox"], found["moto"])
