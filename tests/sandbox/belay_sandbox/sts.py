"""STS: who am I, assumed roles, MFA codes and the lengths of sessions."""

from __future__ import annotations

import re
from typing import Any

from .call import Call, operation
from .errors import AwsError
from .identity import Identity, Role

ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::(\d{12}):role/(?:[\w+=,.@/-]*/)?([\w+=,.@-]+)")
CHAINED_MAX_S = 3600
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "


@operation("sts", "GetCallerIdentity")
def get_caller_identity(call: Call) -> dict[str, Any]:
    return {"UserId": call.identity.user_id, "Account": call.account, "Arn": call.identity.arn}


def _bounded(call: Call, default: int, least: int, most: int) -> int:
    duration = call.params.get("DurationSeconds", default)
    if duration < least or duration > most:
        bound = f"greater than or equal to {least}" if duration < least else f"less than or equal to {most}"
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{duration}' at 'durationSeconds' failed to satisfy constraint: "
            f"Member must have value {bound}",
        )
    return int(duration)


def _check_mfa(serial: str | None, code: str | None) -> None:
    if serial is None and code is None:
        return
    if serial is None or code is None:
        raise AwsError("ValidationError", "Both SerialNumber and TokenCode must be given for MFA.")
    if not re.fullmatch(r"\d{6}", code):
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{code}' at 'tokenCode' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\d]*" + " with 6 digits",
        )
    if code == "000000":
        raise AwsError("AccessDenied", WRONG_CODE, 403)


def _role(call: Call, account: str, name: str, arn: str, has_mfa: bool) -> Role:
    """The role, if the caller may assume it. Accounts outside the world know every role."""
    known = call.box.identities.roles.get(account)
    role = Role(name) if known is None else known.get(name)
    if role is None or (role.requires_mfa and not has_mfa):
        raise AwsError(
            "AccessDenied",
            f"User: {call.identity.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            403,
        )
    return role


@operation("sts", "AssumeRole")
def assume_role(call: Call) -> dict[str, Any]:
    arn, session = call.params.get("RoleArn", ""), call.params.get("RoleSessionName", "")
    found = ROLE_ARN.fullmatch(arn)
    if found is None:
        raise AwsError("ValidationError", f"{arn} is invalid")
    if not re.fullmatch(r"[\w+=,.@-]{2,64}", session):
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{session}' at 'roleSessionName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
        )
    duration = _bounded(call, 3600, 900, 43200)
    serial = call.params.get("SerialNumber")
    _check_mfa(serial, call.params.get("TokenCode"))
    account, name = found.groups()
    role = _role(call, account, name, arn, serial is not None)
    if ":assumed-role/" in call.identity.arn and duration > CHAINED_MAX_S:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        )
    if duration > role.max_session_s:
        raise AwsError(
            "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    user_id = f"AROA{account[:6]}{name.upper()[:10]:X<10}"[:20] + f":{session}"
    identity = Identity(account, f"arn:aws:sts::{account}:assumed-role/{name}/{session}", user_id)
    return {
        "Credentials": call.box.identities.issue(identity, duration),
        "AssumedRoleUser": {"AssumedRoleId": user_id, "Arn": identity.arn},
        "PackedPolicySize": 0,
    }


@operation("sts", "GetSessionToken")
def get_session_token(call: Call) -> dict[str, Any]:
    duration = _bounded(call, 43200, 900, 129600)
    _check_mfa(call.params.get("SerialNumber"), call.params.get("TokenCode"))
    if call.identity.temporary:
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    return {"Credentials": call.box.identities.issue(call.identity, duration)}


@operation("sts", "GetAccessKeyInfo")
def get_access_key_info(call: Call) -> dict[str, Any]:
    return {"Account": call.account}
