"""Starting and ending: the files, the words when something is missing, nothing left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from .support import ROOT, VENVS, Running, sandbox


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class Start(unittest.TestCase):
    def test_without_environments_it_says_how_to_make_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            done = run("run.py", "--venvs", folder, "--state", folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Create them with: python3", done.stderr)

    def test_environments_that_are_there_are_left_alone(self) -> None:
        done = run("setup_venvs.py", "--venvs", str(VENVS))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(
            done.stdout.splitlines(), [f"{name}: already there" for name in ("moto", "ministack", "awscli")]
        )

    def test_an_unknown_environment_is_named(self) -> None:
        done = run("setup_venvs.py", "--venvs", str(VENVS), "--only", "moto,motto")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no such environment: motto", done.stderr)

    def test_a_taken_port_is_told_in_words(self) -> None:
        port = sandbox().endpoint.rpartition(":")[2]
        with tempfile.TemporaryDirectory() as folder:
            done = run("run.py", "--venvs", str(VENVS), "--state", folder, "--port", port, "--seed", "none")
            self.assertEqual(os.listdir(Path(folder)), ["ministack.log"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"The sandbox cannot start: port {port} of 127.0.0.1 is taken", done.stderr)

    def test_the_end_leaves_no_process_and_no_record(self) -> None:
        running = Running("--seed", "none")
        about = running.about()
        record = running.state / "sandbox.json"
        self.assertEqual(about["endpoint"], running.endpoint)
        self.assertTrue(is_alive(about["ministackPid"]))
        self.assertEqual(about["world"]["tables"], {})
        mode = stat.S_IMODE(os.stat(running.state / "aws/credentials").st_mode)
        self.assertEqual(mode, 0o600)
        running.process.terminate()
        running.process.wait(10)
        self.assertFalse(is_alive(about["ministackPid"]))
        self.assertFalse(record.exists())
        running.stop()

    def test_a_killed_gateway_takes_ministack_with_it(self) -> None:
        running = Running("--seed", "none")
        child = running.about()["ministackPid"]
        running.process.kill()
        running.process.wait(10)
        for _ in range(100):
            if not is_alive(child):
                break
            time.sleep(0.05)
        self.assertFalse(is_alive(child))
        running.stop()
