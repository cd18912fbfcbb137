"""Rules that make chosen operations fail, slow down or lose their answer."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from typing import Any

from . import models
from .errors import AwsError
from .identity import expired_token
from .request import Asked

SENTENCES = {
    "ThrottlingException": "Rate exceeded",
    "Throttling": "Rate exceeded",
    "ProvisionedThroughputExceededException": "The level of configured provisioned throughput was exceeded.",
    "InternalServerError": "The request processing has failed because of an unknown error.",
    "InternalFailure": "The request processing has failed because of an unknown error.",
    "ServiceUnavailable": "The request has failed due to a temporary failure of the server.",
    "AccessDeniedException": "User is not authorized to perform this operation.",
    "AccessDenied": "User is not authorized to perform this operation.",
}


@dataclass
class Rule:
    """One fault. See README.md for the meaning of each field."""

    match: re.Pattern[str]
    code: str | None = None
    message: str | None = None
    status: int = 400
    times: int | None = None
    skip: int = 0
    delay_ms: float = 0
    drop: bool = False
    when: str = "before"
    account: str | None = None
    region: str | None = None
    params: re.Pattern[str] | None = None
    hits: int = 0

    @classmethod
    def from_json(cls, spec: dict[str, Any]) -> Rule:
        """Raises ValueError for a rule that cannot be meant as it stands."""
        unknown = set(spec) - set(cls.__dataclass_fields__) | ({"hits"} & set(spec))
        if unknown:
            raise ValueError(f"unknown fields in a fault rule: {', '.join(sorted(unknown))}")
        if "match" not in spec:
            raise ValueError("a fault rule needs a match, a regular expression on service.Operation")
        if spec.get("when", "before") not in ("before", "after"):
            raise ValueError("the field when of a fault rule is before or after")
        fields = dict(spec)
        for name in ("match", "params"):
            if fields.get(name) is not None:
                fields[name] = re.compile(fields[name])
        return cls(**fields)

    def to_json(self) -> dict[str, Any]:
        values = dict(self.__dict__)
        values["match"] = self.match.pattern
        values["params"] = self.params.pattern if self.params else None
        return values

    def fits(self, asked: Asked, account: str | None) -> bool:
        if self.account is not None and self.account != account:
            return False
        if self.region is not None and self.region != asked.region:
            return False
        names = {asked.service, models.BOTOCORE_NAMES.get(asked.service, asked.service)}
        if not any(self.match.search(f"{name}.{asked.operation}") for name in names):
            return False
        return self.params is None or bool(self.params.search(json.dumps(asked.loggable())))

    def error(self, asked: Asked) -> AwsError | None:
        if self.code is None:
            return None
        if self.code in ("ExpiredToken", "ExpiredTokenException"):
            return expired_token(asked)
        sentence = self.message or SENTENCES.get(self.code, f"{self.code} (a fault rule of the sandbox)")
        return AwsError(self.code, sentence, self.status)


class Faults:
    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, specs: list[dict[str, Any]]) -> None:
        rules = [Rule.from_json(spec) for spec in specs]
        with self._lock:
            self._rules.extend(rules)

    def clear(self, account: str | None = None) -> None:
        with self._lock:
            self._rules = [rule for rule in self._rules if account is not None and rule.account != account]

    def list(self) -> list[dict[str, Any]]:
        with self._lock:
            return [rule.to_json() for rule in self._rules]

    def take(self, asked: Asked, account: str | None) -> Rule | None:
        """The first rule that applies to this request now, counted as used."""
        with self._lock:
            for rule in self._rules:
                if rule.times is not None and rule.hits >= rule.skip + rule.times:
                    continue
                if rule.fits(asked, account):
                    rule.hits += 1
                    if rule.hits > rule.skip:
                        return rule
        return None
