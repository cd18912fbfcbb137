"""Who signs a request: access keys, assumed roles, and when they end.

Three kinds of key are known: twelve digits (the account itself, so that each
test can have one), long-lived keys of the seeded world or of IAM users made in
the sandbox, and temporary keys that a sandbox's STS has issued. The session
token of the last says by itself whose it is and when it ends, so it outlives a
reset and a restart, as clients that cache sessions expect. Signatures are
checked, except those of twelve-digit keys, which go with any secret.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from moto.iam.models import iam_backends

from .errors import AwsError
from .request import Asked
from .signature import is_signed_with

TOKEN_START = "sandbox//"
ALPHABET = string.ascii_uppercase + "234567"


@dataclass(frozen=True)
class Identity:
    """A principal: `user_id` and `arn` as GetCallerIdentity reports them."""

    account: str
    arn: str
    user_id: str
    expires: datetime | None = None
    temporary: bool = False


@dataclass(frozen=True)
class Role:
    """What the seeded world's accounts know about one of their roles."""

    name: str
    max_session_s: int = 43200
    requires_mfa: bool = False


def _random_id(prefix: str) -> str:
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(20 - len(prefix)))


class Identities:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._keys: dict[str, tuple[Identity, str]] = {}
        self.roles: dict[str, dict[str, Role]] = {}
        self.lifetime_s: dict[str | None, float] = {}

    def add_long_lived(self, access_key: str, secret: str, identity: Identity) -> None:
        self._keys[access_key] = (identity, secret)

    def issue(self, identity: Identity, duration_s: int) -> dict[str, object]:
        """New temporary credentials, as STS returns them."""
        lifetime = self.lifetime_s.get(identity.account, self.lifetime_s.get(None, duration_s))
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=lifetime)
        access_key = _random_id("ASIA")
        claims = [access_key, identity.account, identity.arn, identity.user_id, expires.timestamp()]
        token = TOKEN_START + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
        return {
            "AccessKeyId": access_key,
            "SecretAccessKey": _secret_of(access_key),
            "SessionToken": token,
            "Expiration": expires,
        }

    def of(self, asked: Asked) -> Identity:
        """The principal of a request. Raises AwsError where AWS would not know it."""
        key = asked.access_key
        if key is None:
            raise AwsError(*_code(asked, "MissingAuthenticationToken"), status=403)
        if re.fullmatch(r"\d{12}", key):
            return Identity(key, f"arn:aws:iam::{key}:user/sandbox", f"AIDA{key}SBOX")
        token = asked.raw.headers.get("x-amz-security-token")
        known = _bearer(key, token) if token else self._keys.get(key) or _iam_user(key)
        if known is None:
            raise AwsError(*_code(asked, "InvalidClientTokenId"), status=_status(asked))
        identity, secret = known
        if not is_signed_with(asked.raw, secret):
            raise AwsError(*_code(asked, "SignatureDoesNotMatch"), status=_status(asked))
        if identity.expires is not None and identity.expires <= datetime.now(UTC):
            raise expired_token(asked)
        return identity


def _secret_of(access_key: str) -> str:
    """The secret of a temporary key: derived, so that it is known after a restart."""
    return base64.b64encode(hashlib.sha256(b"belay sandbox " + access_key.encode()).digest()).decode()[:40]


def _bearer(access_key: str, token: str) -> tuple[Identity, str] | None:
    """The identity that a session token names, if it belongs to the key, and its secret."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(token.removeprefix(TOKEN_START)))
        key, account, arn, user_id, expires = claims
        found = Identity(account, arn, user_id, datetime.fromtimestamp(expires, UTC), True)
    except (ValueError, TypeError):
        return None
    return (found, _secret_of(access_key)) if key == access_key else None


def _iam_user(access_key: str) -> tuple[Identity, str] | None:
    for account, backends in list(iam_backends.items()):
        key = backends["aws"].access_keys.get(access_key)
        if key is not None and key.user_name is not None:
            user = backends["aws"].get_user(key.user_name)
            return Identity(account, user.arn, user.id), key.secret_access_key
    return None


SENTENCES = {
    "SignatureDoesNotMatch": (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    ),
    "MissingAuthenticationToken": "Request is missing Authentication Token",
    "InvalidClientTokenId": "The security token included in the request is invalid.",
}


def _is_xml(asked: Asked) -> bool:
    return asked.protocol in ("query", "ec2", "rest-xml")


def _code(asked: Asked, code: str) -> tuple[str, str]:
    if not _is_xml(asked):
        renamed = {"SignatureDoesNotMatch": "InvalidSignatureException"}
        spelt = (renamed | {"InvalidClientTokenId": "UnrecognizedClientException"}).get(code, code + "Exception")
        return spelt, SENTENCES[code]
    return code, SENTENCES[code]


def _status(asked: Asked) -> int:
    return 403 if _is_xml(asked) else 400


def expired_token(asked: Asked) -> AwsError:
    code = "ExpiredToken" if _is_xml(asked) else "ExpiredTokenException"
    return AwsError(code, "The security token included in the request is expired", _status(asked))
