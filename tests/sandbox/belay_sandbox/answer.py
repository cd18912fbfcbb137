"""Answers in the protocol the request was asked in, results and errors alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import cbor2
from botocore.model import ListShape, MapShape, Shape, StructureShape
from moto.core.serialize import SerializationContext, get_serializer_class

from . import models
from .clock import epoch, instant
from .errors import AwsError
from .request import Asked


@dataclass
class Answer:
    """An HTTP answer; `stream` replaces `body` where one is passed on as it comes."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    stream: Iterator[bytes] | None = None
    error_code: str | None = None
    drop: bool = False


def _json_default(value: Any) -> Any:
    if isinstance(value, datetime):
        seconds = round(epoch(instant(value)), 3)
        return int(seconds) if seconds == int(seconds) else seconds
    raise TypeError(f"cannot be written as JSON: {value!r}")


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, default=_json_default).encode()


def cbor_value(shape: Shape, value: Any) -> Any:
    """Bring a value into the CBOR types that its shape demands."""
    if value is None:
        return None
    if isinstance(shape, StructureShape):
        members = shape.members
        return {k: cbor_value(members[k], v) for k, v in value.items() if k in members and v is not None}
    if isinstance(shape, ListShape):
        return [cbor_value(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {k: cbor_value(shape.value, v) for k, v in value.items()}
    if shape.type_name == "timestamp":
        return cbor2.CBORTag(1, float(epoch(instant(value))))
    if shape.type_name in ("double", "float"):
        return float(value)
    if shape.type_name in ("integer", "long"):
        return int(value)
    return value


def _json_headers(asked: Asked) -> dict[str, str]:
    model = models.service_model(asked.service)
    version = model.metadata.get("jsonVersion", "1.0") if model is not None else "1.0"
    rest = asked.protocol == "rest-json"
    return {"Content-Type": "application/json" if rest else f"application/x-amz-json-{version}"}


def _id_headers(request_id: str) -> dict[str, str]:
    return {"x-amzn-RequestId": request_id}


def result(asked: Asked, value: dict[str, Any] | None, request_id: str) -> Answer:
    """A success answer with the operation's output."""
    value = value or {}
    headers = _id_headers(request_id)
    if asked.protocol in ("json", "rest-json"):
        return Answer(200, headers | _json_headers(asked), json_bytes(value))
    model = models.operation_model(asked.service, asked.operation)
    if model is None:
        raise AwsError("InternalFailure", f"no model of {asked.service}.{asked.operation}", 500)
    if asked.protocol == "cbor":
        shape = model.output_shape
        body = cbor2.dumps(cbor_value(shape, value)) if shape is not None else cbor2.dumps({})
        return Answer(200, headers | {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, body)
    serializer_class = get_serializer_class(asked.service, asked.protocol)
    made = serializer_class(model, SerializationContext(request_id)).serialize(value)
    text = made["body"]
    body = text.encode() if isinstance(text, str) else text
    return Answer(made["status_code"], headers | dict(made["headers"]), body)


def _error_xml(asked: Asked, error: AwsError, request_id: str) -> str:
    code, message = escape(error.code), escape(error.message)
    fault = "Sender" if error.is_sender_fault else "Receiver"
    if asked.protocol == "ec2":
        inner = f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        return f"<Response>{inner}<RequestID>{request_id}</RequestID></Response>"
    if asked.protocol == "rest-xml":
        inner = f"<Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId>"
        return f'<?xml version="1.0" encoding="UTF-8"?><Error>{inner}</Error>'
    inner = f"<Error><Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return f"<ErrorResponse>{inner}<RequestId>{request_id}</RequestId></ErrorResponse>"


def failure(asked: Asked, error: AwsError, request_id: str) -> Answer:
    """An error answer, shaped for the request's protocol."""
    headers = _id_headers(request_id)
    fault = "Sender" if error.is_sender_fault else "Receiver"
    if asked.service == "monitoring":
        headers["x-amzn-query-error"] = f"{error.code};{fault}"
    if asked.protocol == "cbor":
        headers |= {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        body = cbor2.dumps({"__type": error.code, "message": error.message})
    elif asked.protocol in ("json", "rest-json"):
        headers |= _json_headers(asked) | {"x-amzn-ErrorType": error.code}
        body = json_bytes({"__type": error.code, "message": error.message, "Message": error.message})
    else:
        headers["Content-Type"] = "text/xml"
        body = _error_xml(asked, error, request_id).encode()
    return Answer(error.status, headers, body, error_code=error.code)


def unknown_operation(asked: Asked) -> AwsError:
    """The error AWS gives for an operation it does not have."""
    if asked.protocol in ("query", "ec2"):
        return AwsError("InvalidAction", f"The action {asked.operation} is not valid for this web service.")
    if asked.protocol == "rest-xml":
        return AwsError("NotImplemented", "A header you provided implies functionality that is not implemented.", 501)
    return AwsError("UnknownOperationException", f"The operation {asked.operation} is not known to this service.")
