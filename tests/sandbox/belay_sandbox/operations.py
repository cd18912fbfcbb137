"""Imports every module that registers operations of the overlay."""

from . import sts
from .cloudwatch import alarm_calls, mute_rules, reads, writes
from .dynamodb import backups, items, recovery, tables
from .rds import instances, restores, snapshots

MODULES = (
    sts,
    alarm_calls,
    mute_rules,
    reads,
    writes,
    backups,
    items,
    recovery,
    tables,
    instances,
    restores,
    snapshots,
)
