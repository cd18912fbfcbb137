"""The uploads table of ApexShare: six days of uploads, and the hour that went wrong.

Every number is drawn from a generator seeded by the place, and every time is
relative to the anchor: the same anchor gives the same history to the second.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..clock import epoch, iso
from ..dynamodb.journal import AttributeMap

Write = tuple[datetime, AttributeMap, AttributeMap | None]

ITEMS = 400
OVERWRITTEN = 120
DELETED = 18
NEW_DURING_INCIDENT = 14

DEPLOYED = timedelta(minutes=-33)
FIRST_BAD = timedelta(minutes=-31, seconds=17)
LAST_BAD = timedelta(minutes=-12, seconds=-9)
STOPPED = timedelta(minutes=-10)

NAMES = "amara bram chloe dries elif femke goran hanna idris jana kaat lucas mira noor otto petra".split()
CLIPS = "launch-teaser keynote-cut drone-reel interview b-roll trailer-final rehearsal city-walk".split()


@dataclass
class History:
    """All writes, and what tests need to know about them."""

    writes: list[Write] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)

    def put(self, at: datetime, item: AttributeMap) -> None:
        self.writes.append((at, {"uploadId": item["uploadId"]}, dict(item)))

    def delete(self, at: datetime, upload: str) -> None:
        self.writes.append((at, {"uploadId": {"S": upload}}, None))


def _upload(rng: random.Random, number: int, at: datetime) -> AttributeMap:
    owner = rng.choice(NAMES)
    size = int(rng.lognormvariate(18.5, 1.1))
    return {
        "uploadId": {"S": f"up-{number:05d}-{rng.randrange(16**6):06x}"},
        "ownerEmail": {"S": f"{owner}@studio-{rng.randrange(1, 9)}.example"},
        "recipientEmail": {"S": f"{rng.choice(NAMES)}@client.example"},
        "fileName": {"S": f"{rng.choice(CLIPS)}-{number}.mp4"},
        "sizeBytes": {"N": str(size)},
        "status": {"S": "uploading"},
        "createdAt": {"S": iso(at)},
        "expiresAt": {"N": str(int(epoch(at)) + 30 * 86400)},
        "downloads": {"N": "0"},
        "release": {"S": "v2.13.4" if number < 10_000 else "v2.14.0"},
    }


def _normal_life(history: History, rng: random.Random, item: AttributeMap, at: datetime, end: datetime) -> AttributeMap:
    """An upload arrives, becomes ready, and is downloaded now and then, until `end`."""
    history.put(at, item)
    ready = at + timedelta(seconds=rng.randrange(20, 95))
    if ready < end:
        item = item | {"status": {"S": "ready"}}
        history.put(ready, item)
    moment = ready
    for download in range(1, rng.randrange(1, 5)):
        moment += timedelta(seconds=rng.randrange(600, 90_000))
        if moment >= end:
            break
        item = item | {"downloads": {"N": str(download)}}
        history.put(moment, item)
    return item


def make(anchor: datetime) -> History:
    """The whole history of the table up to the anchor."""
    rng = random.Random("apexshare uploads")
    history = History()
    first_bad, last_bad = anchor + FIRST_BAD, anchor + LAST_BAD
    items: list[AttributeMap] = []
    span = int((timedelta(days=6) + FIRST_BAD).total_seconds()) - 300
    for number in range(ITEMS):
        at = anchor - timedelta(days=6) + timedelta(seconds=rng.randrange(span))
        item = _upload(rng, number, at)
        items.append(_normal_life(history, rng, item, at, first_bad))
    hit = rng.sample(items, OVERWRITTEN + DELETED)
    seconds = int((last_bad - first_bad).total_seconds())
    moments = sorted([0, seconds, *(rng.randrange(1, seconds) for _ in range(len(hit) - 2))])
    gone = set(rng.sample(range(1, len(hit) - 1), DELETED))
    for index, (item, moment) in enumerate(zip(hit, moments, strict=True)):
        at = first_bad + timedelta(seconds=moment)
        upload = item["uploadId"]["S"]
        if index in gone:
            history.delete(at, upload)
            history.deleted.append(upload)
            continue
        damaged = {k: v for k, v in item.items() if k not in ("ownerEmail", "recipientEmail")}
        history.put(at, damaged | {"status": {"S": "orphaned"}, "ownerName": {"S": ""}, "release": {"S": "v2.14.0"}})
        history.overwritten.append(upload)
    for index in range(NEW_DURING_INCIDENT):
        at = first_bad + timedelta(seconds=rng.randrange(30, seconds - 120))
        item = _upload(rng, 10_000 + index, at)
        _normal_life(history, rng, item, at, anchor + STOPPED)
        history.arrived.append(item["uploadId"]["S"])
    return history


def describe(anchor: datetime, history: History) -> dict[str, Any]:
    """The incident in words of the world's description."""
    return {
        "deployed": iso(anchor + DEPLOYED),
        "release": "v2.14.0",
        "firstBadWrite": iso(anchor + FIRST_BAD),
        "lastGoodSecond": iso(anchor + FIRST_BAD - timedelta(seconds=1)),
        "lastBadWrite": iso(anchor + LAST_BAD),
        "writesStopped": iso(anchor + STOPPED),
        "overwritten": sorted(history.overwritten),
        "deleted": sorted(history.deleted),
        "arrivedDuring": sorted(history.arrived),
    }
