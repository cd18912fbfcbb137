"""The AWS CLI as an independent client, through the files that the sandbox writes."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from datetime import timedelta
from typing import Any

from .support import VENVS, Case, minute

TABLE = "apexshare-uploads-prod"


class Cli(Case):
    def aws(self, profile: str, *words: str) -> Any:
        files = {
            "AWS_CONFIG_FILE": str(self.box.state / "aws/config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.box.state / "aws/credentials"),
            "HOME": str(self.box.state),  # where it caches sessions
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        command = [
            str(VENVS / "awscli/bin/aws"),
            "--endpoint-url",
            self.box.endpoint,
            "--profile",
            profile,
            "--output",
            "json",
        ]
        done = subprocess.run([*command, *words], env=clean | files, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def test_environments_and_profiles_lead_to_the_same_accounts(self) -> None:
        environments = tomllib.loads((self.box.state / "environments.toml").read_text())["environment"]
        self.assertEqual(len(environments), 7)
        apexshare = environments[0]
        self.assertEqual(
            (apexshare["name"], apexshare["tier"], apexshare["profile"]),
            ("apexshare-prod", "production", "belay-sandbox"),
        )
        self.assertEqual(apexshare["variables"], {"CDK_ENVIRONMENT": "prod"})
        for entry in environments[:2]:
            who = self.aws(entry["name"], "sts", "get-caller-identity")
            self.assertEqual(who["Account"], entry["account_id"])

    def test_statistics_are_those_of_get_metric_data(self) -> None:
        end = minute(2)
        start = end - timedelta(hours=1)
        window = ("--start-time", f"{start:%Y-%m-%dT%H:%M:%SZ}", "--end-time", f"{end:%Y-%m-%dT%H:%M:%SZ}")
        given = self.aws(
            "apexshare-prod", "cloudwatch", "get-metric-statistics", "--namespace", "AWS/DynamoDB", "--metric-name",
            "ConsumedReadCapacityUnits", "--dimensions", f"Name=TableName,Value={TABLE}", "--period", "300",
            "--statistics", "Sum", "Maximum", *window,
        )  # fmt: skip
        query = {
            "Id": "m",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/DynamoDB",
                    "MetricName": "ConsumedReadCapacityUnits",
                    "Dimensions": [{"Name": "TableName", "Value": TABLE}],
                },
                "Period": 300,
                "Stat": "Sum",
            },
        }
        data = self.aws(
            "apexshare-prod", "cloudwatch", "get-metric-data", "--metric-data-queries", json.dumps([query]), *window
        )
        (series,) = data["MetricDataResults"]
        one = sorted((point["Timestamp"], point["Sum"]) for point in given["Datapoints"])
        self.assertEqual(one, sorted(zip(series["Timestamps"], series["Values"], strict=True)))
        self.assertGreaterEqual(len(one), 12)

    def test_a_restored_table_holds_the_items_of_its_second(self) -> None:
        incident = self.box.control("GET", "/world")["tables"][TABLE]["incident"]
        self.box.control("POST", "/delay", {"dynamodb_s": 0, "account": "222222222222"})
        target = f"{TABLE}-cli"
        dynamodb = ("apexshare-prod", "dynamodb")
        self.aws(
            *dynamodb, "restore-table-to-point-in-time", "--source-table-name", TABLE, "--target-table-name", target,
            "--restore-date-time", incident["lastGoodSecond"],
        )  # fmt: skip
        self.aws(*dynamodb, "wait", "table-exists", "--table-name", target)
        items = self.aws(*dynamodb, "scan", "--table-name", target)["Items"]
        expected = self.box.control("GET", f"/world/items?table={TABLE}&at={incident['lastGoodSecond']}")["items"]
        order = lambda row: row["uploadId"]["S"]  # noqa: E731
        self.assertEqual(sorted(items, key=order), sorted(expected, key=order))
        self.aws(*dynamodb, "delete-table", "--table-name", target)

    def test_databases_are_seen_in_us_east_1(self) -> None:
        found = self.aws("lexiscan-prod", "rds", "describe-db-instances")["DBInstances"]
        self.assertEqual(
            [(d["DBInstanceIdentifier"], d["DBInstanceStatus"]) for d in found], [("lexiscan-prod-db", "available")]
        )
