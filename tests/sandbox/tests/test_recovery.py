"""Point-in-time recovery: the window, and tables as of any second."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from .support import Case, now

DAY = 86400


def item(number: int, **attributes: str) -> dict[str, Any]:
    return {"pk": {"S": f"k{number}"}} | {name: {"S": value} for name, value in attributes.items()}


class TableCase(Case):
    def setUp(self) -> None:
        super().setUp()
        self.dynamodb = self.client("dynamodb")

    def create(self, name: str = "orders", recoverable: bool = True, **more: Any) -> None:
        shape = {
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        self.dynamodb.create_table(TableName=name, **(shape | more))
        if recoverable:
            self.recoverable(name)

    def recoverable(self, name: str, is_enabled: bool = True, **more: Any) -> dict[str, Any]:
        wanted = {"PointInTimeRecoveryEnabled": is_enabled} | more
        return self.dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=wanted)

    def window(self, name: str = "orders") -> tuple[datetime, datetime]:
        found = self.dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        found = found["PointInTimeRecoveryDescription"]
        return found["EarliestRestorableDateTime"], found["LatestRestorableDateTime"]

    def restore(self, target: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
        given = {"SourceTableName": "orders", "TargetTableName": target} | more
        if at is not None:
            given["RestoreDateTime"] = at
        return self.dynamodb.restore_table_to_point_in_time(**given)["TableDescription"]

    def scan(self, name: str) -> list[dict[str, Any]]:
        return sorted(self.dynamodb.scan(TableName=name)["Items"], key=lambda row: row["pk"]["S"])


class Window(TableCase):
    def test_it_runs_from_when_it_was_enabled_to_five_minutes_ago(self) -> None:
        self.clock(-3 * DAY)
        self.create()
        self.clock(0)
        earliest, latest = self.window()
        self.assertAlmostEqual((now() - earliest).total_seconds(), 3 * DAY, delta=5)
        self.assertAlmostEqual((now() - latest).total_seconds(), 300, delta=5)

    def test_it_is_not_longer_than_the_recovery_period(self) -> None:
        self.clock(-30 * DAY)
        self.create()
        self.recoverable("orders", RecoveryPeriodInDays=7)
        self.clock(0)
        self.assertAlmostEqual((now() - self.window()[0]).total_seconds(), 7 * DAY, delta=5)

    def test_a_period_outside_1_to_35_days_is_refused(self) -> None:
        self.create(recoverable=False)
        for days in (0, 36):
            self.refused("ValidationException", self.recoverable, name="orders", RecoveryPeriodInDays=days)

    def test_off_and_on_again_starts_from_nothing(self) -> None:
        self.clock(-3 * DAY)
        self.create()
        self.clock(0)
        self.recoverable("orders", is_enabled=False)
        self.recoverable("orders")
        self.assertLess((now() - self.window()[0]).total_seconds(), 5)

    def test_enabling_what_is_enabled_keeps_the_start(self) -> None:
        self.clock(-3 * DAY)
        self.create()
        self.clock(0)
        self.recoverable("orders", RecoveryPeriodInDays=20)
        self.assertGreater((now() - self.window()[0]).total_seconds(), 2 * DAY)

    def test_a_missing_table_has_the_error_of_backups(self) -> None:
        self.refused("TableNotFoundException", self.dynamodb.describe_continuous_backups, TableName="nothing")


class Restore(TableCase):
    def test_any_second_of_a_random_history_comes_back_as_it_was(self) -> None:
        """A model of the writes beside the table; sixty seconds are compared."""
        rng = random.Random(7)
        self.clock(-6 * DAY)
        self.create()
        model: list[tuple[float, dict[str, Any]]] = []
        state: dict[str, Any] = {}
        offset = -6.0 * DAY + 60
        while offset < -900:
            self.clock(offset)
            number = rng.randrange(12)
            kind = rng.choice(("put", "update", "delete", "batch", "transact", "partiql"))
            self.write(kind, number, str(rng.random()), state)
            model.append((offset, dict(state)))
            offset += rng.randrange(1200, 30_000)
        self.clock(0)
        compared: datetime | None = None
        for _ in range(60):
            back = rng.uniform(-6 * DAY + 120, -400)
            # The clock ran on while the history was written: keep clear of each write's second.
            if any(abs(written - back) <= 20 for written, _ in model):
                continue
            compared = at = (now() + timedelta(seconds=back)).replace(microsecond=0)
            expected = [kept for written, kept in model if written <= back]
            found = self.items_at("orders", at)["items"]
            key = lambda row: row["pk"]["S"]  # noqa: E731
            self.assertEqual(sorted(found, key=key), sorted((expected[-1] if expected else {}).values(), key=key))
        self.assertIsNotNone(compared)
        self.restore("copy", compared)
        self.assertEqual(self.scan("copy"), sorted(found, key=key))

    def write(self, kind: str, number: int, value: str, state: dict[str, Any]) -> None:
        row, key = item(number, v=value), item(number)
        if kind == "put":
            self.dynamodb.put_item(TableName="orders", Item=row)
        elif kind == "update":
            expression = {"UpdateExpression": "SET v = :v", "ExpressionAttributeValues": {":v": {"S": value}}}
            self.dynamodb.update_item(TableName="orders", Key=key, **expression)
        elif kind == "batch":
            self.dynamodb.batch_write_item(RequestItems={"orders": [{"PutRequest": {"Item": row}}]})
        elif kind == "transact":
            self.dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": "orders", "Item": row}}])
        elif kind == "partiql" and row["pk"]["S"] in state:
            statement = f"UPDATE orders SET v = '{value}' WHERE pk = '{row['pk']['S']}'"
            self.dynamodb.execute_statement(Statement=statement)
        else:
            self.dynamodb.delete_item(TableName="orders", Key=key)
            state.pop(row["pk"]["S"], None)
            return
        state[row["pk"]["S"]] = row

    def test_the_second_of_a_write_is_the_border(self) -> None:
        self.clock(-DAY)
        self.create()
        self.clock(-7200)
        self.dynamodb.put_item(TableName="orders", Item=item(1, v="old"))
        self.clock(-3600)
        written = now() - timedelta(seconds=3600)
        self.dynamodb.put_item(TableName="orders", Item=item(1, v="new"))
        self.clock(0)
        for seconds, value in ((-2, "old"), (2, "new")):
            self.restore(f"copy{value}", written + timedelta(seconds=seconds))
            self.assertEqual(self.scan(f"copy{value}"), [item(1, v=value)])

    def test_a_failed_transaction_leaves_no_trace(self) -> None:
        self.clock(-DAY)
        self.create()
        put = {"Put": {"TableName": "orders", "Item": item(1)}}
        check = {
            "ConditionCheck": {"TableName": "orders", "Key": item(2), "ConditionExpression": "attribute_exists(pk)"}
        }
        self.refused("TransactionCanceledException", self.dynamodb.transact_write_items, TransactItems=[put, check])
        self.clock(0)
        self.assertEqual(self.items_at("orders", now())["items"], [])

    def test_the_latest_time_is_the_end_of_the_window(self) -> None:
        self.clock(-DAY)
        self.create()
        self.clock(0)
        latest = self.window()[1]
        summary = self.restore("copy", UseLatestRestorableTime=True)["RestoreSummary"]
        self.assertLessEqual(abs((summary["RestoreDateTime"] - latest).total_seconds()), 1)

    def test_times_outside_the_window_are_refused(self) -> None:
        self.clock(-DAY)
        self.create()
        self.clock(0)
        for seconds in (-DAY - 60, -200, 3600):
            at = now() + timedelta(seconds=seconds)
            self.refused("InvalidRestoreTimeException", self.restore, target="copy", at=at)

    def test_each_refusal_has_its_own_error(self) -> None:
        self.clock(-DAY)
        self.create()
        self.create("plain", recoverable=False)
        self.clock(0)
        at = now() - timedelta(hours=1)
        self.refused("TableAlreadyExistsException", self.restore, target="plain", at=at)
        self.refused("TableAlreadyExistsException", self.restore, target="orders", at=at)
        self.refused("TableNotFoundException", self.restore, target="copy", at=at, SourceTableName="nothing")
        self.refused(
            "PointInTimeRecoveryUnavailableException", self.restore, target="copy", at=at, SourceTableName="plain"
        )
        self.refused("ValidationException", self.restore, target="copy")
        self.refused("ValidationException", self.restore, target="copy", at=at, UseLatestRestorableTime=True)
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], ["orders", "plain"])

    def test_the_source_may_be_named_by_its_arn(self) -> None:
        self.clock(-DAY)
        self.create()
        self.clock(0)
        arn = self.dynamodb.describe_table(TableName="orders")["Table"]["TableArn"]
        self.dynamodb.restore_table_to_point_in_time(
            SourceTableArn=arn, TargetTableName="copy", RestoreDateTime=now() - timedelta(hours=1)
        )

    def test_it_is_creating_and_closed_to_clients_until_it_is_active(self) -> None:
        self.clock(-DAY)
        self.create()
        self.dynamodb.put_item(TableName="orders", Item=item(1))
        self.clock(0)
        self.delay(dynamodb_s=3600)
        given = self.restore("copy", now() - timedelta(hours=1))
        self.assertEqual((given["TableStatus"], given["RestoreSummary"]["RestoreInProgress"]), ("CREATING", True))
        self.refused("ResourceNotFoundException", self.dynamodb.scan, TableName="copy")
        self.refused("ResourceInUseException", self.dynamodb.delete_table, TableName="copy")
        self.refused("ContinuousBackupsUnavailableException", self.recoverable, name="copy")
        self.delay(dynamodb_s=0)
        table = self.dynamodb.describe_table(TableName="copy")["Table"]
        self.assertEqual((table["TableStatus"], table["RestoreSummary"]["RestoreInProgress"]), ("ACTIVE", False))
        self.assertEqual((table["ItemCount"], self.scan("copy")), (1, [item(1)]))

    def test_what_aws_does_not_restore_is_not_there(self) -> None:
        self.clock(-DAY)
        stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        self.create(StreamSpecification=stream, DeletionProtectionEnabled=True, Tags=[{"Key": "a", "Value": "b"}])
        ttl = {"Enabled": True, "AttributeName": "gone"}
        self.dynamodb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ttl)
        scaling = self.client("application-autoscaling")
        target = {"ServiceNamespace": "dynamodb", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
        scaling.register_scalable_target(ResourceId="table/orders", MinCapacity=1, MaxCapacity=9, **target)
        self.clock(0)
        self.restore("copy", now() - timedelta(hours=1))
        table = self.dynamodb.describe_table(TableName="copy")["Table"]
        self.assertNotIn("StreamSpecification", table)
        self.assertNotIn("LatestStreamArn", table)
        self.assertFalse(table["DeletionProtectionEnabled"])
        self.assertEqual(self.dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"], [])
        status = self.dynamodb.describe_time_to_live(TableName="copy")["TimeToLiveDescription"]["TimeToLiveStatus"]
        self.assertEqual(status, "DISABLED")
        backups = self.dynamodb.describe_continuous_backups(TableName="copy")["ContinuousBackupsDescription"]
        self.assertEqual(backups["PointInTimeRecoveryDescription"], {"PointInTimeRecoveryStatus": "DISABLED"})
        targets = scaling.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
        self.assertEqual([entry["ResourceId"] for entry in targets], ["table/orders"])

    def test_a_restored_table_can_be_restored_in_turn(self) -> None:
        self.clock(-DAY)
        self.create()
        self.dynamodb.put_item(TableName="orders", Item=item(1))
        self.clock(-DAY / 2)
        self.restore("copy", now() - timedelta(hours=13))
        self.recoverable("copy")
        self.clock(0)
        self.restore("copy2", now() - timedelta(hours=1), SourceTableName="copy")
        self.assertEqual(self.scan("copy2"), [item(1)])


class Overrides(TableCase):
    def setUp(self) -> None:
        super().setUp()
        self.clock(-DAY)
        self.indexes = [
            {
                "IndexName": f"by-{name}",
                "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 4, "WriteCapacityUnits": 3},
            }
            for name in ("owner", "state")
        ]
        self.create(
            BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "owner", "state")],
            GlobalSecondaryIndexes=self.indexes,
        )
        self.clock(0)
        self.at = now() - timedelta(hours=1)

    def described(self, **overrides: Any) -> dict[str, Any]:
        self.restore("copy", self.at, **overrides)
        return self.dynamodb.describe_table(TableName="copy")["Table"]

    def test_without_overrides_capacity_and_indexes_are_the_sources(self) -> None:
        table = self.described()
        self.assertNotIn("BillingModeSummary", table)
        self.assertEqual(table["ProvisionedThroughput"]["WriteCapacityUnits"], 5)
        self.assertEqual({i["IndexName"] for i in table["GlobalSecondaryIndexes"]}, {"by-owner", "by-state"})
        self.assertEqual(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 4)

    def test_on_demand(self) -> None:
        table = self.described(BillingModeOverride="PAY_PER_REQUEST")
        self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")

    def test_other_capacity(self) -> None:
        throughput = {"ReadCapacityUnits": 50, "WriteCapacityUnits": 40}
        table = self.described(ProvisionedThroughputOverride=throughput)
        self.assertEqual(table["ProvisionedThroughput"]["WriteCapacityUnits"], 40)

    def test_indexes_can_be_left_out(self) -> None:
        table = self.described(GlobalSecondaryIndexOverride=[self.indexes[0]])
        self.assertEqual([i["IndexName"] for i in table["GlobalSecondaryIndexes"]], ["by-owner"])
        self.assertEqual({a["AttributeName"] for a in table["AttributeDefinitions"]}, {"pk", "owner"})

    def test_an_index_that_the_source_does_not_have_is_refused(self) -> None:
        wrong = [self.indexes[0] | {"IndexName": "by-nothing"}]
        self.refused("ValidationException", self.described, GlobalSecondaryIndexOverride=wrong)

    def test_warm_throughput_inside_an_index_is_refused(self) -> None:
        wrong = [self.indexes[0] | {"WarmThroughput": {"ReadUnitsPerSecond": 1}}]
        self.refused("ValidationException", self.described, GlobalSecondaryIndexOverride=wrong)
