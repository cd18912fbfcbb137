"""Whether a request was signed with the secret that belongs to its key (SigV4).

Checked for keys whose secret is known; a key of twelve digits has none, and
presigned URLs are taken as they are.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import urllib.parse

from .request import Request

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/]+/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
)


def is_signed_with(request: Request, secret: str) -> bool:
    """True for a presigned request too; false where the signature is missing or wrong."""
    found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        return "X-Amz-Signature=" in request.query
    day, region, service, names, signature = found.groups()
    time = request.headers.get("x-amz-date", "")
    scope = f"{day}/{region}/{service}/aws4_request"
    canonical = _canonical(request, names.split(";"), service)
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in (day, region, service, "aws4_request", text):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(key.hex(), signature)


def _canonical(request: Request, names: list[str], service: str) -> str:
    pairs = sorted(urllib.parse.parse_qsl(request.query, keep_blank_values=True))
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
    path = request.raw_path or "/"
    if service != "s3":
        path = urllib.parse.quote(path, safe="/-_.~")
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in names)
    payload = request.headers.get("x-amz-content-sha256") or hashlib.sha256(request.raw_body).hexdigest()
    return "\n".join([request.method, path, query, headers, ";".join(names), payload])


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")
