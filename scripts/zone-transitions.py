#!/usr/bin/env python3
"""Writes shared/fixtures/zone-transitions.json: when the clocks of five zones change from 2025 to 2036, and to what.

It asks Python's zoneinfo, which shares no code with the program: the quiet hours are held against this table.
Run `python3 scripts/zone-transitions.py > shared/fixtures/zone-transitions.json` after a new release of the zone data.
"""
import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["Europe/London", "Australia/Sydney", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu"]
FIRST = datetime(2025, 1, 1, tzinfo=timezone.utc)
LAST = datetime(2037, 1, 1, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def offset_at(zone: ZoneInfo, at: datetime) -> int:
    """Minutes ahead of UTC."""
    return int(at.astimezone(zone).utcoffset() / MINUTE)


def change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The minute at which the new offset begins, knowing that there is one change after `low` and up to `high`."""
    old = offset_at(zone, low)
    while high - low > MINUTE:
        middle = low + MINUTE * ((high - low) // MINUTE // 2)
        if offset_at(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def changes_of(name: str) -> list:
    """The offset at the start, then each change: `[UTC instant, minutes ahead of UTC from then on]`."""
    zone = ZoneInfo(name)
    changes = [(FIRST, offset_at(zone, FIRST))]
    step = timedelta(hours=6)
    at = FIRST
    while at < LAST:
        after = at + step
        if offset_at(zone, after) != offset_at(zone, at):
            change = change_between(zone, at, after)
            changes.append((change, offset_at(zone, change)))
        at = after
    return [[change.strftime("%Y-%m-%dT%H:%MZ"), offset] for change, offset in changes]


def main() -> None:
    lines = [f"  {json.dumps(name)}: [\n    " + ",\n    ".join(map(json.dumps, changes_of(name))) + "\n  ]" for name in ZONES]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
