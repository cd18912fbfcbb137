"""ministack as a child process on loopback, and the forwarding of calls to it."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .answer import Answer
from .request import Asked

SERVICES = {"logs", "lambda", "ecs"}
DROPPED_HEADERS = {"content-length", "transfer-encoding", "content-encoding"}
STREAMING = "application/vnd.amazon.eventstream"
NOT_PASSED_ON = {"connection", "transfer-encoding", "content-length", "x-amzn-requestid", "server", "date"}


class MinistackError(Exception):
    """ministack did not start, in words for the person who started the sandbox."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """Ask Linux to end the child when the gateway ends, however that happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Ministack:
    def __init__(self, venv: Path, log: Path) -> None:
        """Start the process. Raises MinistackError when its environment is missing."""
        program = venv / "bin" / "ministack"
        if not program.exists():
            raise MinistackError(f"{program} is not there. Run setup_venvs.py first.")
        self.port = _free_port()
        self._temp = tempfile.TemporaryDirectory(prefix="belay-sandbox-")
        environment = os.environ | {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": "111111111111",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "TMPDIR": self._temp.name,
        }
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [str(program)],
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            env=environment,
            cwd=self._temp.name,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (no thread runs yet)
        )
        self.log_path = log

    def wait_ready(self, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise MinistackError(f"ministack ended at once (code {self.process.returncode}); see {self.log_path}.")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        raise MinistackError(f"ministack did not answer within {seconds:.0f} s; see {self.log_path}.")

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self._log.close()
        self._temp.cleanup()

    def reset(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/_ministack/reset")
        connection.getresponse().read()
        connection.close()

    def forward(self, asked: Asked, account: str, request_id: str) -> Answer:
        """Pass a request on, signed as the account; event streams are passed on as they come."""
        headers = {k: v for k, v in asked.raw.headers.items() if k not in DROPPED_HEADERS}
        signature = headers.get("authorization", "")
        headers["authorization"] = re.sub(r"Credential=[^/]+/", f"Credential={account}/", signature)
        headers.pop("x-amz-security-token", None)
        path = asked.raw.raw_path + (f"?{asked.raw.query}" if asked.raw.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=130)
        connection.request(asked.raw.method, path, asked.raw.body, headers)
        reply = connection.getresponse()
        kept = {k: v for k, v in reply.getheaders() if k.lower() not in NOT_PASSED_ON}
        kept["x-amzn-RequestId"] = request_id
        if STREAMING in (reply.getheader("content-type") or ""):
            return Answer(reply.status, kept, stream=_chunks(connection, reply))
        body = reply.read()
        connection.close()
        error_code = None
        if reply.status >= 400:
            found = re.search(rb'"__type": ?"([^"]+)"', body)
            error_code = found.group(1).decode().rpartition("#")[2] if found else reply.getheader("x-amzn-errortype")
        return Answer(reply.status, kept, body, error_code=error_code)


def _chunks(connection: http.client.HTTPConnection, reply: http.client.HTTPResponse) -> Iterator[bytes]:
    try:
        while chunk := reply.read1(65536):
            yield chunk
    finally:
        connection.close()
