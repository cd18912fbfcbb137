"""One sandbox for all tests, clients for it, and stock emulators for second opinions."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import cbor2
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[1]
VENVS = Path(os.environ.get("BELAY_SANDBOX_VENVS", ROOT.parents[1] / "target/sandbox/venvs")).resolve()
CONFIG = Config(retries={"max_attempts": 0}, inject_host_prefix=False, parameter_validation=False)
ACCOUNTS = itertools.count(930_000_000_001)


class Running:
    """A sandbox in its own process."""

    def __init__(self, *arguments: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="belay-sandbox-test-")
        self.state = Path(self.folder.name)
        command = [sys.executable, str(ROOT / "run.py"), "--venvs", str(VENVS), "--state", str(self.state), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            _, errors = self.process.communicate(timeout=10)
            raise AssertionError(f"the sandbox did not start: {line}{errors}")
        self.endpoint = line.split()[1]

    def about(self) -> dict[str, Any]:
        return json.loads((self.state / "sandbox.json").read_text())

    def control(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.endpoint}/_ctl{path}", data=data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(10)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        self.folder.cleanup()
        return code


@cache
def sandbox() -> Running:
    running = Running("--delay", "1")
    atexit.register(running.stop)
    return running


def client(
    endpoint: str,
    service: str,
    key: str,
    region: str = "eu-west-1",
    token: str | None = None,
    secret: str = "any",
) -> Any:
    """A client that sends what it is given: no retries, and bounds are the server's to check."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=CONFIG,
    )


def assumed(endpoint: str, service: str, credentials: dict[str, Any], region: str = "eu-west-1") -> Any:
    """A client of a session that STS gave."""
    key, secret, token = (credentials[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    return client(endpoint, service, key, region, token, secret)


def operator(running: Running, service: str) -> Any:
    """A client with the operator's long-lived key, as the credentials file has it."""
    import configparser

    file = configparser.ConfigParser()
    file.read(running.state / "aws/credentials")
    keys = file["belay-sandbox"]
    secret = keys["aws_secret_access_key"]
    return client(running.endpoint, service, keys["aws_access_key_id"], secret=secret)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def stock(name: str) -> str:
    """The endpoint of a stock emulator, `moto` or `ministack`, started when first asked for."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MOTO_"))}
    if name == "moto":
        command = [str(VENVS / "moto/bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    else:
        command = [str(VENVS / "ministack/bin/ministack")]
        environment |= {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1"}
        environment |= {"IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment)
    atexit.register(lambda: (process.terminate(), process.wait()))
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"http://127.0.0.1:{port}"
        time.sleep(0.05)
    raise AssertionError(f"{name} did not start")


class Case(unittest.TestCase):
    """A test with an account of its own, in which states change at once."""

    maxDiff = 4000
    region = "eu-west-1"

    def setUp(self) -> None:
        self.box = sandbox()
        self.account = str(next(ACCOUNTS))
        self.delay(dynamodb_s=0, rds_s=0)

    def client(self, service: str, **more: Any) -> Any:
        return client(self.box.endpoint, service, self.account, **({"region": self.region} | more))

    def delay(self, **seconds: float) -> None:
        self.box.control("POST", "/delay", seconds | {"account": self.account})

    def clock(self, offset_s: float) -> None:
        self.box.control("POST", "/clock", {"offset_s": offset_s, "account": self.account})

    def faults(self, *rules: dict[str, Any]) -> None:
        self.box.control("POST", "/faults", {"rules": [{"account": self.account} | rule for rule in rules]})

    def calls(self, match: str = "") -> list[dict[str, Any]]:
        return self.box.control("GET", f"/calls?account={self.account}&match={match}")["calls"]

    def items_at(self, table: str, at: datetime) -> Any:
        place = f"account={self.account}&region={self.region}"
        return self.box.control("GET", f"/world/items?table={table}&at={at:%Y-%m-%dT%H:%M:%SZ}&{place}")

    def refused(self, code: str, call: Any, **parameters: Any) -> Any:
        """The error of a call that must be refused with this code."""
        try:
            call(**parameters)
        except Exception as error:
            response = getattr(error, "response", None)
            if response is None:
                raise
            self.assertEqual(response["Error"]["Code"], code)
            self.assertTrue(response["ResponseMetadata"]["RequestId"])
            return response
        raise self.failureException(f"{code} was expected, and the call went through")

    def cbor(self, operation: str, body: dict[str, Any], encoding: str | None = None) -> tuple[int, Any, Any]:
        """Ask CloudWatch in rpc-v2-cbor, as the Rust SDK does: status, headers, body with raw tags."""
        import gzip

        data = cbor2.dumps(body)
        scope = f"{self.account}/20260101/{self.region}/monitoring/aws4_request"
        headers = {
            "smithy-protocol": "rpc-v2-cbor",
            "content-type": "application/cbor",
            "accept": "application/cbor",
            "x-amzn-query-mode": "true",
            "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        }
        if encoding == "gzip":
            data, headers["content-encoding"] = gzip.compress(data), "gzip"
        url = f"{self.box.endpoint}/service/GraniteServiceVersion20100801/operation/{operation}"
        request = urllib.request.Request(url, data=data, headers=headers, method="POST")
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, cbor2.loads(answer.read())


def now() -> datetime:
    return datetime.now(UTC)


def minute(back: float = 0) -> datetime:
    """The start of a whole minute, so many minutes ago."""
    return now().replace(second=0, microsecond=0) - timedelta(minutes=back)
