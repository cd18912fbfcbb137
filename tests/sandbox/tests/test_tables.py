"""Tables: their states, backups, and what the data plane refuses."""

from __future__ import annotations

from .support import client, stock
from .test_recovery import TableCase, item


class States(TableCase):
    def test_a_new_table_is_creating_and_closed_then_active(self) -> None:
        self.delay(dynamodb_s=3600)
        self.create(recoverable=False)
        self.assertEqual(self.dynamodb.describe_table(TableName="orders")["Table"]["TableStatus"], "CREATING")
        self.refused("ResourceNotFoundException", self.dynamodb.put_item, TableName="orders", Item=item(1))
        self.delay(dynamodb_s=0)
        self.assertEqual(self.dynamodb.describe_table(TableName="orders")["Table"]["TableStatus"], "ACTIVE")
        self.dynamodb.put_item(TableName="orders", Item=item(1))

    def test_a_deleted_table_is_deleting_then_gone(self) -> None:
        self.create(recoverable=False)
        self.delay(dynamodb_s=3600)
        gone = self.dynamodb.delete_table(TableName="orders")["TableDescription"]
        self.assertEqual(gone["TableStatus"], "DELETING")
        self.assertEqual(self.dynamodb.describe_table(TableName="orders")["Table"]["TableStatus"], "DELETING")
        self.refused("ResourceNotFoundException", self.dynamodb.scan, TableName="orders")
        self.delay(dynamodb_s=0)
        self.refused("ResourceNotFoundException", self.dynamodb.describe_table, TableName="orders")
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], [])

    def test_a_state_that_is_over_does_not_come_back_with_a_longer_delay(self) -> None:
        self.create(recoverable=False)
        self.delay(dynamodb_s=3600)
        self.assertEqual(self.dynamodb.describe_table(TableName="orders")["Table"]["TableStatus"], "ACTIVE")

    def test_a_protected_table_is_not_deleted(self) -> None:
        self.create(recoverable=False, DeletionProtectionEnabled=True)
        self.refused("ValidationException", self.dynamodb.delete_table, TableName="orders")

    def test_an_update_takes_a_while(self) -> None:
        self.create(recoverable=False)
        self.delay(dynamodb_s=3600)
        throughput = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 3}
        self.dynamodb.update_table(TableName="orders", BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
        self.assertEqual(self.dynamodb.describe_table(TableName="orders")["Table"]["TableStatus"], "UPDATING")
        self.dynamodb.put_item(TableName="orders", Item=item(1))
        self.refused("ResourceInUseException", self.dynamodb.delete_table, TableName="orders")

    def test_more_than_25_writes_in_a_batch_are_refused(self) -> None:
        self.create(recoverable=False)
        requests = [{"PutRequest": {"Item": item(number)}} for number in range(26)]
        self.refused("ValidationException", self.dynamodb.batch_write_item, RequestItems={"orders": requests})

    def test_unknown_operations_are_answered_in_json(self) -> None:
        self.create(recoverable=False)
        self.refused("UnknownOperationException", self.dynamodb.describe_table_replica_auto_scaling, TableName="orders")


class Backups(TableCase):
    def test_a_backup_holds_the_items_of_its_moment(self) -> None:
        self.create(recoverable=False)
        self.dynamodb.put_item(TableName="orders", Item=item(1, v="old"))
        arn = self.dynamodb.create_backup(TableName="orders", BackupName="before")["BackupDetails"]["BackupArn"]
        self.dynamodb.put_item(TableName="orders", Item=item(1, v="new"))
        given = self.dynamodb.restore_table_from_backup(TargetTableName="copy", BackupArn=arn)["TableDescription"]
        self.assertEqual(given["RestoreSummary"]["SourceBackupArn"], arn)
        self.assertEqual(self.scan("copy"), [item(1, v="old")])

    def test_a_deleted_table_leaves_a_system_backup_if_it_was_recoverable(self) -> None:
        self.create()
        self.dynamodb.put_item(TableName="orders", Item=item(1))
        self.dynamodb.delete_table(TableName="orders")
        self.assertEqual(self.dynamodb.list_backups()["BackupSummaries"], [])
        (kept,) = self.dynamodb.list_backups(BackupType="SYSTEM")["BackupSummaries"]
        self.assertEqual(kept["BackupName"], "orders$DeletedTableBackup")
        self.dynamodb.restore_table_from_backup(TargetTableName="orders", BackupArn=kept["BackupArn"])
        self.assertEqual(self.scan("orders"), [item(1)])

    def test_an_unknown_backup_is_refused(self) -> None:
        arn = f"arn:aws:dynamodb:eu-west-1:{self.account}:table/orders/backup/01489602797149-73d8d5bc"
        self.refused(
            "BackupNotFoundException", self.dynamodb.restore_table_from_backup, TargetTableName="copy", BackupArn=arn
        )


class SecondOpinion(TableCase):
    """What stock moto and stock ministack do as well, the sandbox does alike."""

    def opinions(self):
        return [("sandbox", self.dynamodb)] + [
            (name, client(stock(name), "dynamodb", self.account)) for name in ("moto", "ministack")
        ]

    def test_items_read_back_alike(self) -> None:
        found = {}
        for name, dynamodb in self.opinions():
            self.dynamodb = dynamodb
            self.create("alike", recoverable=False)
            for number in range(8):
                dynamodb.put_item(TableName="alike", Item=item(number, v=str(number % 3)))
            dynamodb.delete_item(TableName="alike", Key=item(3))
            found[name] = dynamodb.scan(
                TableName="alike", FilterExpression="v = :v", ExpressionAttributeValues={":v": {"S": "0"}}
            )["Items"]
            found[name].sort(key=lambda row: row["pk"]["S"])
        self.assertEqual(found["sandbox"], [item(0, v="0"), item(6, v="0")])
        self.assertEqual(found["sandbox"], found["moto"])
        self.assertEqual(found["sandbox"], found["ministack"])

    def test_errors_are_alike(self) -> None:
        for name, dynamodb in self.opinions():
            with self.subTest(name):
                self.dynamodb = dynamodb
                self.create("errors", recoverable=False)
                self.refused("ResourceInUseException", self.create, name="errors", recoverable=False)
                self.refused("ResourceNotFoundException", dynamodb.describe_table, TableName="nothing")
                self.refused(
                    "ConditionalCheckFailedException", dynamodb.put_item, TableName="errors", Item=item(1),
                    ConditionExpression="attribute_exists(pk)",
                )  # fmt: skip

    def test_backups_restore_alike(self) -> None:
        for name, dynamodb in self.opinions():
            with self.subTest(name):
                self.dynamodb = dynamodb
                self.create("stock", recoverable=False)
                dynamodb.put_item(TableName="stock", Item=item(1, v="old"))
                backup = dynamodb.create_backup(TableName="stock", BackupName="one")["BackupDetails"]["BackupArn"]
                dynamodb.delete_item(TableName="stock", Key=item(1))
                dynamodb.restore_table_from_backup(TargetTableName="stock2", BackupArn=backup)
                self.assertEqual(self.scan("stock2"), [item(1, v="old")])
