"""CloudWatch: the same figures in every protocol, and its limits."""

from __future__ import annotations

import urllib.parse
import urllib.request
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import cbor2

from .support import Case, client, minute, now, stock

DIMENSION = [{"Name": "Function", "Value": "upload"}]


class MetricCase(Case):
    def setUp(self) -> None:
        super().setUp()
        self.cloudwatch = self.client("cloudwatch")

    def put(self, values: list[float], start_back: float, step_s: int = 60, name: str = "Latency") -> None:
        start = minute(start_back)
        data = [
            {
                "MetricName": name,
                "Dimensions": DIMENSION,
                "Value": v,
                "Timestamp": start + timedelta(seconds=step_s * i),
            }
            for i, v in enumerate(values)
        ]
        for first in range(0, len(data), 500):
            self.cloudwatch.put_metric_data(Namespace="App", MetricData=data[first : first + 500])

    def query(self, stat: str = "Sum", period: int = 60, identifier: str = "m1", name: str = "Latency", **more: Any):
        metric = {"Namespace": "App", "MetricName": name, "Dimensions": DIMENSION}
        return {"Id": identifier, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}} | more

    def read(self, *queries: dict[str, Any], back: float, end_back: float = 0, **more: Any) -> list[dict[str, Any]]:
        more = {"ScanBy": "TimestampAscending"} | more
        end = minute()
        start, end = end - timedelta(minutes=back), end - timedelta(minutes=end_back)
        return self.cloudwatch.get_metric_data(MetricDataQueries=list(queries), StartTime=start, EndTime=end, **more)[
            "MetricDataResults"
        ]


