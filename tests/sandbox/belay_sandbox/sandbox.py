"""All state of the sandbox in one place, and how it is reset."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from .calllog import CallLog
from .clock import Clock
from .cloudwatch.alarms import Alarms
from .cloudwatch.store import MetricStore
from .dynamodb.journal import Journal
from .dynamodb.state import DynamoState
from .faults import Faults
from .identity import Identities
from .ministack import Ministack
from .moto_backend import Moto
from .phases import Phases
from .rds.state import RdsState


class Sandbox:
    """`lock` guards everything that moto and the overlay hold."""

    def __init__(self, venvs: Path, state: Path, delay_s: float, anchor: datetime, seed: str) -> None:
        self.lock = threading.RLock()
        self.anchor = anchor
        self.seed = seed
        self.clock = Clock()
        self.phases = Phases(delay_s)
        self.faults = Faults()
        self.calls = CallLog()
        self.identities = Identities()
        self.journal = Journal()
        self.dynamodb = DynamoState()
        self.rds = RdsState()
        self.metrics = MetricStore()
        self.alarms = Alarms()
        self.world: dict[str, Any] = {}
        self.moto = Moto()
        self.ministack = Ministack(venvs / "ministack", state / "ministack.log")

    def reset(self) -> None:
        """Back to the seeded world (or to nothing, without a seed)."""
        with self.lock:
            for part in (self.clock, self.phases, self.identities, self.journal, self.dynamodb, self.rds):
                part.reset()
            self.metrics.reset()
            self.alarms.reset()
            self.faults.clear()
            self.moto.reset()
            self.ministack.reset()
            self.plant()
            self.calls.clear()

    def plant(self) -> None:
        """Fill the sandbox with the seeded world."""
        from .world.plant import plant_base, plant_world

        with self.lock:
            self.world = plant_base(self)
            if self.seed == "world":
                plant_world(self)
