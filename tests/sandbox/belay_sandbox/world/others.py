"""The other four systems: an enterprise API, an items API, photo uploads and LexiScan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..dynamodb.journal import AttributeMap
from .apexshare import metric_settings
from .containers import plant_balancer_traffic, plant_service, plant_service_traffic
from .databases import plant_database, plant_database_traffic
from .places import place
from .planter import Planter
from .traffic import Traffic, between


def plant(box: Any) -> None:
    _enterprise(Planter(box, place("enterprise-api-prod")))
    _items(Planter(box, place("items-prod")))
    _photos(Planter(box, place("rapid-photo-prod")))
    _lexiscan(Planter(box, place("lexiscan-prod")))


def _steady(_minute: float) -> float:
    return 1.0


def _lines(
    planter: Planter, service: str, count: int, errors: int, start_s: int, end_s: int
) -> list[tuple[datetime, str]]:
    """Log lines of the last six hours; the errors between two moments before the anchor."""
    rng = planter.rng

    def line(level: str, status: int, at_s: int, ms: int) -> tuple[datetime, str]:
        text = f"level={level} service={service} status={status} duration={ms} id={rng.randrange(16**8):08x}"
        return planter.ago(seconds=at_s), text

    lines = [line("INFO", 200, rng.randrange(0, 6 * 3600), rng.randrange(20, 300)) for _ in range(count)]
    lines += [line("ERROR", 500, rng.randrange(end_s, start_s), rng.randrange(900, 4000)) for _ in range(errors)]
    return lines


def _note(planter: Planter, kind: str, name: str, **more: Any) -> None:
    about = {"account": planter.place.account, "region": planter.place.region} | more
    planter.box.world.setdefault(kind, {})[name] = about


def _enterprise(planter: Planter) -> None:
    """A migration two hours ago broke sign-in for ten minutes and was rolled back."""
    plant_groups = plant_database(
        planter, "prod-db", "postgres15", "prod-private", Engine="postgres", EngineVersion="15.4",
        DBInstanceClass="db.r6g.xlarge", MasterUsername="admin_user", DBName="api_platform",
    )  # fmt: skip
    _note(planter, "databases", "prod-db", **plant_groups)
    traffic = Traffic(planter)
    failing = between(-122, -112, 1.0, 0.004)
    plant_database_traffic(traffic, "prod-db", 85.0, between(-122, -112, 2.2))
    plant_balancer_traffic(traffic, "app/api-platform-prod/50dc6c495c0c9188", 900, between(-122, -112, 4.0), failing)
    settings = {"LoadBalancer": "app/api-platform-prod/50dc6c495c0c9188"}
    planter.alarm(
        "api-platform-prod-5xx",
        [
            (planter.ago(days=80), "OK", "Threshold Crossed: no datapoints were greater than the threshold."),
            (
                planter.ago(minutes=119),
                "ALARM",
                "Threshold Crossed: 3 datapoints were greater than the threshold (40.0).",
            ),
            (
                planter.ago(minutes=109),
                "OK",
                "Threshold Crossed: 3 datapoints were not greater than the threshold (40.0).",
            ),
        ],
        Threshold=40.0,
        **metric_settings("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", settings),
    )
    for service in ("auth-service", "user-service", "org-service"):
        errors = 40 if service == "auth-service" else 0
        planter.log(f"/eks/prod-cluster/{service}", "pod-1", _lines(planter, service, 60, errors, 7320, 6720))


def _items(planter: Planter) -> None:
    """Throttled for twenty minutes, five hours ago, when a partner imported a catalogue."""
    planter.call(
        "dynamodb",
        "CreateTable",
        TableName="items-prod",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "version", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "version", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "Service", "Value": "items-api"}],
    )
    planter.own_table("items-prod", planter.ago(days=120), planter.ago(days=60), 14)
    writes: list[tuple[datetime, AttributeMap, AttributeMap | None]] = []
    for number in range(300):
        key = {"id": {"S": f"item-{number:04d}"}, "version": {"N": "1"}}
        at = planter.ago(days=4, minutes=-(number * 17))
        writes.append((at, key, key | {"name": {"S": f"Item {number}"}, "price": {"N": str(100 + number)}}))
    planter.write_items("items-prod", writes)
    _note(planter, "tables", "items-prod", keys=["id", "version"], counts={"now": 300})
    for name in ("items-prod-weekly", "items-prod-before-import"):
        planter.call("dynamodb", "CreateBackup", TableName="items-prod", BackupName=name)
    variables = {"DYNAMODB_TABLE_NAME": "items-prod", "LOG_LEVEL": "info", "CORS_ORIGIN": "https://items.example"}
    planter.function("api-handler-prod", ["v1.8.0", "v1.8.1"], "live", variables, MemorySize=256, Timeout=10)
    traffic, function = Traffic(planter), {"FunctionName": "api-handler-prod"}
    busy = between(-300, -280, 5.0)
    traffic.count("AWS/Lambda", "Invocations", function, 210, busy)
    traffic.count("AWS/Lambda", "Errors", function, 8, between(-300, -280, 2.0, 0.01))
    traffic.latency("AWS/Lambda", "Duration", function, 42.0, between(-300, -280, 3.0), "Milliseconds", 210)
    table = {"TableName": "items-prod"}
    traffic.count("AWS/DynamoDB", "ConsumedWriteCapacityUnits", table, 60, busy)
    traffic.count("AWS/DynamoDB", "ConsumedReadCapacityUnits", table, 180, _steady)
    traffic.count("AWS/DynamoDB", "WriteThrottleEvents", table, 30, between(-298, -281, 1.0, 0.0), zeros=False)
    quiet = (planter.ago(days=80), "OK", "Threshold Crossed: no datapoints were greater than the threshold.")
    for name, metric, threshold in (("errors", "Errors", 5.0), ("duration", "Duration", 10000.0)):
        settings = metric_settings("AWS/Lambda", metric, function, Period=300)
        planter.alarm(f"api-handler-prod-{name}", [quiet], Threshold=threshold, **settings)
    settings = metric_settings("AWS/DynamoDB", "UserErrors", table, Period=300)
    planter.alarm("items-prod-throttling", [], Threshold=1.0, **settings)
    planter.log("/aws/lambda/api-handler-prod", "[2]11aa22bb", _lines(planter, "api-handler", 120, 25, 18000, 16800))


def _photos(planter: Planter) -> None:
    """The image processor stalled for half an hour in the night; its queue grew and drained."""
    groups = plant_database(
        planter, "rapid-photo-prod-db", "postgres16", "rapid-photo-prod", Engine="postgres", EngineVersion="16.3",
        DBInstanceClass="db.t4g.large", MasterUsername="rapidphoto_admin", DBName="rapidphoto",
    )  # fmt: skip
    _note(planter, "databases", "rapid-photo-prod-db", **groups)
    cluster, service = "rapid-photo-prod-cluster", "rapid-photo-prod-backend"
    plant_service(planter, cluster, service, ["v1.0.0", "v1.1.0", "v1.2.0"], 3, 8080)
    variables = {"BUCKET": "rapid-photo-prod-media", "QUEUE": "rapid-photo-prod-processing"}
    planter.function(
        "rapid-photo-prod-image-processor", ["v1.1.0", "v1.2.0"], "prod", variables, MemorySize=1024, Timeout=60
    )
    queues = ("rapid-photo-prod-processing", "rapid-photo-prod-processing-dlq")
    urls = [planter.call("sqs", "CreateQueue", QueueName=name)["QueueUrl"] for name in queues]
    for number in range(4):
        planter.call(
            "sqs", "SendMessage", QueueUrl=urls[1], MessageBody=f'{{"photoId":"ph-{number:03d}","reason":"decode"}}'
        )
    planter.call("s3", "CreateBucket", Bucket="rapid-photo-prod-media")
    planter.call(
        "s3", "PutBucketVersioning", Bucket="rapid-photo-prod-media", VersioningConfiguration={"Status": "Enabled"}
    )
    traffic = Traffic(planter)
    stalled = between(-510, -480, 40.0)
    plant_database_traffic(traffic, "rapid-photo-prod-db", 40.0, _steady)
    plant_service_traffic(traffic, cluster, service, 3, _steady)
    plant_balancer_traffic(
        traffic, "app/rapid-photo-prod/1f2e3d4c5b6a7988", 420, _steady, between(-510, -480, 0.1, 0.003)
    )
    function = {"FunctionName": "rapid-photo-prod-image-processor"}
    traffic.count("AWS/Lambda", "Invocations", function, 75, between(-510, -480, 0.1))
    traffic.count("AWS/Lambda", "Errors", function, 7, between(-510, -480, 1.0, 0.01))
    traffic.latency("AWS/Lambda", "Duration", function, 820.0, _steady, "Milliseconds", 75)
    queue = {"QueueName": queues[0]}
    traffic.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, 12.0, stalled, "Count", 0.3)
    traffic.gauge("AWS/SQS", "ApproximateAgeOfOldestMessage", queue, 9.0, stalled, "Seconds", 0.3)
    settings = metric_settings("AWS/SQS", "ApproximateAgeOfOldestMessage", queue, Statistic="Maximum", Period=300)
    planter.alarm(
        "rapid-photo-prod-queue-age",
        [
            (planter.ago(days=80), "OK", "Threshold Crossed: no datapoints were greater than the threshold."),
            (
                planter.ago(minutes=503),
                "ALARM",
                "Threshold Crossed: 3 datapoints were greater than the threshold (300.0).",
            ),
            (
                planter.ago(minutes=475),
                "OK",
                "Threshold Crossed: 3 datapoints were not greater than the threshold (300.0).",
            ),
        ],
        Threshold=300.0,
        **settings,
    )
    planter.log("/ecs/rapid-photo-prod-backend", "backend/1", _lines(planter, "backend", 100, 8, 30600, 28800))
    planter.log(
        "/aws/lambda/rapid-photo-prod-image-processor", "[2]77", _lines(planter, "processor", 80, 30, 30600, 28800)
    )


def _lexiscan(planter: Planter) -> None:
    """Its database ran out of connections for a quarter of an hour, twenty-six hours ago."""
    groups = plant_database(
        planter, "lexiscan-prod-db", "postgres15", "lexiscan-prod", Engine="postgres", EngineVersion="15.4",
        DBInstanceClass="db.r6g.large", MasterUsername="lexiscan", DBName="lexiscan", AllocatedStorage=200,
    )  # fmt: skip
    _note(planter, "databases", "lexiscan-prod-db", **groups)
    cluster = "lexiscan-production-cluster"
    for service, port in (("lexiscan-production-backend", 8000), ("lexiscan-production-frontend", 3000)):
        plant_service(planter, cluster, service, ["v1.2.2", "v1.2.3"], 2, port)
    planter.call("s3", "CreateBucket", Bucket="lexiscan-documents-prod")
    traffic = Traffic(planter)
    starved = between(-1575, -1560, 3.4)
    plant_database_traffic(traffic, "lexiscan-prod-db", 55.0, starved)
    balancer = "app/lexiscan-prod-alb/1234567890abcdef"
    plant_balancer_traffic(traffic, balancer, 260, between(-1575, -1560, 7.0), between(-1575, -1560, 1.5, 0.003))
    for service in ("backend", "frontend"):
        plant_service_traffic(traffic, cluster, f"lexiscan-production-{service}", 2, _steady)
    quiet = (planter.ago(days=80), "OK", "Threshold Crossed: no datapoints were greater than the threshold.")
    settings = metric_settings(
        "AWS/ApplicationELB", "TargetResponseTime", {"LoadBalancer": balancer}, ExtendedStatistic="p95"
    )
    planter.alarm("lexiscan-prod-slow", [quiet], Threshold=2.0, **settings)
    settings = metric_settings(
        "AWS/RDS", "DatabaseConnections", {"DBInstanceIdentifier": "lexiscan-prod-db"}, Statistic="Maximum"
    )
    planter.alarm("lexiscan-prod-db-connections", [quiet], Threshold=150.0, EvaluationState="PARTIAL_DATA", **settings)
    planter.call(
        "monitoring",
        "PutAlarmMuteRule",
        Name="lexiscan-load-test",
        Description="The weekly load test answers slowly on purpose",
        Rule={"Schedule": {"Expression": "cron(0 2 * * ? *)", "Duration": "PT22H", "Timezone": "UTC"}},
        MuteTargets={"AlarmNames": ["lexiscan-prod-slow"]},
    )
    planter.log("/aws/ecs/lexiscan-backend", "backend/1", _lines(planter, "backend", 120, 6, 20000, 1000))