class Reads(MetricCase):
    def test_periods_are_aligned_whatever_the_start(self) -> None:
        aligned = minute() - timedelta(minutes=minute().minute % 5)
        self.put([1.0] * 40, (minute() - aligned).total_seconds() / 60 + 40)
        (found,) = self.cloudwatch.get_metric_data(
            MetricDataQueries=[self.query(period=300)],
            StartTime=aligned - timedelta(minutes=38),
            EndTime=aligned - timedelta(minutes=10),
            ScanBy="TimestampAscending",
        )["MetricDataResults"]
        self.assertTrue(all(at.minute % 5 == 0 and at.second == 0 for at in found["Timestamps"]))
        self.assertEqual(found["Values"], [5.0] * 6)

    def test_statistics_of_one_period(self) -> None:
        aligned = minute().minute % 10
        self.put([4.0, 1.0, 3.0, 2.0], aligned + 20)
        expected = {"SampleCount": 4, "Sum": 10, "Average": 2.5, "Minimum": 1, "Maximum": 4, "p50": 2.5, "tm50": 1.5}
        for stat, value in expected.items():
            (found,) = self.read(self.query(stat, 600), back=aligned + 20, end_back=aligned + 10)
            self.assertEqual(found["Values"], [value], stat)

    def test_newest_first_unless_asked_otherwise(self) -> None:
        self.put([1.0, 2.0, 3.0], 10)
        (found,) = self.read(self.query(), back=20, ScanBy="TimestampDescending")
        self.assertEqual(found["Values"], [3.0, 2.0, 1.0])
        default = self.cloudwatch.get_metric_data(
            MetricDataQueries=[self.query()], StartTime=minute(20), EndTime=minute()
        )["MetricDataResults"][0]
        self.assertEqual(default["Values"], [3.0, 2.0, 1.0])

    def test_pages_hold_the_points_asked_for_and_join_to_the_whole(self) -> None:
        self.put([float(i) for i in range(50)], 60)
        self.put([float(i) for i in range(30)], 60, name="Other")
        queries = [self.query(), self.query(identifier="m2", name="Other")]
        joined: dict[str, list[float]] = {"m1": [], "m2": []}
        token, pages, statuses = None, 0, []
        while True:
            more = {"NextToken": token} if token else {}
            page = self.cloudwatch.get_metric_data(
                MetricDataQueries=queries, StartTime=minute(70), EndTime=minute(), ScanBy="TimestampAscending",
                MaxDatapoints=17, **more,
            )  # fmt: skip
            pages += 1
            self.assertLessEqual(sum(len(r["Values"]) for r in page["MetricDataResults"]), 17)
            for result in page["MetricDataResults"]:
                joined[result["Id"]] += result["Values"]
                statuses.append(result["StatusCode"])
            token = page.get("NextToken")
            if not token:
                break
        self.assertEqual(joined, {"m1": [float(i) for i in range(50)], "m2": [float(i) for i in range(30)]})
        self.assertEqual(pages, 5)
        self.assertIn("PartialData", statuses)
        self.assertEqual(statuses[-1], "Complete")

    def test_a_wrong_token_is_refused(self) -> None:
        with self.assertRaises(Exception) as caught:
            self.read(self.query(), back=5, NextToken="not a token")
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidNextToken")

    def test_a_period_too_fine_for_the_datas_age_gives_nothing_and_no_error(self) -> None:
        self.clock(-20 * 86400)
        at = now() - timedelta(days=20)
        self.cloudwatch.put_metric_data(
            Namespace="App", MetricData=[{"MetricName": "Old", "Value": 5.0, "Timestamp": at}]
        )
        self.clock(0)
        metric = {"Namespace": "App", "MetricName": "Old"}
        for period, values in ((60, []), (300, [5.0])):
            stat = {"Metric": metric, "Period": period, "Stat": "Sum"}
            (found,) = self.cloudwatch.get_metric_data(
                MetricDataQueries=[{"Id": "m", "MetricStat": stat}],
                StartTime=at - timedelta(hours=1),
                EndTime=at + timedelta(hours=1),
            )["MetricDataResults"]
            self.assertEqual((found["Values"], found["StatusCode"]), (values, "Complete"))

    def test_wrong_queries_are_refused(self) -> None:
        for queries in (
            [self.query(period=7)],
            [self.query(), self.query()],
            [self.query(identifier="Upper")],
            [self.query("p101")],
            [{"Id": "e", "Expression": "m9 * 2"}],
            [{"Id": "e", "Expression": "m1 +"}, self.query()],
            [self.query(identifier=f"m{i}") for i in range(501)],
        ):
            with self.assertRaises(Exception) as caught:
                self.read(*queries, back=10)
            self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationError")
        with self.assertRaises(Exception) as caught:
            self.read(self.query(), back=0, end_back=10)
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationError")

    def test_metric_math(self) -> None:
        self.put([10.0, 20.0, 0.0], 10, name="Calls")
        self.put([1.0, 5.0, 2.0], 10, name="Errors")
        calls, errors = self.query(identifier="calls", name="Calls"), self.query(identifier="errors", name="Errors")
        cases = {
            "errors / calls * 100": [10.0, 25.0],  # a division by zero leaves no point
            "calls - errors": [9.0, 15.0, -2.0],
            "IF(errors > 1, 1, 0)": [0.0, 1.0, 1.0],
            "SUM([calls, errors])": [11.0, 25.0, 2.0],
            "MAX(METRICS())": [10.0, 20.0, 2.0],
            "calls / PERIOD(calls)": [10 / 60, 20 / 60, 0.0],
        }
        for expression, expected in cases.items():
            query = {"Id": "e", "Expression": expression, "Label": "share"}
            found = self.read(calls, errors, query, back=15)
            self.assertEqual([r["Id"] for r in found], ["calls", "errors", "e"])
            self.assertEqual(found[2]["Values"], expected, expression)
            self.assertEqual(found[2]["Label"], "share")

    def test_hidden_queries_feed_expressions_only(self) -> None:
        self.put([2.0], 10)
        found = self.read(self.query(ReturnData=False), {"Id": "e", "Expression": "m1 * 2"}, back=15)
        self.assertEqual([(r["Id"], r["Values"]) for r in found], [("e", [4.0])])

    def test_a_status_can_be_forced(self) -> None:
        self.put([2.0], 10)
        forced = {"match": "^App/Lat", "status": "Forbidden", "message": "no permission", "account": self.account}
        self.box.control("POST", "/metric-status", forced)
        (found,) = self.read(self.query(), back=15)
        self.assertEqual((found["StatusCode"], found["Values"]), ("Forbidden", []))
        self.assertEqual(found["Messages"][0]["Value"], "no permission")
        self.box.control("POST", "/metric-status", {"status": None, "account": self.account})
        self.assertEqual(self.read(self.query(), back=15)[0]["Values"], [2.0])


