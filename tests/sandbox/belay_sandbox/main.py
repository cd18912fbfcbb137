"""Starts the sandbox: ministack, the seeded world, the gateway, and the files for its users."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from . import files, operations
from .clock import instant, iso
from .ministack import MinistackError
from .sandbox import Sandbox
from .server import Server


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="A sandbox that answers like AWS, on loopback.")
    parser.add_argument("--venvs", type=Path, required=True, help="folder made by setup_venvs.py")
    parser.add_argument("--state", type=Path, required=True, help="folder for sandbox.json, aws/ and logs")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1, 0 for any free one")
    parser.add_argument("--seed", choices=("world", "none"), default="world")
    parser.add_argument("--anchor", help="the world's now, RFC 3339; the minute of the start unless given")
    parser.add_argument("--delay", type=float, default=3.0, help="seconds in CREATING (RDS: twice as long)")
    return parser.parse_args()


class StartError(Exception):
    """Why the sandbox cannot start, in words for the person who started it."""


def open_port(box: Sandbox, port: int) -> Server:
    try:
        return Server(box, port)
    except OSError as error:
        raise StartError(f"port {port} of 127.0.0.1 is taken or not allowed ({error.strerror}).") from error


def serve() -> int:
    args = arguments()
    args.state.mkdir(parents=True, exist_ok=True)
    (args.state / "sandbox.json").unlink(missing_ok=True)
    anchor = instant(args.anchor) if args.anchor else datetime.now(UTC).replace(second=0, microsecond=0)
    assert operations.MODULES
    try:
        box = Sandbox(args.venvs.resolve(), args.state.resolve(), args.delay, anchor, args.seed)
    except MinistackError as error:
        print(f"The sandbox cannot start: {error}", file=sys.stderr)
        return 1
    try:
        box.ministack.wait_ready()
        box.plant()
        box.calls.clear()
        server = open_port(box, args.port)
        about = {
            "endpoint": server.endpoint,
            "control": server.endpoint + "/_ctl",
            "pid": os.getpid(),
            "ministackPid": box.ministack.process.pid,
            "anchor": iso(anchor),
            "world": box.world,
        }
        files.write_all(args.state, server.endpoint, about)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"ready {server.endpoint}", flush=True)
        server.serve_forever(poll_interval=0.2)
    except (StartError, MinistackError) as error:
        print(f"The sandbox cannot start: {error}", file=sys.stderr)
        return 1
    finally:
        box.ministack.stop()
        (args.state / "sandbox.json").unlink(missing_ok=True)
    return 0
