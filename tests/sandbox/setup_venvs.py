"""Create the sandbox's Python environments, once.

    python3 tests/sandbox/setup_venvs.py --venvs target/sandbox/venvs [--only moto,ministack]

Each environment is a folder below --venvs with a marker file that holds the
hash of its requirements; when the marker matches, nothing is done. Standard
library only, because it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = ("moto", "ministack", "awscli")
MARKER = "requirements.sha256"


class SetupError(Exception):
    """What stops the set-up, in words for the person who ran it."""


def wanted_marker(name: str) -> str:
    """Hash of the requirements and of the Python version they are built for."""
    requirements = (HERE / f"requirements-{name}.txt").read_bytes()
    version = "{}.{}".format(*sys.version_info[:2]).encode()
    return hashlib.sha256(version + b"\n" + requirements).hexdigest()


def is_ready(folder: Path, name: str) -> bool:
    marker = folder / MARKER
    python = folder / "bin" / "python"
    return python.exists() and marker.exists() and marker.read_text().strip() == wanted_marker(name)


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (this script is run by whatever python3 is there)
        raise SetupError(
            "Python {}.{} is too old for the sandbox, which needs 3.11 or newer.".format(*sys.version_info[:2])
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} cannot create virtual environments: the venv or ensurepip module is missing. "
            "On Debian, install the package python3-venv and run this again."
        )


def run(command: list[str], what: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise SetupError(f"{what} failed (exit code {done.returncode}). The last lines were:\n{tail}")


def install(folder: Path, name: str) -> None:
    """Build one environment from nothing; a half-built one is removed first."""
    if folder.exists():
        shutil.rmtree(folder)
    run([sys.executable, "-m", "venv", str(folder)], f"Creating the environment {folder}")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "-r", str(HERE / f"requirements-{name}.txt")], f"Installing the requirements of {name}")
    (folder / MARKER).write_text(wanted_marker(name) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venvs", required=True, type=Path, help="folder that holds the environments")
    parser.add_argument("--only", default=",".join(NAMES), help="comma-separated subset of: " + ", ".join(NAMES))
    args = parser.parse_args()
    names = [name for name in args.only.split(",") if name]
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no such environment: {', '.join(unknown)}")
    try:
        for name in names:
            folder = args.venvs.resolve() / name
            if is_ready(folder, name):
                print(f"{name}: already there")
                continue
            check_python()
            install(folder, name)
            print(f"{name}: installed in {folder}")
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
