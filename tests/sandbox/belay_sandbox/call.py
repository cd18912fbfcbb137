"""One call of an operation, and the table of operations that the overlay answers itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .answer import Answer
from .identity import Identity
from .request import Asked

if TYPE_CHECKING:
    from .sandbox import Sandbox


@dataclass
class Call:
    """A call by a known principal. `box` holds all state of the sandbox."""

    box: Sandbox
    asked: Asked
    identity: Identity
    request_id: str

    @property
    def params(self) -> dict[str, Any]:
        return self.asked.params

    @property
    def account(self) -> str:
        return self.identity.account

    @property
    def region(self) -> str:
        return self.asked.region

    @property
    def now(self) -> datetime:
        return self.box.clock.now(self.account)

    def moto(
        self,
        operation: str | None = None,
        params: dict[str, Any] | None = None,
        form: list[tuple[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Let moto do this call (or another of the same service); its output, parsed."""
        return self.box.moto.call(self, operation, params, form)


Handler = Callable[[Call], dict[str, Any] | Answer | None]
OVERLAY: dict[tuple[str, str], Handler] = {}


def operation(service: str, *names: str) -> Callable[[Handler], Handler]:
    """Register a function as the overlay's answer to operations of a service."""

    def register(handler: Handler) -> Handler:
        for name in names:
            OVERLAY[(service, name)] = handler
        return handler

    return register