class Statistics(MetricCase):
    def statistics(self, back: float, period: int = 60, **more: Any) -> list[dict[str, Any]]:
        end = minute()
        start = end - timedelta(minutes=back)
        return self.cloudwatch.get_metric_statistics(
            Namespace="App", MetricName="Latency", Dimensions=DIMENSION, StartTime=start, EndTime=end,
            Period=period, **({"Statistics": ["Sum"]} | more),
        )["Datapoints"]  # fmt: skip

    def test_at_most_1440_points(self) -> None:
        self.statistics(1440)
        error = self.refused("InvalidParameterCombination", self.statistics, back=1441)
        self.assertIn("1,441 datapoints, which exceeds the limit of 1,440", error["Error"]["Message"])
        self.statistics(1441, period=300)

    def test_points_come_in_no_order(self) -> None:
        self.put([float(i) for i in range(60)], 61)
        times = [point["Timestamp"] for point in self.statistics(70)]
        self.assertEqual(len(times), 60)
        self.assertNotEqual(times, sorted(times))
        self.assertNotEqual(times, sorted(times, reverse=True))

    def test_it_agrees_with_get_metric_data(self) -> None:
        self.put([float(i * i % 17) for i in range(45)], 60)
        for stat in ("Sum", "Average", "Minimum", "Maximum", "SampleCount"):
            points = sorted(self.statistics(75, 300, Statistics=[stat]), key=lambda p: p["Timestamp"])
            (data,) = self.read(self.query(stat, 300), back=75)
            self.assertEqual(
                [(p["Timestamp"], p[stat]) for p in points], list(zip(data["Timestamps"], data["Values"], strict=True))
            )
        points = sorted(
            self.statistics(75, 300, Statistics=["Sum"], ExtendedStatistics=["p95"]), key=lambda p: p["Timestamp"]
        )
        (data,) = self.read(self.query("p95", 300), back=75)
        self.assertEqual([p["ExtendedStatistics"]["p95"] for p in points], data["Values"])


