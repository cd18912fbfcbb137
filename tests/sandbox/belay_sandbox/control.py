"""The control API under /_ctl: what tests use to set the scene and look behind it."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .answer import Answer, json_bytes
from .clock import epoch, instant, iso
from .cloudwatch.store import Forced, MetricKey, Point
from .request import Request

if TYPE_CHECKING:
    from .sandbox import Sandbox

Query = dict[str, str]
Body = dict[str, Any]
Route = Callable[["Sandbox", Query, Body], Any]


class BadRequest(Exception):
    """A control request that cannot be meant as it stands."""


def _health(box: Sandbox, _query: Query, _body: Body) -> Any:
    return {"ok": True, "anchor": iso(box.anchor), "seed": box.seed, "ministackPid": box.ministack.process.pid}


def _reset(box: Sandbox, _query: Query, _body: Body) -> Any:
    box.reset()
    return {"ok": True}


def _clock_set(box: Sandbox, _query: Query, body: Body) -> Any:
    box.clock.set(float(body["offset_s"]), body.get("account"))
    return _clock_get(box, {"account": body.get("account") or ""}, {})


def _clock_get(box: Sandbox, query: Query, _body: Body) -> Any:
    account = query.get("account", "")
    return {"now": iso(box.clock.now(account)), "offset_s": box.clock.offset_s(account)}


def _delay(box: Sandbox, _query: Query, body: Body) -> Any:
    account = body.get("account")
    for service in ("dynamodb", "rds"):
        if f"{service}_s" in body:
            box.phases.set_delay(service, float(body[f"{service}_s"]), account)
    if "pitr_lag_s" in body:
        box.dynamodb.lag_s[account] = float(body["pitr_lag_s"])
        box.rds.lag_s[account] = float(body["pitr_lag_s"])
    return {
        "dynamodb_s": box.phases.delay_s("dynamodb", account or ""),
        "rds_s": box.phases.delay_s("rds", account or ""),
        "pitr_lag_s": box.dynamodb.lag(account or "").total_seconds(),
    }


def _faults_add(box: Sandbox, _query: Query, body: Body) -> Any:
    box.faults.add(body["rules"])
    return {"rules": box.faults.list()}


def _faults_list(box: Sandbox, _query: Query, _body: Body) -> Any:
    return {"rules": box.faults.list()}


def _faults_clear(box: Sandbox, query: Query, _body: Body) -> Any:
    box.faults.clear(query.get("account"))
    return {"rules": box.faults.list()}


def _calls(box: Sandbox, query: Query, _body: Body) -> Any:
    return {"calls": box.calls.list(query.get("account"), query.get("match"))}


def _calls_clear(box: Sandbox, query: Query, _body: Body) -> Any:
    box.calls.clear(query.get("account"))
    return {"ok": True}


def _world(box: Sandbox, _query: Query, _body: Body) -> Any:
    return box.world


def _world_items(box: Sandbox, query: Query, _body: Body) -> Any:
    """What a table truly held at a second, by the journal of its writes."""
    place = box.world.get("tables", {}).get(query["table"], {})
    account = query.get("account") or place.get("account")
    region = query.get("region") or place.get("region")
    if not account or not region:
        raise BadRequest(f"no table {query['table']} in the world; give account and region")
    at = instant(query["at"]) if "at" in query else box.clock.now(account)
    items = box.journal.items_at((account, region, query["table"]), at)
    rows = [items[key] for key in sorted(items)]
    return {"table": query["table"], "at": iso(at), "count": len(rows), "items": rows}


def _metrics(box: Sandbox, _query: Query, body: Body) -> Any:
    """Plant points of any metric, also of AWS's own namespaces: [[time, value], …]."""
    dimensions = tuple(sorted((body.get("dimensions") or {}).items()))
    key = MetricKey(body["namespace"], body["name"], dimensions)
    series = box.metrics.ensure(body["account"], body["region"], key, body.get("unit", "None"))
    for at, value in body["points"]:
        number = float(value)
        series.add(Point(epoch(instant(at)), 1.0, number, number, number, [(number, 1.0)]))
    return {"added": len(body["points"])}


def _metric_status(box: Sandbox, _query: Query, body: Body) -> Any:
    """Let reads of matching metrics report a status (Forbidden, PartialData, InternalError)."""
    if body.get("status") is None:
        account = body.get("account")
        box.metrics.forced = [f for f in box.metrics.forced if account is not None and f.account != account]
    else:
        code = body.get("code", body["status"])
        message = body.get("message", "The sandbox was told to say so.")
        forced = Forced(re.compile(body["match"]), str(body["status"]), str(code), str(message), body.get("account"))
        box.metrics.forced.append(forced)
    return {"forced": len(box.metrics.forced)}


def _sessions(box: Sandbox, _query: Query, body: Body) -> Any:
    """Let new temporary credentials end after so many seconds, whatever was asked for."""
    account, lifetime = body.get("account"), body.get("lifetime_s")
    if lifetime is None:
        box.identities.lifetime_s.pop(account, None)
    else:
        box.identities.lifetime_s[account] = float(lifetime)
    return {"ok": True}


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/health"): _health,
    ("POST", "/reset"): _reset,
    ("GET", "/clock"): _clock_get,
    ("POST", "/clock"): _clock_set,
    ("POST", "/delay"): _delay,
    ("GET", "/faults"): _faults_list,
    ("POST", "/faults"): _faults_add,
    ("DELETE", "/faults"): _faults_clear,
    ("GET", "/calls"): _calls,
    ("DELETE", "/calls"): _calls_clear,
    ("GET", "/world"): _world,
    ("GET", "/world/items"): _world_items,
    ("POST", "/metrics"): _metrics,
    ("POST", "/metric-status"): _metric_status,
    ("POST", "/sessions"): _sessions,
}


def handle(box: Sandbox, request: Request) -> Answer:
    """Answer a control request; a wrong one gets 400 with a sentence."""
    path = request.path.removeprefix("/_ctl").rstrip("/")
    route = ROUTES.get((request.method, path))
    headers = {"Content-Type": "application/json"}
    if route is None:
        known = sorted({f"{method} /_ctl{name}" for method, name in ROUTES})
        return Answer(404, headers, json_bytes({"error": f"no such control: {request.method} {path}", "known": known}))
    query = dict(urllib.parse.parse_qsl(request.query.replace("+", "%2B")))
    try:
        body = json.loads(request.body) if request.body.strip() else {}
        with box.lock:
            return Answer(200, headers, json_bytes(route(box, query, body)))
    except KeyError as error:
        return Answer(400, headers, json_bytes({"error": f"the field {error.args[0]} is missing"}))
    except (ValueError, TypeError, BadRequest, re.error) as error:
        return Answer(400, headers, json_bytes({"error": str(error)}))
