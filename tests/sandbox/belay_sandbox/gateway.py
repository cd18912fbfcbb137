"""From a request to its answer: identity, faults, routing, call log."""

from __future__ import annotations

import time
import traceback
import uuid
from typing import TYPE_CHECKING

from . import answer as answers
from . import ministack
from .answer import Answer
from .call import OVERLAY, Call
from .calllog import Entry
from .clock import iso
from .errors import AwsError
from .faults import Rule
from .request import Asked, Request, plain, read

if TYPE_CHECKING:
    from .identity import Identity
    from .sandbox import Sandbox

# Services that the overlay answers alone: what it lacks is unknown, not moto's.
OVERLAY_ONLY = {"sts", "monitoring"}


def handle(box: Sandbox, request: Request) -> Answer:
    """Answer one AWS request. Never raises: what goes wrong inside is a 500 of the protocol."""
    began = time.monotonic()
    request_id = str(uuid.uuid4())
    asked = Asked("", f"{request.method} {request.raw_path}", "rest-json", "", None, request)
    identity: Identity | None = None
    rule: Rule | None = None
    try:
        asked = read(request)
        identity = box.identities.of(asked)
        rule = box.faults.take(asked, identity.account)
        given = _answer(box, asked, identity, request_id, rule)
    except AwsError as error:
        given = answers.failure(asked, error, request_id)
    except Exception as error:
        traceback.print_exc()
        broken = AwsError("InternalFailure", f"The sandbox failed: {error!r}", 500)
        given = answers.failure(asked, broken, request_id)
    account = identity.account if identity else None
    box.calls.add(_entry(box, asked, given, account, identity.arn if identity else None, request_id, rule, began))
    return given


def _answer(box: Sandbox, asked: Asked, identity: Identity, request_id: str, rule: Rule | None) -> Answer:
    if rule is not None and rule.delay_ms:
        time.sleep(rule.delay_ms / 1000)
    if rule is not None and rule.when == "before":
        if rule.drop:
            return Answer(0, {}, drop=True)
        if error := rule.error(asked):
            raise error
    given = route(box, asked, identity, request_id)
    if rule is not None and rule.when == "after":
        if rule.drop:
            return Answer(0, {}, drop=True)
        if error := rule.error(asked):
            raise error
    return given


def route(box: Sandbox, asked: Asked, identity: Identity, request_id: str) -> Answer:
    """Let the overlay, ministack or moto answer, in this order."""
    handler = OVERLAY.get((asked.service, asked.operation))
    if handler is not None:
        with box.lock:
            value = handler(Call(box, asked, identity, request_id))
            if isinstance(value, Answer):
                return value
            return answers.result(asked, value, request_id)
    if asked.service in ministack.SERVICES:
        return box.ministack.forward(asked, identity.account, request_id)
    if asked.service in OVERLAY_ONLY or asked.protocol == "cbor":
        raise answers.unknown_operation(asked)
    with box.lock:
        return box.moto.forward(asked, identity.account, request_id)


def _entry(
    box: Sandbox,
    asked: Asked,
    given: Answer,
    account: str | None,
    principal: str | None,
    request_id: str,
    rule: Rule | None,
    began: float,
) -> Entry:
    return Entry(
        time=iso(box.clock.now(account or "")),
        account=account,
        region=asked.region,
        service=asked.service,
        operation=asked.operation,
        status=given.status,
        error=given.error_code,
        request_id=request_id,
        principal=principal,
        params=plain(asked.loggable()),
        fault=rule is not None,
        duration_ms=round((time.monotonic() - began) * 1000, 2),
    )