class Writes(MetricCase):
    def test_points_older_than_two_weeks_or_too_far_ahead_are_refused(self) -> None:
        for at in (now() - timedelta(days=14, minutes=1), now() + timedelta(hours=2, minutes=1)):
            datum = {"MetricName": "x", "Value": 1.0, "Timestamp": at}
            self.refused("InvalidParameterValue", self.cloudwatch.put_metric_data, Namespace="App", MetricData=[datum])

    def test_statistic_sets_and_counts_are_kept(self) -> None:
        sets = {"SampleCount": 4.0, "Sum": 10.0, "Minimum": 1.0, "Maximum": 4.0}
        data = [
            {"MetricName": "Set", "StatisticValues": sets, "Timestamp": minute(3)},
            {"MetricName": "Counts", "Values": [1.0, 9.0], "Counts": [9.0, 1.0], "Timestamp": minute(3)},
        ]
        self.cloudwatch.put_metric_data(Namespace="App", MetricData=data)

        def value(name: str, stat: str) -> list[float]:
            spec = {"Metric": {"Namespace": "App", "MetricName": name}, "Period": 60, "Stat": stat}
            return self.read({"Id": "m", "MetricStat": spec}, back=5)[0]["Values"]

        self.assertEqual([value("Set", s) for s in ("Average", "Maximum")], [[2.5], [4.0]])
        self.assertEqual(value("Set", "p90"), [])  # a percentile needs the single values
        self.assertEqual([value("Counts", s) for s in ("SampleCount", "Sum", "p50")], [[10.0], [18.0], [1.0]])

    def test_metrics_are_listed_by_what_they_are(self) -> None:
        self.put([1.0], 5)
        self.put([1.0], 5, name="Other")
        found = self.cloudwatch.list_metrics(Namespace="App", MetricName="Latency", Dimensions=[{"Name": "Function"}])
        self.assertEqual([m["Dimensions"] for m in found["Metrics"]], [DIMENSION])
        self.assertEqual(self.cloudwatch.list_metrics(Namespace="Nothing")["Metrics"], [])

    def test_lists_come_in_pages_of_500(self) -> None:
        data = [{"MetricName": f"m{i:04d}", "Value": 1.0} for i in range(700)]
        self.cloudwatch.put_metric_data(Namespace="App", MetricData=data)
        first = self.cloudwatch.list_metrics()
        second = self.cloudwatch.list_metrics(NextToken=first["NextToken"])
        self.assertEqual((len(first["Metrics"]), len(second["Metrics"]), "NextToken" in second), (500, 200, False))

    def test_points_of_aws_own_namespaces_are_planted_by_control(self) -> None:
        body = {"account": self.account, "region": self.region, "namespace": "AWS/DynamoDB", "name": "SystemErrors"}
        body |= {"dimensions": {"TableName": "t"}, "unit": "Count", "points": [[minute(2).isoformat(), 3]]}
        self.box.control("POST", "/metrics", body)
        metric = {
            "Namespace": "AWS/DynamoDB",
            "MetricName": "SystemErrors",
            "Dimensions": [{"Name": "TableName", "Value": "t"}],
        }
        stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
        self.assertEqual(self.read({"Id": "m", "MetricStat": stat}, back=5)[0]["Values"], [3.0])

    def test_dashboards(self) -> None:
        self.refused("InvalidParameterInput", self.cloudwatch.put_dashboard, DashboardName="d", DashboardBody="no")
        self.cloudwatch.put_dashboard(DashboardName="d", DashboardBody='{"widgets":[]}')
        self.assertEqual(self.cloudwatch.get_dashboard(DashboardName="d")["DashboardBody"], '{"widgets":[]}')
        status, _, body = self.cbor("ListDashboards", {})
        self.assertEqual((status, body["DashboardEntries"][0]["DashboardName"]), (200, "d"))
        self.cloudwatch.delete_dashboards(DashboardNames=["d"])
        self.refused("ResourceNotFound", self.cloudwatch.get_dashboard, DashboardName="d")


