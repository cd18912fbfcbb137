"""A request as it came in, and what it asks for once it has been read."""

from __future__ import annotations

import base64
import gzip
import json
import re
import urllib.parse
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import cbor2
from moto.core.parse import QueryParser
from werkzeug.datastructures import MultiDict

from . import models
from .errors import AwsError

CBOR_PATH = re.compile(r"/service/[^/]+/operation/(\w+)/?")
SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
UNSIGNED_STS = {"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}
LONGEST_LOGGED = 4096


@dataclass
class Request:
    """One HTTP request; header names are lower case, the path is not decoded."""

    method: str
    raw_path: str
    query: str
    headers: dict[str, str]
    raw_body: bytes

    @cached_property
    def path(self) -> str:
        return urllib.parse.unquote(self.raw_path)

    @property
    def is_zipped(self) -> bool:
        is_rpc = self.method == "POST" and (self.path == "/" or self.path.startswith("/service/"))
        return is_rpc and self.headers.get("content-encoding") == "gzip"

    @cached_property
    def body(self) -> bytes:
        """The body, unzipped. Raises AwsError when it says it is zipped and is not.

        What S3 stores stays as it is: there the encoding is the object's own.
        """
        if not self.is_zipped:
            return self.raw_body
        try:
            return gzip.decompress(self.raw_body)
        except (OSError, EOFError, zlib.error) as error:
            raise AwsError("SerializationException", f"The request body is not gzip: {error}") from error


@dataclass
class Asked:
    """What a request asks for: service (by signing name), operation, who, where."""

    service: str
    operation: str
    protocol: str  # query, ec2, json, cbor, rest-json or rest-xml
    region: str
    access_key: str | None
    raw: Request
    _params: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def params(self) -> dict[str, Any]:
        """The operation's input. Raises AwsError for a body that cannot be read."""
        if self._params is None:
            self._params = self._read_params()
        return self._params

    def _read_params(self) -> dict[str, Any]:
        body = self.raw.body
        try:
            if self.protocol == "cbor":
                return cbor2.loads(body) if body else {}
            if self.protocol in ("json", "rest-json"):
                parsed = json.loads(body) if body.strip() else {}
                return parsed if isinstance(parsed, dict) else {}
            if self.protocol in ("query", "ec2"):
                return self._read_form()
        except (ValueError, EOFError, cbor2.CBORDecodeError) as error:
            raise AwsError("SerializationException", f"The request body cannot be read: {error}") from error
        return {}

    def _read_form(self) -> dict[str, Any]:
        pairs = form_pairs(self.raw)
        model = models.operation_model(self.service, self.operation)
        if model is None or self.protocol == "ec2":
            return dict(pairs)
        values = MultiDict(pairs)
        request: Any = {"values": values, "body": b"", "headers": {}, "method": "POST", "url_path": "/"}
        parsed = QueryParser(model).parse(request | {"url_params": {}})
        return dict(parsed)

    def loggable(self) -> Any:
        """The input for the call log: plain JSON, without secrets, cut when huge."""
        try:
            params: Any = plain(self.params)
        except Exception:  # the log must take every request, also a broken one
            return {"unreadable": len(self.raw.raw_body)}
        if self.protocol.startswith("rest"):
            params = {"path": self.raw.path, "query": self.raw.query, **params}
        text = json.dumps(params)
        return params if len(text) <= LONGEST_LOGGED else {"cut": text[:LONGEST_LOGGED]}


def form_pairs(request: Request) -> list[tuple[str, str]]:
    text = request.body.decode("utf-8", "replace") or request.query
    return urllib.parse.parse_qsl(text, keep_blank_values=True)


def plain(value: Any) -> Any:
    """Any decoded input as plain JSON values."""
    if isinstance(value, dict):
        return {str(k): "***" if k == "TokenCode" or "Password" in str(k) else plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def read(request: Request) -> Asked:
    """Find out what a request asks for, from its signature, target, path and form."""
    access_key, region, service = None, "us-east-1", ""
    signature = request.headers.get("authorization", "") or urllib.parse.unquote(request.query)
    if scope := SCOPE.search(signature.replace("X-Amz-Credential=", "Credential=")):
        access_key, region, service = scope.group(1), scope.group(2), scope.group(3)
    target = request.headers.get("x-amz-target", "")
    if cbor := CBOR_PATH.fullmatch(request.path):
        return Asked(service or "monitoring", cbor.group(1), "cbor", region, access_key, request)
    if target:
        if target.startswith("DynamoDBStreams"):
            service = "dynamodbstreams"
        return Asked(service, target.rpartition(".")[2], "json", region, access_key, request)
    form = dict(form_pairs(request)) if "Action=" in request.body.decode("latin-1") + request.query else {}
    if action := form.get("Action"):
        if not service and action in UNSIGNED_STS:
            service = "sts"
        return Asked(service, action, "ec2" if service == "ec2" else "query", region, access_key, request)
    model = models.service_model(service) if service else None
    protocol = model.metadata["protocol"] if model is not None else "rest-json"
    operation = models.rest_operation(service, request.method, request.path)
    return Asked(service or "s3", operation, protocol, region, access_key, request)
