"""Calls of AWS operations from inside, with which the world is planted."""

from __future__ import annotations

import io
import random
import uuid
import zipfile
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from .. import gateway, models
from ..dynamodb import state as dynamo
from ..dynamodb.journal import AttributeMap
from ..identity import Identity
from ..request import Request, read
from .places import Place

if TYPE_CHECKING:
    from ..sandbox import Sandbox


class PlantingError(Exception):
    """An operation of the planting was refused: a fault of the world's own plan."""


class Planter:
    """Acts in one place of the world. Its randomness depends on the place alone."""

    def __init__(self, box: Sandbox, place: Place) -> None:
        self.box = box
        self.place = place
        self.anchor = box.anchor
        self.rng = random.Random(f"belay sandbox {place.name}")
        arn = f"arn:aws:sts::{place.account}:assumed-role/Deploy/pipeline"
        self._identity = Identity(place.account, arn, "AROAPIPELINE:pipeline")

    def ago(self, **parts: float) -> datetime:
        return self.anchor - timedelta(**parts)

    def call(self, service: str, operation: str, **params: Any) -> dict[str, Any]:
        """Run an operation, service by signing name. Raises PlantingError."""
        model = models.operation_model(service, operation)
        if model is None:
            raise PlantingError(f"no operation {service}.{operation}")
        protocol = model.service_model.metadata["protocol"]
        wire = create_serializer(protocol).serialize_to_request(params, model)
        body = wire["body"]
        if isinstance(body, dict):
            import urllib.parse

            body = urllib.parse.urlencode(body)
        scope = f"{self.place.account}/20260101/{self.place.region}/{service}/aws4_request"
        headers = {name.lower(): str(value) for name, value in wire["headers"].items()}
        headers["host"] = "127.0.0.1"
        headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        if protocol == "query":
            headers["content-type"] = "application/x-www-form-urlencoded"
        raw = body.encode() if isinstance(body, str) else body or b""
        path, _, query = wire["url_path"].partition("?")
        asked = read(Request(wire["method"], path, query, headers, raw))
        answer = gateway.route(self.box, asked, self._identity, str(uuid.uuid4()))
        if answer.status >= 400:
            raise PlantingError(f"{self.place.name}: {service}.{operation}: {answer.body[:400]!r}")
        given = {"status_code": answer.status, "headers": answer.headers, "body": answer.body}
        return create_parser(protocol).parse(given, model.output_shape)

    # Items

    def own_table(self, name: str, created: datetime, pitr_since: datetime | None, pitr_days: int = 35) -> None:
        """Give a table that was just created its past: created then, recoverable since."""
        key = (self.place.account, self.place.region, name)
        table = dynamo.dynamodb_backends[self.place.account][self.place.region].tables[name]
        table.created_at = dynamo.naive(created)
        state = self.box.dynamodb.tables[key]
        state.pitr_since, state.pitr_days = pitr_since, pitr_days
        if state.on_demand_since is not None:
            state.on_demand_since = created
        self.box.phases.forget((self.place.account, self.place.region, "table", name))

    def write_items(self, name: str, writes: list[tuple[datetime, AttributeMap, AttributeMap | None]]) -> None:
        """Play writes (time, key, item or None for a deletion) in order of their time."""
        table = dynamo.dynamodb_backends[self.place.account][self.place.region].tables[name]
        shard, table.stream_shard = table.stream_shard, None
        final: dict[str, tuple[AttributeMap, AttributeMap | None]] = {}
        for at, key, item in sorted(writes, key=lambda write: write[0]):
            self.box.journal.write((self.place.account, self.place.region, name), at, key, item)
            final[str(key)] = (key, item)
        for _key, item in final.values():
            if item is not None:
                table.put_item(item)
        table.stream_shard = shard

    # Functions and logs

    def function(self, name: str, releases: list[str], alias: str, variables: dict[str, str], **more: Any) -> None:
        """A Lambda function with one published version per release; the alias on the last."""
        role = f"arn:aws:iam::{self.place.account}:role/{name}-role"
        self.call(
            "lambda",
            "CreateFunction",
            FunctionName=name,
            Runtime="python3.11",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": _zip(releases[0])},
            Environment={"Variables": variables},
            Description=f"release {releases[0]}",
            **more,
        )
        for release in releases:
            if release != releases[0]:
                self.call("lambda", "UpdateFunctionCode", FunctionName=name, ZipFile=_zip(release))
            version = self.call("lambda", "PublishVersion", FunctionName=name, Description=f"release {release}")
        self.call("lambda", "CreateAlias", FunctionName=name, Name=alias, FunctionVersion=version["Version"])

    def log(self, group: str, stream: str, lines: list[tuple[datetime, str]], retention_days: int = 30) -> None:
        """Events of one stream, in order of their time."""
        found = self.call("logs", "DescribeLogGroups", logGroupNamePrefix=group)["logGroups"]
        if not any(entry["logGroupName"] == group for entry in found):
            self.call("logs", "CreateLogGroup", logGroupName=group)
            self.call("logs", "PutRetentionPolicy", logGroupName=group, retentionInDays=retention_days)
        self.call("logs", "CreateLogStream", logGroupName=group, logStreamName=stream)
        events = [{"timestamp": int(at.timestamp() * 1000), "message": text} for at, text in sorted(lines)]
        if events:
            self.call("logs", "PutLogEvents", logGroupName=group, logStreamName=stream, logEvents=events)

    # Alarms

    def alarm(self, name: str, history: list[tuple[datetime, str, str]], **settings: Any) -> None:
        """A metric alarm (or, with AlarmRule, a composite one) with the states it went through."""
        account, region, alarms = self.place.account, self.place.region, self.box.alarms
        is_composite = "AlarmRule" in settings
        topic = f"arn:aws:sns:{region}:{account}:{self.place.name}-alerts"
        shape = {"AlarmName": name, "AlarmActions": [topic], "OKActions": [topic]} | settings
        alarms.put(account, region, shape, self.ago(days=90), is_composite=is_composite, is_pinned=True)
        for at, state, reason in sorted(history):
            alarms.set_state(account, region, name, state, reason, at)


def _zip(release: str) -> bytes:
    code = (
        "import json, os\n\n"
        f'RELEASE = "{release}"\n\n\n'
        "def handler(event, context):\n"
        '    maintenance = os.environ.get("MAINTENANCE_MODE") == "true"\n'
        '    return {"statusCode": 503 if maintenance else 200, "body": json.dumps({"release": RELEASE})}\n'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py", (2026, 1, 1, 0, 0, 0)), code)
    return buffer.getvalue()
