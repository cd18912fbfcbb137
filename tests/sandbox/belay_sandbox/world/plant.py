"""Plants the world: principals always, the five systems when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..clock import iso
from ..identity import Identity
from . import apexshare, others, places

if TYPE_CHECKING:
    from ..sandbox import Sandbox


def plant_base(box: Sandbox) -> dict[str, Any]:
    """The operator's key and the roles of each account; returns the start of the world's description."""
    arn = f"arn:aws:iam::{places.BASE_ACCOUNT}:user/{places.BASE_USER}"
    operator = Identity(places.BASE_ACCOUNT, arn, "AIDABELAYSANDBOX0001")
    box.identities.add_long_lived(places.BASE_KEY, places.BASE_SECRET, operator)
    for place in places.PLACES:
        box.identities.roles[place.account] = {role.name: role for role in places.ROLES}
    return {
        "anchor": iso(box.anchor),
        "seed": box.seed,
        "base": {"profile": places.BASE_PROFILE, "account": places.BASE_ACCOUNT, "arn": arn},
        "environments": [
            {"name": p.name, "tier": p.tier, "account": p.account, "region": p.region, "roleArn": p.role_arn}
            for p in places.PLACES
        ],
        "tables": {},
    }


def plant_world(box: Sandbox) -> None:
    """The five systems."""
    apexshare.plant(box)
    others.plant(box)
