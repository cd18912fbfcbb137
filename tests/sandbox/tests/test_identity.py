"""Who the caller is, and how long it may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .support import Case, assumed, client, now, operator

OPERATOR = "arn:aws:iam::222222222222:role/Operator"
FUNCTION_ARN = "arn:aws:lambda:eu-west-1:222222222222:function:apexshare-upload-handler-prod"


class Identity(Case):
    def assume(self, sts: Any = None, role: str = OPERATOR, **more: object) -> Any:
        sts = sts or operator(self.box, "sts")
        return sts.assume_role(RoleArn=role, RoleSessionName="drill", **more)["Credentials"]

    def session(self, service: str, credentials: dict[str, Any]) -> Any:
        return assumed(self.box.endpoint, service, credentials)

    def test_twelve_digits_are_an_account(self) -> None:
        self.assertEqual(self.client("sts").get_caller_identity()["Account"], self.account)

    def test_an_assumed_role_is_who_the_caller_is(self) -> None:
        who = self.session("sts", self.assume()).get_caller_identity()
        self.assertEqual(who["Arn"], "arn:aws:sts::222222222222:assumed-role/Operator/drill")
        self.assertEqual(who["Account"], "222222222222")

    def test_the_session_ends_when_it_was_asked_to(self) -> None:
        left = self.assume(DurationSeconds=900)["Expiration"] - now()
        self.assertAlmostEqual(left.total_seconds(), 900, delta=5)

    def test_durations_outside_the_bounds_are_refused(self) -> None:
        for seconds in (899, 43201):
            self.refused("ValidationError", self.assume, DurationSeconds=seconds)

    def test_a_duration_above_the_roles_own_maximum_is_refused(self) -> None:
        read_only = OPERATOR.replace("Operator", "ReadOnly")
        self.refused("ValidationError", self.assume, role=read_only, DurationSeconds=3601)
        self.assume(role=read_only, DurationSeconds=3600)

    def test_a_chained_session_lasts_an_hour_at_most(self) -> None:
        chained = self.session("sts", self.assume())
        self.refused("ValidationError", self.assume, sts=chained, DurationSeconds=3601)
        self.assume(chained, DurationSeconds=3600)

    def test_only_the_right_mfa_code_passes(self) -> None:
        serial = {"SerialNumber": "arn:aws:iam::111111111111:mfa/operator"}
        role = OPERATOR.replace("Operator", "OperatorMfa")
        self.refused("AccessDenied", self.assume, role=role)
        wrong = self.refused("AccessDenied", self.assume, role=role, TokenCode="000000", **serial)
        self.assertIn("invalid MFA one time pass code", wrong["Error"]["Message"])
        self.refused("ValidationError", self.assume, role=role, TokenCode="12345", **serial)
        self.assume(role=role, TokenCode="123456", **serial)

    def test_a_role_that_the_account_does_not_have_is_refused(self) -> None:
        error = self.refused("AccessDenied", self.assume, role=OPERATOR + "s")
        self.assertIn("is not authorized to perform: sts:AssumeRole", error["Error"]["Message"])

    def test_unknown_keys_are_refused_in_the_words_of_each_protocol(self) -> None:
        unknown = "AKIANOBODYKNOWSTHIS1"
        self.refused("InvalidClientTokenId", client(self.box.endpoint, "sts", unknown).get_caller_identity)
        dynamodb = client(self.box.endpoint, "dynamodb", unknown)
        self.refused("UnrecognizedClientException", dynamodb.list_tables)

    def test_a_session_with_another_token_is_refused(self) -> None:
        given = self.assume() | {"SessionToken": self.assume()["SessionToken"]}
        self.refused("InvalidClientTokenId", self.session("sts", given).get_caller_identity)
        given = given | {"SessionToken": "sandbox//nonsense"}
        self.refused("InvalidClientTokenId", self.session("sts", given).get_caller_identity)

    def test_a_wrong_secret_is_refused_in_the_words_of_each_protocol(self) -> None:
        given = self.assume() | {"SecretAccessKey": "wrong"}
        self.refused("SignatureDoesNotMatch", self.session("sts", given).get_caller_identity)
        self.refused("InvalidSignatureException", self.session("dynamodb", given).list_tables)

    def test_signatures_of_every_protocol_are_accepted(self) -> None:
        given = self.assume()
        self.session("s3", given).list_buckets()
        self.session("lambda", given).list_functions(MaxItems=3)
        self.session("ec2", given).describe_vpcs()
        self.session("cloudwatch", given).list_metrics()
        self.session("lambda", given).get_function(FunctionName=FUNCTION_ARN)

    def test_a_session_that_has_ended_is_refused_in_the_words_of_each_protocol(self) -> None:
        self.box.control("POST", "/sessions", {"lifetime_s": -1, "account": self.account})
        given = self.assume(self.client("sts"), role=f"arn:aws:iam::{self.account}:role/Any")
        self.refused("ExpiredToken", self.session("sts", given).get_caller_identity)
        self.refused("ExpiredTokenException", self.session("dynamodb", given).list_tables)

    def test_accounts_and_regions_do_not_see_each_other(self) -> None:
        self.client("sqs").create_queue(QueueName="mine")
        self.client("logs").create_log_group(logGroupName="/mine")
        for other in ({"region": "us-east-1"},):
            self.assertNotIn("QueueUrls", self.client("sqs", **other).list_queues())
            self.assertEqual(self.client("logs", **other).describe_log_groups()["logGroups"], [])
        stranger = client(self.box.endpoint, "logs", str(int(self.account) + 5_000_000))
        self.assertEqual(stranger.describe_log_groups()["logGroups"], [])

    def test_the_clock_does_not_touch_sessions(self) -> None:
        self.clock(-86400 * 10)
        role = f"arn:aws:iam::{self.account}:role/Any"
        expires = self.assume(self.client("sts"), role=role)["Expiration"]
        self.assertGreater(expires, now() + timedelta(minutes=50))
