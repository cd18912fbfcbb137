"""Reads and writes of items: moto does them, the journal notes every write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..answer import Answer
from ..call import Call, operation
from ..errors import validation
from . import state as s
from .journal import AttributeMap

Touched = tuple[str, AttributeMap]  # table, key or item that holds the key

READS = ("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
STATEMENTS = ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction")
MOST_IN_BATCH = 25


def _table_names(params: dict[str, Any]) -> set[str]:
    names = {params["TableName"]} if "TableName" in params else set()
    names |= set(params.get("RequestItems") or {})
    for action in params.get("TransactItems") or []:
        names |= {inner["TableName"] for inner in action.values()}
    return {s.plain_name(name) for name in names}


def _refuse_unready(call: Call, names: set[str]) -> None:
    """The data plane knows a table only once it is ACTIVE, and until it is deleted."""
    for name in names:
        if s.find(call, name) is None or s.status_of(call, name) in ("CREATING", "DELETING"):
            raise s.not_found()


def _touched(params: dict[str, Any]) -> Iterator[Touched]:
    if "TableName" in params:
        yield params["TableName"], params.get("Item") or params["Key"]
    for name, requests in (params.get("RequestItems") or {}).items():
        for request in requests:
            inner = request.get("PutRequest") or request["DeleteRequest"]
            yield name, inner.get("Item") or inner["Key"]
    for action in params.get("TransactItems") or []:
        for kind, inner in action.items():
            if kind != "ConditionCheck":
                yield inner["TableName"], inner.get("Item") or inner["Key"]


@operation("dynamodb", *READS)
def read(call: Call) -> Any:
    _refuse_unready(call, _table_names(call.params))
    return call.box.moto.forward(call.asked, call.account, call.request_id)


@operation("dynamodb", *WRITES)
def write(call: Call) -> Any:
    params = call.params
    _refuse_unready(call, _table_names(params))
    if call.asked.operation == "BatchWriteItem":
        count = sum(len(requests) for requests in params["RequestItems"].values())
        if not 1 <= count <= MOST_IN_BATCH:
            raise validation(
                "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
                f"Member must have length less than or equal to {MOST_IN_BATCH}, Member must have length "
                "greater than or equal to 1"
            )
    answer: Answer = call.box.moto.forward(call.asked, call.account, call.request_id)
    if answer.status == 200:
        now = call.now
        for name, holder in _touched(params):
            table = s.backend(call).tables[s.plain_name(name)]
            key = s.key_of(table, holder)
            call.box.journal.write(s.table_key(call, table.name), now, key, s.current_item(table, key))
    return answer


@operation("dynamodb", *STATEMENTS)
def statement(call: Call) -> Any:
    """PartiQL names its keys in text, so what it changed is found by comparison."""
    s.purge(call)
    answer: Answer = call.box.moto.forward(call.asked, call.account, call.request_id)
    texts = [call.params.get("Statement") or ""]
    texts += [
        part["Statement"] for part in call.params.get("Statements") or call.params.get("TransactStatements") or []
    ]
    if all(text.lstrip().upper().startswith("SELECT") for text in texts):
        return answer
    for name, table in s.backend(call).tables.items():
        if any(name in text for text in texts):
            note_differences(call, table)
    return answer


def note_differences(call: Call, table: Any) -> None:
    """Bring the journal up to what the table holds now."""
    from .journal import key_text

    now = call.now
    key = s.table_key(call, table.name)
    known = call.box.journal.items_at(key, now)
    present = {key_text(s.key_of(table, item)): item for item in s.all_items(table)}
    for text, item in present.items():
        if known.get(text) != item:
            call.box.journal.write(key, now, s.key_of(table, item), item)
    for text, item in known.items():
        if text not in present:
            call.box.journal.write(key, now, s.key_of(table, item), None)
