"""botocore's service models: names, protocols and REST routes of operations."""

from __future__ import annotations

import re
from functools import cache

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.model import OperationModel, ServiceModel
from moto.core.utils import get_service_model

# Signing names that differ from botocore's service names.
BOTOCORE_NAMES = {
    "monitoring": "cloudwatch",
    "elasticloadbalancing": "elbv2",
    "states": "stepfunctions",
    "email": "ses",
    "tagging": "resourcegroupstaggingapi",
    "servicequotas": "service-quotas",
    "awsssoportal": "sso",
    "awsssooidc": "sso-oidc",
}


@cache
def service_model(service: str) -> ServiceModel | None:
    """The model of a service by signing name, or None for an unknown one."""
    try:
        return get_service_model(BOTOCORE_NAMES.get(service, service))
    except UnknownServiceError:
        return None


def operation_model(service: str, operation: str) -> OperationModel | None:
    model = service_model(service)
    if model is None:
        return None
    try:
        return model.operation_model(operation)
    except OperationNotFoundError:
        return None


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], int, str]]:
    """(method, path pattern, weight, operation), the most literal first."""
    model = service_model(service)
    if model is None:
        return []
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = http["requestUri"].partition("?")[0]
        pattern = re.sub(r"\\\{[^}]*?\\\+\\\}", "(?:.+)", re.escape(path))
        pattern = re.sub(r"\\\{[^}]*?\\\}", "(?:[^/]+)", pattern)
        weight = len(re.sub(r"\{[^}]*\}", "", path))
        routes.append((http["method"], re.compile(pattern.rstrip("/") + "/?"), weight, name))
    return sorted(routes, key=lambda route: -route[2])


def rest_operation(service: str, method: str, path: str) -> str:
    """The operation a REST request asks for; `METHOD path` when no route fits."""
    for route_method, pattern, _, name in _routes(service):
        if route_method == method and pattern.fullmatch(path):
            return name
    return f"{method} {path}"
