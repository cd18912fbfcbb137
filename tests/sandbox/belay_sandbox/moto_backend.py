"""moto in this process: requests go to its WSGI application without a socket."""

from __future__ import annotations

import io
import json
import re
import urllib.parse
from typing import TYPE_CHECKING, Any

from botocore.parsers import create_parser
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from . import models
from .answer import Answer, unknown_operation
from .errors import AwsError
from .request import Asked, Request

if TYPE_CHECKING:
    from .call import Call

XML_REQUEST_ID = re.compile(rb"(<request_?id>)([^<]*)(</request_?id>)", re.I)
KEPT_HEADERS = re.compile(r"x-amz|x-amzn|content-|etag|last-modified|location|accept-ranges", re.I)


class Moto:
    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)

    def reset(self) -> None:
        moto_api_backend.reset()

    def _run(self, request: Request, account: str, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": request.path,
            "QUERY_STRING": request.query,
            "RAW_URI": request.raw_path + ("?" + request.query if request.query else ""),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(request.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        sent = request.headers | headers | {"x-moto-account-id": account, "content-length": str(len(request.body))}
        for gone in ("transfer-encoding", "content-encoding") if request.is_zipped else ("transfer-encoding",):
            sent.pop(gone, None)
        for name, value in sent.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key] = value
        started: list[Any] = []

        def start_response(status: str, answer_headers: list[tuple[str, str]], _exc: Any = None) -> Any:
            started[:] = [int(status[:3]), answer_headers]
            return lambda _data: None

        body = b"".join(self._service(environ)(environ, start_response))
        return started[0], started[1], body

    def _service(self, environ: dict[str, Any]) -> Any:
        """moto's application for the request. Raises NotImplementedError for an unknown service."""
        try:
            return self._app.get_application(environ)
        except AttributeError as error:
            raise NotImplementedError from error

    def forward(self, asked: Asked, account: str, request_id: str) -> Answer:
        """Pass the request on as it is. What moto lacks becomes AWS's own error."""
        try:
            status, headers, body = self._run(asked.raw, account, {})
        except (NotImplementedError, ImportError) as error:  # a part of moto that is left out
            raise unknown_operation(asked) from error
        kept = {name: value for name, value in headers if KEPT_HEADERS.match(name)}
        content_type = kept.get("Content-Type", "")
        if "text/html" in content_type and asked.service != "s3":
            # Flask's default type: an error page, or an answer whose type moto left open.
            if status >= 400 and body.lstrip()[:1] == b"<":
                raise unknown_operation(asked)
            kept["Content-Type"] = "text/xml" if body.lstrip()[:1] == b"<" else "application/x-amz-json-1.1"
        if body.startswith(b"<"):
            body = XML_REQUEST_ID.sub(rb"\g<1>" + request_id.encode() + rb"\g<3>", body)
        kept.pop("Content-Length", None)
        kept = {name: value for name, value in kept.items() if name.lower() != "x-amzn-requestid"}
        error_code = None
        if status >= 400:
            found = re.search(rb'<Code>([^<]+)</Code>|"__type": ?"([^"]+)"', body)
            error_code = (found.group(1) or found.group(2)).decode().rpartition("#")[2] if found else str(status)
        return Answer(status, kept | {"x-amzn-RequestId": request_id}, body, error_code=error_code)

    def call(
        self,
        call: Call,
        operation: str | None,
        params: dict[str, Any] | None,
        form: list[tuple[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Run an operation of the call's service in moto and parse its output.

        With `params` (JSON services) or `form` (query services) a new request
        is built. Raises AwsError with moto's code and message when moto refuses.
        """
        asked = call.asked
        name = operation or asked.operation
        request = asked.raw
        if form is not None:
            pairs = [("Action", name), ("Version", "2014-10-31"), *form]
            request = Request("POST", "/", "", asked.raw.headers, urllib.parse.urlencode(pairs).encode())
        elif params is not None or operation is not None:
            target = asked.raw.headers.get("x-amz-target", "").rpartition(".")[0]
            body = json.dumps(asked.params if params is None else params).encode()
            request = Request("POST", "/", "", asked.raw.headers | {"x-amz-target": f"{target}.{name}"}, body)
        try:
            status, headers, body = self._run(request, call.account, {})
        except (NotImplementedError, ImportError) as error:  # a part of moto that is left out
            raise unknown_operation(asked) from error
        if asked.protocol == "json" and status < 400:
            return json.loads(body) if body else {}
        model = models.operation_model(asked.service, name)
        if model is None:
            raise unknown_operation(asked)
        parser = create_parser({"ec2": "ec2"}.get(asked.protocol, asked.protocol))
        wire = {"status_code": status, "headers": dict(headers), "body": body}
        parsed = parser.parse(wire, model.output_shape)
        if status >= 400:
            refusal = parsed.get("Error", {})
            raise AwsError(refusal.get("Code", "InternalFailure"), refusal.get("Message", ""), status)
        parsed.pop("ResponseMetadata", None)
        return parsed
