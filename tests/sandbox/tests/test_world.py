"""The seeded world: what its description says is what AWS clients find."""

from __future__ import annotations

import atexit
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from .support import Case, Running, assumed, client, now, operator

TABLE = "apexshare-uploads-prod"


@cache
def another(anchor: str) -> Running:
    running = Running("--anchor", anchor)
    atexit.register(running.stop)
    return running


def at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class World(Case):
    def setUp(self) -> None:
        super().setUp()
        self.world = self.box.control("GET", "/world")
        self.incident = self.world["tables"][TABLE]["incident"]

    def as_operator(self, service: str, environment: str = "apexshare-prod") -> Any:
        place = next(e for e in self.world["environments"] if e["name"] == environment)
        sts = operator(self.box, "sts")
        given = sts.assume_role(RoleArn=place["roleArn"], RoleSessionName="test")["Credentials"]
        return assumed(self.box.endpoint, service, given, place["region"])

    def held(self, when: datetime) -> dict[str, dict[str, Any]]:
        found = self.box.control("GET", f"/world/items?table={TABLE}&at={when:%Y-%m-%dT%H:%M:%SZ}")["items"]
        return {row["uploadId"]["S"]: row for row in found}

    def test_each_environment_is_reached_by_its_role(self) -> None:
        for place in self.world["environments"]:
            who = self.as_operator("sts", place["name"]).get_caller_identity()
            self.assertEqual(who["Account"], place["account"])

    def test_before_the_first_bad_write_all_is_well(self) -> None:
        held = self.held(at(self.incident["lastGoodSecond"]))
        self.assertEqual(len(held), 400)
        self.assertTrue(all("ownerEmail" in row for row in held.values()))
        after = self.held(at(self.incident["firstBadWrite"]))
        changed = [key for key in held if held[key] != after.get(key)]
        self.assertEqual(len(changed), 1)

    def test_the_table_holds_the_damage_that_the_world_describes(self) -> None:
        rows = {r["uploadId"]["S"]: r for r in self.as_operator("dynamodb").scan(TableName=TABLE)["Items"]}
        orphaned = {key for key, row in rows.items() if row["status"]["S"] == "orphaned"}
        self.assertEqual(orphaned, set(self.incident["overwritten"]))
        self.assertEqual((len(orphaned), len(self.incident["deleted"])), (120, 18))
        self.assertFalse(set(self.incident["deleted"]) & set(rows))
        self.assertTrue(set(self.incident["arrivedDuring"]) <= set(rows))
        self.assertEqual(len(rows), self.world["tables"][TABLE]["counts"]["now"])

    def test_a_restore_to_the_last_good_second_brings_everything_back(self) -> None:
        dynamodb, target = self.as_operator("dynamodb"), f"{TABLE}-{self.account}"
        good = at(self.incident["lastGoodSecond"])
        account = self.world["tables"][TABLE]["account"]
        self.box.control("POST", "/delay", {"dynamodb_s": 0, "account": account})
        dynamodb.restore_table_to_point_in_time(SourceTableName=TABLE, TargetTableName=target, RestoreDateTime=good)
        rows = {r["uploadId"]["S"]: r for r in dynamodb.scan(TableName=target)["Items"]}
        self.assertEqual(rows, self.held(good))
        dynamodb.delete_table(TableName=target)

    def test_writes_stopped_before_the_anchor(self) -> None:
        stopped = at(self.incident["writesStopped"])
        self.assertEqual(self.held(stopped), self.held(at(self.world["anchor"])))

    def series(self, namespace: str, name: str, dimension: tuple[str, str]) -> dict[datetime, float]:
        metric = {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [dict(zip(("Name", "Value"), dimension, strict=True))],
        }
        anchor = at(self.world["anchor"])
        (found,) = self.as_operator("cloudwatch").get_metric_data(
            MetricDataQueries=[{"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}],
            StartTime=anchor - timedelta(hours=6),
            EndTime=anchor,
        )["MetricDataResults"]
        return dict(zip(found["Timestamps"], found["Values"], strict=True))

    def test_the_incident_can_be_seen_on_the_charts(self) -> None:
        anchor = at(self.world["anchor"])
        writes = self.series("AWS/DynamoDB", "ConsumedWriteCapacityUnits", ("TableName", TABLE))
        errors = self.series("AWS/Lambda", "Errors", ("FunctionName", "apexshare-upload-handler-prod"))

        def mean(series: dict[datetime, float], start: int, end: int) -> float:
            values = [v for t, v in series.items() if start <= (t - anchor).total_seconds() / 60 < end]
            return sum(values) / len(values)

        self.assertGreater(mean(writes, -30, -13), 3 * mean(writes, -120, -34))
        self.assertGreater(mean(errors, -31, -11), 10 * mean(errors, -120, -34))
        self.assertFalse([t for t in writes if t >= anchor - timedelta(minutes=10)])

    def test_no_minute_is_shown_before_it_is_over(self) -> None:
        invocations = [("FunctionName", "apexshare-upload-handler-prod")]
        metric = {"Namespace": "AWS/Lambda", "MetricName": "Invocations"}
        metric["Dimensions"] = [{"Name": n, "Value": v} for n, v in invocations]
        (found,) = self.as_operator("cloudwatch").get_metric_data(
            MetricDataQueries=[{"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}],
            StartTime=now() - timedelta(minutes=10),
            EndTime=now() + timedelta(hours=1),
        )["MetricDataResults"]
        self.assertLessEqual(found["Timestamps"][0], now() - timedelta(seconds=60))

    def test_alarms_show_each_way_in_which_ok_may_not_be_ok(self) -> None:
        found = self.as_operator("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        states = {a["AlarmName"]: a["StateValue"] for a in found["MetricAlarms"] + found["CompositeAlarms"]}
        self.assertEqual(states["apexshare-prod-api-errors"], "ALARM")
        self.assertEqual(states["apexshare-prod-health"], "ALARM")
        self.assertEqual(states["apexshare-prod-mail-bounces"], "INSUFFICIENT_DATA")
        muted = [a["AlarmName"] for a in found["MetricAlarms"] if not a["ActionsEnabled"]]
        self.assertEqual(muted, ["apexshare-prod-throttles"])

    def test_functions_services_and_databases_are_there(self) -> None:
        function = self.as_operator("lambda")
        name = "apexshare-upload-handler-prod"
        self.assertEqual(function.get_alias(FunctionName=name, Name="LIVE")["FunctionVersion"], "3")
        self.assertEqual(len(function.get_function_configuration(FunctionName=name)["Environment"]["Variables"]), 5)
        services = self.as_operator("ecs", "rapid-photo-prod").describe_services(
            cluster="rapid-photo-prod-cluster", services=["rapid-photo-prod-backend"]
        )["services"]
        self.assertEqual(services[0]["runningCount"], 3)
        for environment, database in (
            ("lexiscan-prod", "lexiscan-prod-db"),
            ("rapid-photo-prod", "rapid-photo-prod-db"),
            ("enterprise-api-prod", "prod-db"),
        ):
            rds = self.as_operator("rds", environment)
            (backup,) = rds.describe_db_instance_automated_backups(DBInstanceIdentifier=database)[
                "DBInstanceAutomatedBackups"
            ]
            window = backup["RestoreWindow"]
            self.assertGreater((window["LatestTime"] - window["EarliestTime"]).days, 12)
        self.assertEqual(len(self.as_operator("dynamodb", "items-prod").list_backups()["BackupSummaries"]), 2)

    def test_logs_tell_the_same_story(self) -> None:
        events = self.as_operator("logs").filter_log_events(
            logGroupName="/aws/lambda/apexshare-upload-handler-prod", filterPattern="ERROR", limit=200
        )["events"]
        first = min(event["timestamp"] for event in events) / 1000
        self.assertGreaterEqual(first, at(self.incident["firstBadWrite"]).timestamp())
        kinds = Counter("v2.14.0" in event["message"] for event in events)
        self.assertEqual(set(kinds), {True})


class Another(Case):
    """A second sandbox with the same anchor."""

    def setUp(self) -> None:
        super().setUp()
        self.mine = self.box.control("GET", "/world")
        self.other = another(self.mine["anchor"])

    def test_the_same_anchor_gives_the_same_world(self) -> None:
        self.assertEqual(self.other.control("GET", "/world"), self.mine)
        path = f"/world/items?table={TABLE}&at={self.mine['anchor']}"
        self.assertEqual(self.other.control("GET", path), self.box.control("GET", path))

    def test_a_session_is_known_after_a_restart(self) -> None:
        role = self.mine["environments"][0]["roleArn"]
        given = operator(self.box, "sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
        self.assertEqual(assumed(self.other.endpoint, "sts", given).get_caller_identity()["Account"], "222222222222")

    def test_a_reset_brings_the_world_back_and_forgets_the_rest(self) -> None:
        account = "940000000001"
        sqs = client(self.other.endpoint, "sqs", account)
        sqs.create_queue(QueueName="mine")
        client(self.other.endpoint, "logs", account).create_log_group(logGroupName="/mine")
        self.other.control("POST", "/clock", {"offset_s": -3600})
        self.other.control("POST", "/faults", {"rules": [{"match": "sqs", "code": "Throttling"}]})
        self.other.control("POST", "/reset")
        self.assertEqual(self.other.control("GET", "/calls")["calls"], [])
        self.assertNotIn("QueueUrls", sqs.list_queues())
        self.assertEqual(client(self.other.endpoint, "logs", account).describe_log_groups()["logGroups"], [])
        self.assertEqual(self.other.control("GET", "/clock?account=x")["offset_s"], 0)
        self.assertEqual(self.other.control("GET", "/world"), self.mine)
