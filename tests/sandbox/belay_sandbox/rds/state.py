"""What the overlay knows about databases beyond moto."""

from __future__ import annotations


class RdsState:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.lag_s: dict[str | None, float] = {None: 300.0}