class Protocols(MetricCase):
    """rpc-v2-cbor is all that the Rust SDK speaks; JSON is what boto3 speaks; query is the oldest."""

    def cbor_read(self, encoding: str | None = None) -> dict[str, Any]:
        body = {
            "MetricDataQueries": [self.query("p95", 300)],
            "StartTime": cbor2.CBORTag(1, minute(75).timestamp()),
            "EndTime": cbor2.CBORTag(1, int(minute().timestamp())),
            "ScanBy": "TimestampAscending",
        }
        status, headers, answer = self.cbor("GetMetricData", body, encoding)
        self.assertEqual(
            (status, headers["smithy-protocol"], headers["content-type"]), (200, "rpc-v2-cbor", "application/cbor")
        )
        self.assertTrue(headers["x-amzn-RequestId"])
        return answer["MetricDataResults"][0]

    def test_cbor_json_and_query_give_the_same_figures(self) -> None:
        self.put([float(i * 7 % 23) for i in range(45)], 60)
        (json_found,) = self.read(self.query("p95", 300), back=75)
        for encoding in (None, "gzip"):
            found = self.cbor_read(encoding)
            self.assertEqual(found["Values"], json_found["Values"])
            self.assertEqual(found["Timestamps"], json_found["Timestamps"])
            self.assertTrue(all(isinstance(value, float) for value in found["Values"]))
        self.assertEqual(self.query_protocol(), json_found["Values"])

    def query_protocol(self) -> list[float]:
        prefix = "MetricDataQueries.member.1"
        form = {
            "Action": "GetMetricData",
            "Version": "2010-08-01",
            "StartTime": minute(75).isoformat(),
            "EndTime": minute().isoformat(),
            "ScanBy": "TimestampAscending",
            f"{prefix}.Id": "m1",
            f"{prefix}.MetricStat.Metric.Namespace": "App",
            f"{prefix}.MetricStat.Metric.MetricName": "Latency",
            f"{prefix}.MetricStat.Metric.Dimensions.member.1.Name": "Function",
            f"{prefix}.MetricStat.Metric.Dimensions.member.1.Value": "upload",
            f"{prefix}.MetricStat.Period": "300",
            f"{prefix}.MetricStat.Stat": "p95",
        }
        scope = f"{self.account}/20260101/{self.region}/monitoring/aws4_request"
        headers = {"authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(urllib.request.Request(self.box.endpoint, data=data, headers=headers)) as answer:
            tree = ElementTree.fromstring(answer.read())
        return [float(node.text or "") for node in tree.findall(".//{*}Values/{*}member")]

    def test_errors_carry_their_code_in_each_protocol(self) -> None:
        status, headers, body = self.cbor("GetDashboard", {"DashboardName": "nothing"})
        self.assertEqual((status, body["__type"]), (404, "ResourceNotFound"))
        self.assertEqual(headers["x-amzn-query-error"], "ResourceNotFound;Sender")
        self.refused("ResourceNotFound", self.cloudwatch.get_dashboard, DashboardName="nothing")

    def test_unknown_operations_are_answered_in_the_protocol(self) -> None:
        status, headers, body = self.cbor("GetMetricWidgetImage", {})
        self.assertEqual((status, body["__type"]), (400, "UnknownOperationException"))
        self.assertEqual(headers["content-type"], "application/cbor")

    def test_a_body_that_is_not_cbor_is_refused(self) -> None:
        headers = {
            "authorization": f"AWS4-HMAC-SHA256 Credential={self.account}/20260101/eu-west-1/monitoring/aws4_request",
        }
        url = f"{self.box.endpoint}/service/GraniteServiceVersion20100801/operation/GetMetricData"
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(urllib.request.Request(url, data=b"\xff\xff", headers=headers))
        with caught.exception as answer:
            self.assertEqual((answer.status, cbor2.loads(answer.read())["__type"]), (400, "SerializationException"))


class SecondOpinion(MetricCase):
    def test_stock_ministack_gives_the_same_figures(self) -> None:
        """Averages and percentiles of the same points, period by period."""
        mine, theirs = self.cloudwatch, client(stock("ministack"), "cloudwatch", self.account)
        found = {}
        for name, cloudwatch in (("sandbox", mine), ("ministack", theirs)):
            self.cloudwatch = cloudwatch
            self.put([float(i * 31 % 97) for i in range(60)], 90)
            for stat in ("Average", "Sum", "Maximum", "p50", "p95"):
                (data,) = self.read(self.query(stat, 300), back=100)
                pairs = sorted(zip(data["Timestamps"], data["Values"], strict=True))
                found[(name, stat)] = [(at, round(value, 6)) for at, value in pairs]
        for stat in ("Average", "Sum", "Maximum", "p50", "p95"):
            self.assertTrue(found[("sandbox", stat)])
            self.assertEqual(found[("sandbox", stat)], found[("ministack", stat)], stat)
