"""What the overlay knows about databases beyond moto, and views on moto's instances."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstance, RDSBackend, rds_backends

from ..clock import EPOCH
from ..errors import AwsError
from ..phases import Key

if TYPE_CHECKING:
    from ..call import Call

InstanceKey = tuple[str, str, str]  # account, region, identifier
Form = list[tuple[str, str]]


def _resource_id() -> str:
    letters = string.ascii_uppercase + "234567"
    return "db-" + "".join(random.SystemRandom().choice(letters) for _ in range(26))


@dataclass
class DbState:
    """`extra` overrides members of moto's description; `pending` waits for its window."""

    created: datetime
    resource_id: str = field(default_factory=_resource_id)
    extra: dict[str, Any] = field(default_factory=dict)
    pending: dict[str, Any] = field(default_factory=dict)
    pending_form: Form = field(default_factory=list)
    parameters_pending: bool = False
    is_restored: bool = False
    is_deleting: bool = False
    keeps_backups: bool = False


class RdsState:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.lag_s: dict[str | None, float] = {None: 300.0}
        self.instances: dict[InstanceKey, DbState] = {}
        self.retained: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def lag(self, account: str) -> timedelta:
        return timedelta(seconds=self.lag_s.get(account, self.lag_s[None]))


def backend(call: Call) -> RDSBackend:
    return rds_backends[call.account][call.region]


def instance_key(call: Call, name: str) -> InstanceKey:
    return (call.account, call.region, name)


def phase_key(call: Call, name: str) -> Key:
    return (call.account, call.region, "db", name)


def state_of(call: Call, name: str) -> DbState:
    default = DbState(EPOCH)
    found = call.box.rds.instances.setdefault(instance_key(call, name), default)
    if found is default:
        database = backend(call).databases.get(name)
        found.created = database.created.replace(tzinfo=UTC) if database is not None else call.now
    return found


def forget(call: Call, name: str) -> None:
    call.box.rds.instances.pop(instance_key(call, name), None)
    call.box.phases.forget(phase_key(call, name))


def purge(call: Call) -> None:
    """Let go of instances whose deleting phase is over."""
    for name, database in list(backend(call).databases.items()):
        state = call.box.rds.instances.get(instance_key(call, name))
        if state is None or not state.is_deleting or call.box.phases.status(phase_key(call, name)) is not None:
            continue
        database.deletion_protection = False
        backend(call).delete_db_instance(
            name, skip_final_snapshot=True, delete_automated_backups=not state.keeps_backups
        )
        forget(call, name)


def not_found(name: str | None) -> AwsError:
    return AwsError("DBInstanceNotFound", f"DBInstance {name} not found.", 404)


def find(call: Call, name: str | None) -> DBInstance:
    """The instance by identifier or ARN. Raises AwsError where there is none."""
    purge(call)
    plain = (name or "").rpartition(":db:")[2].lower()
    database = backend(call).databases.get(plain)
    if database is None:
        raise not_found(name)
    return database


def status_of(call: Call, database: DBInstance) -> str:
    return call.box.phases.status(phase_key(call, database.db_instance_identifier)) or database.status


def require(call: Call, name: str | None, *statuses: str) -> DBInstance:
    """The instance, in one of the statuses. Raises InvalidDBInstanceState otherwise."""
    database = find(call, name)
    status = status_of(call, database)
    if status not in statuses:
        raise AwsError(
            "InvalidDBInstanceState",
            f"{database.db_instance_identifier} is {status}; this needs it to be {' or '.join(statuses)}.",
        )
    return database


def window(call: Call, database: DBInstance) -> tuple[datetime, datetime] | None:
    """Earliest and latest restorable second; None with a retention of zero days."""
    days = int(database.backup_retention_period or 0)
    state = state_of(call, database.db_instance_identifier)
    if days <= 0 or status_of(call, database) == "creating":
        return None
    earliest = max(state.created, call.now - timedelta(days=days)).replace(microsecond=0)
    latest = (call.now - call.box.rds.lag(call.account)).replace(microsecond=0)
    return earliest, max(latest, earliest)
