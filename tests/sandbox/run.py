"""Start the sandbox. Any Python 3.11 will do: it continues in the moto environment.

python3 tests/sandbox/run.py --venvs target/sandbox/venvs --state target/sandbox/state
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Without its list of AMIs moto's EC2 comes up half a second sooner per Region.
MOTO_SETTINGS = {"BELAY_SANDBOX_VENV": "1", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false", "MOTO_DISABLE_GLOBAL_CORS": "true"}


def venvs_folder(arguments: list[str]) -> Path | None:
    for index, argument in enumerate(arguments):
        if argument == "--venvs" and index + 1 < len(arguments):
            return Path(arguments[index + 1])
        if argument.startswith("--venvs="):
            return Path(argument.partition("=")[2])
    return None


def main() -> int:
    here = Path(__file__).resolve().parent
    venvs = venvs_folder(sys.argv[1:])
    if venvs is not None and os.environ.get("BELAY_SANDBOX_VENV") != "1":
        python = (venvs / "moto" / "bin" / "python").absolute()
        if not python.exists():
            print(
                f"The sandbox's Python environments are not in {venvs}. "
                f"Create them with: python3 {here / 'setup_venvs.py'} --venvs {venvs}",
                file=sys.stderr,
            )
            return 1
        # A user's own AWS settings must not reach moto.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
        os.execve(python, [str(python), "-B", __file__, *sys.argv[1:]], kept | MOTO_SETTINGS)
    sys.path.insert(0, str(here))
    from belay_sandbox.main import serve

    return serve()


if __name__ == "__main__":
    sys.exit(main())
