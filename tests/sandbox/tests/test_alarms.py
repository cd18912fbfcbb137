"""Alarms of both kinds, their states, and what DescribeAlarms leaves out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .support import Case, minute, now


class Alarms(Case):
    def setUp(self) -> None:
        super().setUp()
        self.cloudwatch = self.client("cloudwatch")

    def put(self, name: str = "errors", **more: Any) -> None:
        settings = {
            "Namespace": "App",
            "MetricName": "Errors",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 5.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }
        self.cloudwatch.put_metric_alarm(AlarmName=name, **(settings | more))

    def data(self, value: float) -> None:
        datum = {"MetricName": "Errors", "Value": value, "Timestamp": minute()}
        self.cloudwatch.put_metric_data(Namespace="App", MetricData=[datum])

    def state(self, name: str = "errors") -> str:
        return self.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]

    def test_a_new_alarm_has_insufficient_data_until_data_come(self) -> None:
        self.put()
        self.assertEqual(self.state(), "INSUFFICIENT_DATA")
        self.data(2)
        self.assertEqual(self.state(), "OK")
        self.data(9)
        self.assertEqual(self.state(), "ALARM")

    def test_composite_alarms_are_listed_only_when_asked_for(self) -> None:
        self.put()
        self.cloudwatch.put_composite_alarm(AlarmName="all", AlarmRule='ALARM("errors") AND NOT OK(other)')
        plain = self.cloudwatch.describe_alarms()
        self.assertEqual((len(plain["MetricAlarms"]), plain.get("CompositeAlarms", [])), (1, []))
        both = self.cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        self.assertEqual([a["StateValue"] for a in both["CompositeAlarms"]], ["OK"])
        self.data(9)
        both = self.cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])
        self.assertEqual([a["StateValue"] for a in both["CompositeAlarms"]], ["ALARM"])

    def test_a_state_set_by_hand_holds_until_new_data(self) -> None:
        self.put()
        self.data(2)
        self.cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="drill")
        self.assertEqual(self.state(), "ALARM")
        self.data(1)
        self.assertEqual(self.state(), "OK")

    def test_states_and_names_that_do_not_exist_are_refused(self) -> None:
        self.put()
        set_state = self.cloudwatch.set_alarm_state
        self.refused("ValidationError", set_state, AlarmName="errors", StateValue="BAD", StateReason="x")
        self.refused("ResourceNotFound", set_state, AlarmName="nothing", StateValue="OK", StateReason="x")
        self.refused("ResourceNotFound", self.cloudwatch.delete_alarms, AlarmNames=["nothing"])

    def test_the_history_outlives_the_alarm(self) -> None:
        self.put()
        self.cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="drill")
        self.cloudwatch.delete_alarms(AlarmNames=["errors"])
        items = self.cloudwatch.describe_alarm_history(AlarmName="errors")["AlarmHistoryItems"]
        self.assertEqual([item["HistoryItemType"] for item in items], ["StateUpdate", "ConfigurationUpdate"])

    def test_muting_is_shown(self) -> None:
        self.put()
        self.cloudwatch.disable_alarm_actions(AlarmNames=["errors"])
        self.assertFalse(self.cloudwatch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"])

    def test_a_mute_rule_is_active_from_its_start_to_its_expiry(self) -> None:
        schedule = {"Schedule": {"Expression": "cron(0 2 * * ? *)", "Duration": "PT4H"}}
        for name, start, end in (("past", -9, -1), ("now", -1, 1), ("later", 1, 9)):
            dates = {"StartDate": now() + timedelta(hours=start), "ExpireDate": now() + timedelta(hours=end)}
            targets = {"AlarmNames": ["errors"]}
            self.cloudwatch.put_alarm_mute_rule(Name=name, Rule=schedule, MuteTargets=targets, **dates)
        found = self.cloudwatch.list_alarm_mute_rules(AlarmName="errors")["AlarmMuteRuleSummaries"]
        self.assertEqual([rule["Status"] for rule in found], ["EXPIRED", "ACTIVE", "SCHEDULED"])
        status, _, body = self.cbor("GetAlarmMuteRule", {"AlarmMuteRuleName": "now"})
        self.assertEqual((status, body["Status"], body["MuteTargets"]), (200, "ACTIVE", {"AlarmNames": ["errors"]}))

    def test_alarms_come_in_pages(self) -> None:
        for number in range(7):
            self.put(f"alarm-{number}")
        names, token = [], {}
        while True:
            page = self.cloudwatch.describe_alarms(MaxRecords=3, AlarmNamePrefix="alarm-", **token)
            names.append(len(page["MetricAlarms"]))
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        self.assertEqual(names, [3, 3, 1])

    def test_cbor_gives_the_same_alarm(self) -> None:
        self.put()
        status, _, body = self.cbor("DescribeAlarms", {"AlarmNames": ["errors"]})
        self.assertEqual((status, body["MetricAlarms"][0]["Threshold"]), (200, 5.0))
        self.assertIsInstance(body["MetricAlarms"][0]["Threshold"], float)
        self.assertIsInstance(body["MetricAlarms"][0]["Period"], int)
