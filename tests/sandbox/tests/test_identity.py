"""Who the caller is, and how long it may be."""

from __future__ import annotations

from datetime import timedelta

from .support import Case, client, now

OPERATOR = "arn:aws:iam::222222222222:role/Operator"
BASE_KEY = "AKIABELAYSANDBOX0001"
# botocore checks bounds before it sends; the sandbox has to check them for clients that do not.
from botocore.config import Config  # noqa: E402

UNCHECKED = Config(parameter_validation=False, retries={"max_attempts": 0})


class Identity(Case):
    def sts(self, key: str, token: str | None = None):
        import boto3

        return boto3.client(
            "sts", endpoint_url=self.box.endpoint, region_name="eu-west-1", aws_access_key_id=key,
            aws_secret_access_key="s", aws_session_token=token, config=UNCHECKED,
        )  # fmt: skip

    def assume(self, key: str = BASE_KEY, token: str | None = None, role: str = OPERATOR, **more: object):
        return self.sts(key, token).assume_role(RoleArn=role, RoleSessionName="drill", **more)

    def test_twelve_digits_are_an_account(self) -> None:
        self.assertEqual(self.client("sts").get_caller_identity()["Account"], self.account)

    def test_an_assumed_role_is_who_the_caller_is(self) -> None:
        given = self.assume()["Credentials"]
        who = self.sts(given["AccessKeyId"], given["SessionToken"]).get_caller_identity()
        self.assertEqual(who["Arn"], "arn:aws:sts::222222222222:assumed-role/Operator/drill")
        self.assertEqual(who["Account"], "222222222222")

    def test_the_session_ends_when_it_was_asked_to(self) -> None:
        left = self.assume(DurationSeconds=900)["Credentials"]["Expiration"] - now()
        self.assertAlmostEqual(left.total_seconds(), 900, delta=5)

    def test_durations_outside_the_bounds_are_refused(self) -> None:
        for seconds in (899, 43201):
            self.refused("ValidationError", self.assume, DurationSeconds=seconds)

    def test_a_duration_above_the_roles_own_maximum_is_refused(self) -> None:
        read_only = OPERATOR.replace("Operator", "ReadOnly")
        self.refused("ValidationError", self.assume, role=read_only, DurationSeconds=3601)
        self.assume(role=read_only, DurationSeconds=3600)

    def test_a_chained_session_lasts_an_hour_at_most(self) -> None:
        first = self.assume()["Credentials"]
        chain = {"key": first["AccessKeyId"], "token": first["SessionToken"]}
        self.refused("ValidationError", self.assume, **chain, DurationSeconds=3601)
        self.assume(**chain, DurationSeconds=3600)

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
        self.refused("InvalidClientTokenId", self.sts(unknown).get_caller_identity)
        dynamodb = client(self.box.endpoint, "dynamodb", unknown)
        self.refused("UnrecognizedClientException", dynamodb.list_tables)

    def test_a_session_without_its_token_is_refused(self) -> None:
        given = self.assume()["Credentials"]
        self.refused("InvalidClientTokenId", self.sts(given["AccessKeyId"], "wrong").get_caller_identity)

    def test_a_session_that_has_ended_is_refused_in_the_words_of_each_protocol(self) -> None:
        self.box.control("POST", "/sessions", {"lifetime_s": -1, "account": self.account})
        role = f"arn:aws:iam::{self.account}:role/Any"
        given = self.assume(self.account, role=role)["Credentials"]
        pair = (given["AccessKeyId"], given["SessionToken"])
        self.refused("ExpiredToken", self.sts(*pair).get_caller_identity)
        dynamodb = client(self.box.endpoint, "dynamodb", pair[0], token=pair[1])
        self.refused("ExpiredTokenException", dynamodb.list_tables)

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
        expires = self.assume(self.account, role=role)["Credentials"]["Expiration"]
        self.assertGreater(expires, now() + timedelta(minutes=50))
