"""Every write to every table, so that any table can be had as of any second.

A key's state at an instant is its last entry at or before that instant. Entries
are kept in order of their time, also when the clock was moved between writes.
"""

from __future__ import annotations

import json
from bisect import bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from ..clock import epoch

TableKey = tuple[str, str, str]  # account, region, table
AttributeMap = dict[str, Any]  # an item or key as DynamoDB JSON


class Entry(NamedTuple):
    at: float
    sequence: int
    key: str
    item: AttributeMap | None  # None: the item was deleted


def key_text(key: AttributeMap) -> str:
    """One string per key, the same for numbers written in different ways."""
    parts = {}
    for name, value in key.items():
        ((kind, inner),) = value.items()
        parts[name] = [kind, format(float(inner), ".17g") if kind == "N" else inner]
    return json.dumps(parts, sort_keys=True)


@dataclass
class _Table:
    entries: list[Entry] = field(default_factory=list)
    sequence: int = 0


class Journal:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._tables: dict[TableKey, _Table] = {}

    def start(self, table: TableKey) -> None:
        """A table was created: whatever an earlier one of that name held is gone."""
        self._tables[table] = _Table()

    def write(self, table: TableKey, at: datetime, key: AttributeMap, item: AttributeMap | None) -> None:
        kept = self._tables.setdefault(table, _Table())
        kept.sequence += 1
        entry = Entry(epoch(at), kept.sequence, key_text(key), item)
        if not kept.entries or kept.entries[-1][:2] <= entry[:2]:
            kept.entries.append(entry)
        else:
            insort(kept.entries, entry, key=lambda e: e[:2])

    def items_at(self, table: TableKey, at: datetime) -> dict[str, AttributeMap]:
        """Items by key text as they were at the instant, writes of that instant included."""
        kept = self._tables.get(table, _Table())
        end = bisect_right(kept.entries, (epoch(at), float("inf")), key=lambda e: e[:2])
        state: dict[str, AttributeMap] = {}
        for entry in kept.entries[:end]:
            if entry.item is None:
                state.pop(entry.key, None)
            else:
                state[entry.key] = entry.item
        return state

    def count(self, table: TableKey) -> int:
        return len(self._tables.get(table, _Table()).entries)
