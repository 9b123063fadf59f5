"""Names for records outside the file: UUIDs of version 7 (RFC 9562), made before the write."""

from __future__ import annotations

import os
import time
from uuid import UUID

_last = [0, 0]


def new_uid(now_ms: int | None = None) -> bytes:
    """16 bytes that sort by the time of making: 48 bits of milliseconds, a counter, then randomness."""
    return new_uids(1, now_ms)[0]


def new_uids(count: int, now_ms: int | None = None) -> list[bytes]:
    """`count` uids in rising order, drawn with one look at the clock and one at the source of randomness."""
    now = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    noise = os.urandom(8 * count)
    uids: list[bytes] = []
    for index in range(count):
        moment, sequence = _next(now)
        head = (moment << 16 | 0x7000 | sequence).to_bytes(8, "big")
        tail = int.from_bytes(noise[8 * index : 8 * index + 8], "big") & (1 << 62) - 1 | 1 << 63
        uids.append(head + tail.to_bytes(8, "big"))
    return uids


def _next(now: int) -> tuple[int, int]:
    moment, sequence = _last
    if now > moment:
        moment, sequence = now, 0
    elif sequence < 0xFFF:
        sequence += 1
    else:
        moment, sequence = moment + 1, 0
    _last[:] = [moment, sequence]
    return moment, sequence


def uid_text(uid: bytes) -> str:
    return str(UUID(bytes=uid))
