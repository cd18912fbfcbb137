"""ApexShare: uploads of videos. Its production holds the incident of the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from . import apexshare_data as data
from .places import place
from .planter import Planter
from .traffic import Traffic, between

FUNCTION = "apexshare-upload-handler-{}"
DEPLOYED, FIRST_BAD, LAST_BAD, STOPPED = -33.0, -31.0, -12.0, -10.0


def plant(box: Any) -> None:
    for stage in ("prod", "staging", "dev"):
        planter = Planter(box, place(f"apexshare-{stage}"))
        _plant_table(planter, stage)
        _plant_function(planter, stage)
        if stage == "prod":
            _plant_links(planter)
            _plant_traffic(planter)
            _plant_alarms(planter)
            _plant_logs(planter)


def _plant_table(planter: Planter, stage: str) -> None:
    name = f"apexshare-uploads-{stage}"
    capacity = {"ReadCapacityUnits": 40, "WriteCapacityUnits": 20}
    tags = {"Project": "ApexShare", "Environment": stage, "Owner": "video-platform", "CostCentre": "4711"}
    planter.call(
        "dynamodb",
        "CreateTable",
        TableName=name,
        KeySchema=[{"AttributeName": "uploadId", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": n, "AttributeType": "S"} for n in ("uploadId", "ownerEmail", "createdAt")
        ],
        BillingMode="PROVISIONED",
        ProvisionedThroughput=capacity,
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-owner",
                "KeySchema": [
                    {"AttributeName": "ownerEmail", "KeyType": "HASH"},
                    {"AttributeName": "createdAt", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": capacity,
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        DeletionProtectionEnabled=stage == "prod",
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )
    planter.own_table(name, planter.ago(days=210), planter.ago(days=20) if stage != "dev" else None)
    planter.call(
        "dynamodb",
        "UpdateTimeToLive",
        TableName=name,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"},
    )
    _plant_scaling(planter, name)
    account, region = planter.place.account, planter.place.region
    about: dict[str, Any] = {"account": account, "region": region, "keys": ["uploadId"]}
    if stage == "prod":
        history = data.make(planter.anchor)
        planter.write_items(name, history.writes)
        about["incident"] = data.describe(planter.anchor, history)
        about["counts"] = {
            "beforeIncident": data.ITEMS,
            "overwritten": data.OVERWRITTEN,
            "deleted": data.DELETED,
            "arrivedDuring": data.NEW_DURING_INCIDENT,
            "now": data.ITEMS - data.DELETED + data.NEW_DURING_INCIDENT,
        }
    else:
        writes: list[data.Write] = []
        for number in range(25):
            at = planter.ago(days=5, minutes=-30 * number)
            item = {
                "uploadId": {"S": f"{stage}-{number:03d}"},
                "status": {"S": "ready"},
                "ownerEmail": {"S": "qa@apexshare.example"},
            }
            writes.append((at, {"uploadId": item["uploadId"]}, item))
        planter.write_items(name, writes)
        about["counts"] = {"now": 25}
    planter.box.world["tables"][name] = about


def _plant_scaling(planter: Planter, table: str) -> None:
    for kind, most in (("Write", 200), ("Read", 400)):
        target = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": f"table/{table}",
            "ScalableDimension": f"dynamodb:table:{kind}CapacityUnits",
        }
        least = 20 if kind == "Write" else 40
        planter.call("application-autoscaling", "RegisterScalableTarget", **target, MinCapacity=least, MaxCapacity=most)
        planter.call(
            "application-autoscaling",
            "PutScalingPolicy",
            **target,
            PolicyName=f"{table}-{kind.lower()}",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 70.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": f"DynamoDB{kind}CapacityUtilization"},
            },
        )


def _plant_links(planter: Planter) -> None:
    """A second table, on demand and without point-in-time recovery."""
    name = "apexshare-links-prod"
    planter.call(
        "dynamodb",
        "CreateTable",
        TableName=name,
        KeySchema=[{"AttributeName": "linkId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "linkId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    planter.own_table(name, planter.ago(days=200), None)
    writes: list[data.Write] = []
    for number in range(60):
        key = {"linkId": {"S": f"ln-{number:04d}"}}
        writes.append((planter.ago(days=3, minutes=-number), key, key | {"clicks": {"N": str(number % 7)}}))
    planter.write_items(name, writes)
    planter.box.world["tables"][name] = {
        "account": planter.place.account,
        "region": planter.place.region,
        "keys": ["linkId"],
        "counts": {"now": 60},
    }


def _plant_function(planter: Planter, stage: str) -> None:
    variables = {
        "LOG_LEVEL": "INFO",
        "UPLOADS_TABLE": f"apexshare-uploads-{stage}",
        "VIDEO_BUCKET": f"apexshare-videos-{stage}",
        "SES_SENDER": "no-reply@apexshare.example",
        "MAINTENANCE_MODE": "false",
    }
    releases = ["v2.13.3", "v2.13.4", "v2.14.0"] if stage == "prod" else ["v2.14.0"]
    planter.function(FUNCTION.format(stage), releases, "LIVE", variables, MemorySize=512, Timeout=30)


def _plant_traffic(planter: Planter) -> None:
    traffic = Traffic(planter)
    function, table = {"FunctionName": FUNCTION.format("prod")}, {"TableName": "apexshare-uploads-prod"}
    api = {"ApiName": "apexshare-api-prod"}

    def errors(minute: float) -> float:
        if DEPLOYED + 1 <= minute < STOPPED:
            return 1.0
        return 0.3 if minute >= STOPPED else 0.012

    def writes(minute: float) -> float:
        if minute >= STOPPED:
            return 0.0
        return 4.5 if FIRST_BAD <= minute < LAST_BAD else 1.0

    after_stop = between(STOPPED, 1e9, 0.45)
    traffic.count("AWS/Lambda", "Invocations", function, 95, after_stop)
    traffic.count("AWS/Lambda", "Errors", function, 26, errors)
    traffic.count("AWS/Lambda", "Throttles", function, 6, between(-29, -14, 1.0, 0.0))
    traffic.gauge("AWS/Lambda", "ConcurrentExecutions", function, 4, between(DEPLOYED, STOPPED, 3.2), "Count")
    slow = between(DEPLOYED, STOPPED, 2.6)
    traffic.latency("AWS/Lambda", "Duration", function, 118.0, slow, "Milliseconds", 95)
    traffic.count("AWS/DynamoDB", "ConsumedWriteCapacityUnits", table, 42, writes, zeros=False)
    traffic.count("AWS/DynamoDB", "ConsumedReadCapacityUnits", table, 130, after_stop)
    traffic.count("AWS/DynamoDB", "WriteThrottleEvents", table, 9, between(-28, -15, 1.0, 0.0), zeros=False)
    traffic.count(
        "AWS/DynamoDB",
        "ThrottledRequests",
        table | {"Operation": "PutItem"},
        9,
        between(-28, -15, 1.0, 0.0),
        zeros=False,
    )
    traffic.count("AWS/DynamoDB", "SystemErrors", table | {"Operation": "PutItem"}, 0.004, lambda _m: 1.0, zeros=False)
    traffic.count("AWS/DynamoDB", "UserErrors", {}, 14, between(FIRST_BAD, STOPPED, 1.0, 0.02), zeros=False)
    for kind, units in (("Write", 20.0), ("Read", 40.0)):
        traffic.gauge(
            "AWS/DynamoDB", f"Provisioned{kind}CapacityUnits", table, units, lambda _m: 1.0, "Count", 0.0, 0.0
        )
    latency = table | {"Operation": "PutItem"}
    traffic.latency(
        "AWS/DynamoDB", "SuccessfulRequestLatency", latency, 4.1, between(FIRST_BAD, LAST_BAD, 1.7), "Milliseconds", 40
    )
    traffic.count("AWS/ApiGateway", "Count", api, 120, after_stop)
    traffic.count("AWS/ApiGateway", "5XXError", api, 24, errors)
    traffic.count("AWS/ApiGateway", "4XXError", api, 3, lambda _m: 1.0)
    traffic.latency("AWS/ApiGateway", "Latency", api, 160.0, slow, "Milliseconds", 120)


def metric_settings(namespace: str, name: str, dimensions: dict[str, str], **more: Any) -> dict[str, Any]:
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    defaults = {"Period": 60, "EvaluationPeriods": 3, "ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum"}
    settings = {"Namespace": namespace, "MetricName": name, "Dimensions": pairs} | defaults | more
    if "ExtendedStatistic" in more:
        del settings["Statistic"]
    return settings


def _plant_alarms(planter: Planter) -> None:
    function = {"FunctionName": FUNCTION.format("prod")}
    quiet = (planter.ago(days=89), "OK", "Threshold Crossed: no datapoints were greater than the threshold.")
    fired = planter.ago(minutes=28, seconds=-12)
    planter.alarm(
        "apexshare-prod-api-errors",
        [
            quiet,
            (
                planter.ago(days=4, minutes=11),
                "ALARM",
                "Threshold Crossed: 3 datapoints [9, 12, 7] were greater than 5.",
            ),
            (
                planter.ago(days=4, minutes=2),
                "OK",
                "Threshold Crossed: 3 datapoints [0, 1, 0] were not greater than 5.",
            ),
            (fired, "ALARM", "Threshold Crossed: 3 datapoints [31, 28, 24] were greater than the threshold (5.0)."),
        ],
        AlarmDescription="The upload API fails: more than 5 errors a minute",
        Threshold=5.0,
        **metric_settings("AWS/Lambda", "Errors", function),
    )
    planter.alarm(
        "apexshare-prod-throttles",
        [quiet],
        AlarmDescription="The function is throttled (muted since the load test)",
        ActionsEnabled=False,
        Threshold=1.0,
        **metric_settings("AWS/Lambda", "Throttles", function),
    )
    planter.alarm(
        "apexshare-prod-duration-p95",
        [quiet],
        AlarmDescription="Uploads are slow",
        Threshold=3000.0,
        **metric_settings("AWS/Lambda", "Duration", function, ExtendedStatistic="p95", Period=300),
    )
    planter.alarm(
        "apexshare-prod-mail-bounces",
        [],
        AlarmDescription="Share mails bounce",
        Threshold=5.0,
        **metric_settings("AWS/SES", "Bounce", {}),
    )
    planter.alarm(
        "apexshare-prod-health",
        [quiet, (fired + timedelta(seconds=5), "ALARM", "apexshare-prod-api-errors transitioned to ALARM")],
        AlarmDescription="Anything that a customer notices",
        AlarmRule='ALARM("apexshare-prod-api-errors") OR ALARM("apexshare-prod-duration-p95")',
    )


def _plant_logs(planter: Planter) -> None:
    rng = planter.rng
    group = "/aws/lambda/apexshare-upload-handler-prod"
    good, bad = [], []
    for _ in range(160):
        at = planter.ago(seconds=rng.randrange(34 * 60, 6 * 3600))
        ms = rng.randrange(60, 400)
        good.append((at, f"INFO release=v2.13.4 requestId={rng.randrange(16**8):08x} stored upload duration={ms}ms"))
    bad.append((planter.ago(minutes=33), "INFO release=v2.14.0 first invocation after deployment"))
    for _ in range(140):
        at = planter.anchor + data.FIRST_BAD + timedelta(seconds=rng.randrange(0, 18 * 60))
        text = rng.choice(
            (
                "ERROR release=v2.14.0 TypeError: Cannot read properties of undefined (reading 'ownerEmail')",
                "WARN release=v2.14.0 owner backfill wrote status=orphaned",
                "ERROR release=v2.14.0 upload has no owner, answering 500",
            )
        )
        bad.append((at, f"{text} requestId={rng.randrange(16**8):08x}"))
    day = f"{planter.anchor:%Y/%m/%d}"
    planter.log(group, f"{day}/[2]9f31c0de", good)
    planter.log(group, f"{day}/[3]07ab44e1", bad)
    access = [
        (
            planter.ago(seconds=rng.randrange(0, 3600)),
            f'203.0.113.{rng.randrange(2, 250)} "POST /api/v1/upload" {rng.choice((200, 200, 200, 500))}',
        )
        for _ in range(120)
    ]
    planter.log("/aws/apigateway/apexshare-api-prod", "access", access)
    audit = [
        (
            planter.ago(minutes=33, seconds=4),
            '{"eventName":"UpdateAlias","userIdentity":{"arn":"pipeline"},"sourceIPAddress":"198.51.100.7"}',
        ),
        (
            planter.ago(minutes=10),
            '{"eventName":"UpdateStage","userIdentity":{"arn":"on-call"},"sourceIPAddress":"198.51.100.23"}',
        ),
    ]
    planter.log("CloudTrail/ApexShareAuditLog", "trail", audit)
