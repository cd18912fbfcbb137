"""Accounts, roles and environments of the seeded world."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..identity import Role

BASE_ACCOUNT = "111111111111"
BASE_PROFILE = "belay-sandbox"
BASE_KEY = "AKIABELAYSANDBOX0001"
BASE_SECRET = "sandboxOnlyNotASecretAnywhereElse0000000"
BASE_USER = "operator"


@dataclass(frozen=True)
class Place:
    """One environment: an account, a Region and what Belay should know about it."""

    name: str
    tier: str
    account: str
    region: str
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{self.account}:role/Operator"


PLACES = (
    Place("apexshare-prod", "production", "222222222222", "eu-west-1", {"CDK_ENVIRONMENT": "prod"}),
    Place("apexshare-dev", "development", "333333333333", "eu-west-1", {"CDK_ENVIRONMENT": "dev"}),
    Place("apexshare-staging", "staging", "444444444444", "eu-west-1", {"CDK_ENVIRONMENT": "staging"}),
    Place("enterprise-api-prod", "production", "555555555555", "us-east-1", {"NODE_ENV": "production"}),
    Place("items-prod", "production", "666666666666", "us-east-1", {"STAGE": "prod"}),
    Place("rapid-photo-prod", "production", "777777777777", "us-east-1", {"ENVIRONMENT": "prod"}),
    Place("lexiscan-prod", "production", "888888888888", "us-east-1", {"ENVIRONMENT": "production"}),
)

ROLES = (
    Role("Operator", max_session_s=43200),
    Role("OperatorMfa", max_session_s=43200, requires_mfa=True),
    Role("ReadOnly", max_session_s=3600),
)


def place(name: str) -> Place:
    return next(p for p in PLACES if p.name == name)
