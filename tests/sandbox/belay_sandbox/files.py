"""The files that the sandbox leaves for its users: config, credentials, environments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .world import places


def write_all(state: Path, endpoint: str, about: dict[str, Any]) -> None:
    """Write sandbox.json last: where it exists, everything else is there."""
    aws = state / "aws"
    aws.mkdir(parents=True, exist_ok=True)
    (aws / "config").write_text(_config(endpoint))
    credentials = aws / "credentials"
    credentials.write_text(
        f"[{places.BASE_PROFILE}]\n"
        f"aws_access_key_id = {places.BASE_KEY}\n"
        f"aws_secret_access_key = {places.BASE_SECRET}\n"
    )
    credentials.chmod(0o600)
    (state / "environments.toml").write_text(_environments())
    partial = state / "sandbox.json.partial"
    partial.write_text(json.dumps(about, indent=2) + "\n")
    partial.rename(state / "sandbox.json")


def _config(endpoint: str) -> str:
    lines = [
        f"[profile {places.BASE_PROFILE}]",
        "region = eu-west-1",
        f"endpoint_url = {endpoint}",
        "",
    ]
    for place in places.PLACES:
        lines += [
            f"[profile {place.name}]",
            f"role_arn = {place.role_arn}",
            f"source_profile = {places.BASE_PROFILE}",
            f"region = {place.region}",
            f"endpoint_url = {endpoint}",
            "",
        ]
    return "\n".join(lines)


def _environments() -> str:
    lines = ["# Environments of the sandbox's world. All are reached from one base profile.", ""]
    for place in places.PLACES:
        lines += [
            "[[environment]]",
            f'name = "{place.name}"',
            f'tier = "{place.tier}"',
            f'profile = "{places.BASE_PROFILE}"',
            f'role_arn = "{place.role_arn}"',
            f'region = "{place.region}"',
            f'account_id = "{place.account}"',
            "",
        ]
        if place.variables:
            lines.append("[environment.variables]")
            lines += [f'{name} = "{value}"' for name, value in place.variables.items()]
            lines.append("")
    return "\n".join(lines)
