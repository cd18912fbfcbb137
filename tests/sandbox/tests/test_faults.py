"""Fault rules, the call log, and what forwarded services keep."""

from __future__ import annotations

import time

from .support import Case, assumed, client


class Faults(Case):
    def setUp(self) -> None:
        super().setUp()
        self.dynamodb = self.client("dynamodb")

    def test_a_throttle_lasts_as_often_as_told(self) -> None:
        self.faults({"match": "dynamodb.ListTables", "code": "ThrottlingException", "times": 2})
        for _ in range(2):
            self.refused("ThrottlingException", self.dynamodb.list_tables)
        self.dynamodb.list_tables()

    def test_it_may_begin_later(self) -> None:
        self.faults({"match": "dynamodb.ListTables", "code": "ThrottlingException", "times": 1, "skip": 1})
        self.dynamodb.list_tables()
        self.refused("ThrottlingException", self.dynamodb.list_tables)
        self.dynamodb.list_tables()

    def test_errors_are_shaped_for_each_protocol(self) -> None:
        self.faults({"match": ".", "code": "InternalFailure", "status": 500})
        self.refused("InternalFailure", self.dynamodb.list_tables)
        self.refused("InternalFailure", self.client("rds").describe_db_instances)
        self.refused("InternalFailure", self.client("lambda").list_functions)
        self.refused("InternalFailure", self.client("ec2").describe_vpcs)
        self.refused("InternalFailure", self.client("s3").list_buckets)
        self.refused("InternalFailure", self.client("cloudwatch").list_metrics)
        status, headers, body = self.cbor("ListMetrics", {})
        self.assertEqual((status, body["__type"]), (500, "InternalFailure"))
        self.assertEqual(headers["x-amzn-query-error"], "InternalFailure;Receiver")

    def test_services_go_by_either_name(self) -> None:
        for name in ("cloudwatch.ListMetrics", "^monitoring.ListMetrics$"):
            self.faults({"match": name, "code": "Throttling", "times": 1})
            self.refused("Throttling", self.client("cloudwatch").list_metrics)

    def test_an_expired_token_is_spelt_as_the_protocol_spells_it(self) -> None:
        self.faults({"match": ".", "code": "ExpiredToken"})
        self.refused("ExpiredToken", self.client("sts").get_caller_identity)
        self.refused("ExpiredTokenException", self.dynamodb.list_tables)

    def test_latency(self) -> None:
        self.faults({"match": "ListTables", "delay_ms": 300, "times": 1})
        began = time.monotonic()
        self.dynamodb.list_tables()
        self.assertGreaterEqual(time.monotonic() - began, 0.3)

    def test_a_connection_may_be_dropped_before_the_operation(self) -> None:
        self.faults({"match": "CreateTable", "drop": True, "times": 1})
        with self.assertRaises(Exception) as caught:
            self.create()
        self.assertIsNone(getattr(caught.exception, "response", None))
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], [])

    def test_an_answer_may_be_lost_after_the_operation(self) -> None:
        self.faults({"match": "CreateTable", "drop": True, "times": 1, "when": "after"})
        with self.assertRaises(Exception) as caught:
            self.create()
        self.assertIsNone(getattr(caught.exception, "response", None))
        self.assertEqual(self.dynamodb.list_tables()["TableNames"], ["orders"])
        self.assertEqual([call["status"] for call in self.calls("CreateTable")], [0])

    def test_a_rule_may_look_at_the_input(self) -> None:
        self.create()
        self.faults({"match": "DescribeTable", "code": "AccessDeniedException", "params": "orders"})
        self.refused("AccessDeniedException", self.dynamodb.describe_table, TableName="orders")
        self.refused("ResourceNotFoundException", self.dynamodb.describe_table, TableName="other")

    def test_other_accounts_are_spared(self) -> None:
        self.faults({"match": ".", "code": "Throttling"})
        client(self.box.endpoint, "dynamodb", str(int(self.account) + 7_000_000)).list_tables()

    def test_rules_are_cleared_for_one_account(self) -> None:
        self.faults({"match": ".", "code": "Throttling"})
        self.box.control("DELETE", f"/faults?account={self.account}")
        self.dynamodb.list_tables()

    def create(self) -> None:
        self.dynamodb.create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


