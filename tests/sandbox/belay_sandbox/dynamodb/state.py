"""What the overlay knows about tables beyond moto, and views on moto's tables."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.dynamodb.models import DynamoDBBackend, Table, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from ..errors import AwsError
from ..phases import Key
from .journal import AttributeMap, TableKey

if TYPE_CHECKING:
    from ..call import Call

DEFAULT_LAG_S = 300.0
DEFAULT_DAYS = 35


@dataclass
class TableState:
    table_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    pitr_since: datetime | None = None
    pitr_days: int = DEFAULT_DAYS
    restore_summary: dict[str, Any] | None = None
    is_deleting: bool = False
    table_class: str | None = None
    on_demand_since: datetime | None = None
    changing_indexes: dict[str, str] = field(default_factory=dict)


class DynamoState:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tables: dict[TableKey, TableState] = {}
        self.lag_s: dict[str | None, float] = {None: DEFAULT_LAG_S}
        self.insights: dict[TableKey, str] = {}

    def lag(self, account: str) -> timedelta:
        return timedelta(seconds=self.lag_s.get(account, self.lag_s[None]))


def backend(call: Call) -> DynamoDBBackend:
    return dynamodb_backends[call.account][call.region]


def table_key(call: Call, name: str) -> TableKey:
    return (call.account, call.region, name)


def phase_key(call: Call, name: str) -> Key:
    return (call.account, call.region, "table", name)


def state_of(call: Call, name: str) -> TableState:
    return call.box.dynamodb.tables.setdefault(table_key(call, name), TableState())


def purge(call: Call) -> None:
    """Let go of tables whose DELETING phase is over."""
    for name in list(backend(call).tables):
        state = call.box.dynamodb.tables.get(table_key(call, name))
        if state is not None and state.is_deleting and call.box.phases.status(phase_key(call, name)) is None:
            backend(call).tables.pop(name)
            call.box.dynamodb.tables.pop(table_key(call, name))
            call.box.phases.forget(phase_key(call, name))


def plain_name(name_or_arn: str) -> str:
    return name_or_arn.partition(":table/")[2].partition("/")[0] if name_or_arn.startswith("arn:") else name_or_arn


def find(call: Call, name_or_arn: str | None) -> Table | None:
    """The table by name or ARN, if it is there (in whatever status)."""
    purge(call)
    return backend(call).tables.get(plain_name(name_or_arn or ""))


def status_of(call: Call, name: str) -> str:
    return call.box.phases.status(phase_key(call, name)) or "ACTIVE"


def key_of(table: Table, item: AttributeMap) -> AttributeMap:
    names = [table.hash_key_attr, table.range_key_attr if table.has_range_key else None]
    return {name: item[name] for name in names if name is not None}


def current_item(table: Table, key: AttributeMap) -> AttributeMap | None:
    """The item as DynamoDB JSON, read without leaving a trace in moto's defaultdict."""
    inner: Any = table.items.get(DynamoType(key[str(table.hash_key_attr)]))
    if inner is not None and table.has_range_key:
        inner = inner.get(DynamoType(key[str(table.range_key_attr)]))
    return inner.to_json()["Attributes"] if inner else None


def all_items(table: Table) -> list[AttributeMap]:
    return [item.to_json()["Attributes"] for item in table.all_items()]


def size_of(table: Table) -> int:
    return sum(item.size() for item in table.all_items())


def window(call: Call, name: str) -> tuple[datetime, datetime] | None:
    """Earliest and latest restorable second, or None without point-in-time recovery."""
    state = state_of(call, name)
    if state.pitr_since is None:
        return None
    now = call.now
    latest = max(now - call.box.dynamodb.lag(call.account), state.pitr_since)
    earliest = max(state.pitr_since, now - timedelta(days=state.pitr_days))
    return _whole(earliest, up=True), max(_whole(latest), _whole(earliest, up=True))


def _whole(at: datetime, up: bool = False) -> datetime:
    whole = at.replace(microsecond=0)
    return whole + timedelta(seconds=1) if up and at.microsecond else whole


def naive(at: datetime) -> datetime:
    """As moto keeps its times: UTC without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None)


def not_found() -> AwsError:
    return AwsError("ResourceNotFoundException", "Requested resource not found")