class CallLog(Case):
    def test_it_names_who_asked_for_what_and_how_it_ended(self) -> None:
        self.refused("ResourceNotFoundException", self.client("dynamodb").describe_table, TableName="orders")
        (entry,) = self.calls()
        self.assertEqual((entry["service"], entry["operation"], entry["status"]), ("dynamodb", "DescribeTable", 400))
        self.assertEqual((entry["error"], entry["region"]), ("ResourceNotFoundException", "eu-west-1"))
        self.assertEqual(entry["params"], {"TableName": "orders"})
        self.assertEqual(entry["principal"], f"arn:aws:iam::{self.account}:user/sandbox")

    def test_request_ids_are_those_of_the_answers(self) -> None:
        given = [
            self.client("sts").get_caller_identity(),
            self.client("rds").describe_db_instances(),
            self.client("dynamodb").list_tables(),
            self.client("logs").describe_log_groups(),
            self.client("ec2").describe_vpcs(),
            self.client("cloudwatch").list_metrics(),
        ]
        ids = [answer["ResponseMetadata"]["RequestId"] for answer in given]
        self.assertEqual(ids, [entry["request_id"] for entry in self.calls()])

    def test_every_protocol_is_logged_with_its_operation(self) -> None:
        self.client("lambda").list_functions()
        self.cbor("ListMetrics", {"Namespace": "App"})
        self.client("ssm").describe_parameters()
        names = [f"{entry['service']}.{entry['operation']}" for entry in self.calls()]
        self.assertEqual(names, ["lambda.ListFunctions", "monitoring.ListMetrics", "ssm.DescribeParameters"])
        self.assertEqual(self.calls("ListMetrics")[0]["params"], {"Namespace": "App"})

    def test_secrets_are_not_kept(self) -> None:
        self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{self.account}:role/Any", RoleSessionName="me", SerialNumber="arn:aws:iam::1:mfa/x",
            TokenCode="123456",
        )  # fmt: skip
        self.assertEqual(self.calls("AssumeRole")[0]["params"]["TokenCode"], "***")

    def test_it_is_cleared_for_one_account(self) -> None:
        self.client("sts").get_caller_identity()
        self.box.control("DELETE", f"/calls?account={self.account}")
        self.assertEqual(self.calls(), [])


class Unknown(Case):
    """What nobody behind the gateway can answer is refused as AWS refuses, and never in HTML."""

    def test_operations_and_services_that_are_left_out(self) -> None:
        self.refused("UnknownOperationException", self.client("xray").get_trace_summaries, StartTime=0, EndTime=1)
        self.refused("UnknownOperationException", self.client("apigateway").get_stage, restApiId="a", stageName="b")
        self.refused("InvalidAction", self.client("cloudformation").describe_stacks)
        self.refused("UnknownOperationException", self.client("pi").list_available_resource_metrics)
        self.refused("InvalidAction", self.client("iam").generate_service_last_accessed_details, Arn="x" * 20)

    def test_a_request_that_cannot_be_read_gets_an_answer(self) -> None:
        import urllib.error
        import urllib.request

        headers = {"content-encoding": "gzip", "content-type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self.box.endpoint + "/", data=b"not gzip", headers=headers)
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        with caught.exception as answer:
            self.assertEqual((answer.status, answer.headers["x-amzn-ErrorType"]), (400, "SerializationException"))


class Control(Case):
    def test_a_wrong_request_gets_a_sentence(self) -> None:
        import json
        import urllib.error

        for path, body, words in (
            ("/faults", {"rules": [{"code": "x"}]}, "needs a match"),
            ("/faults", {"rules": [{"match": "x", "tmies": 1}]}, "unknown fields in a fault rule: tmies"),
            ("/clock", {}, "the field offset_s is missing"),
            ("/nothing", {}, "no such control"),
        ):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.box.control("POST", path, body)
            with caught.exception as answer:
                self.assertIn(words, json.load(answer)["error"])


class Forwarded(Case):
    """Logs, Lambda and ECS live in ministack, under the caller's own account."""

    def test_an_assumed_role_sees_its_own_account(self) -> None:
        role = f"arn:aws:iam::{self.account}:role/Any"
        given = client(self.box.endpoint, "sts", "930000000000").assume_role(RoleArn=role, RoleSessionName="me")[
            "Credentials"
        ]
        assumed(self.box.endpoint, "ecs", given).create_cluster(clusterName="mine")
        (arn,) = self.client("ecs").list_clusters()["clusterArns"]
        self.assertEqual(arn, f"arn:aws:ecs:eu-west-1:{self.account}:cluster/mine")

    def test_live_tail_streams_lines_as_they_come(self) -> None:
        logs = self.client("logs")
        logs.create_log_group(logGroupName="/live")
        logs.create_log_stream(logGroupName="/live", logStreamName="one")
        arn = logs.describe_log_groups()["logGroups"][0]["logGroupArn"]
        stream = logs.start_live_tail(logGroupIdentifiers=[arn])["responseStream"]
        events = iter(stream)
        self.assertIn("sessionStart", next(events))
        line = [{"timestamp": int(time.time() * 1000), "message": "hello"}]
        logs.put_log_events(logGroupName="/live", logStreamName="one", logEvents=line)
        for event in events:
            if found := event.get("sessionUpdate", {}).get("sessionResults"):
                self.assertEqual(found[0]["message"], "hello")
                break
        stream.close()
