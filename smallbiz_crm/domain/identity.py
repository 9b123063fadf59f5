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
    moment, sequence = _last if now <= _last[0] else (now, -1)
    numbers = range((moment << 12) + sequence + 1, (moment << 12) + sequence + 1 + count)
    _last[:] = divmod(numbers[-1], 1 << 12) if count else _last
    noise = memoryview(os.urandom(8 * count)).cast("Q")
    return [
        ((number >> 12) << 80 | 7 << 76 | (number & 0xFFF) << 64 | 2 << 62 | tail >> 2).to_bytes(16, "big")
        for number, tail in zip(numbers, noise, strict=True)
    ]


def uid_text(uid: bytes) -> str:
    return str(UUID(bytes=uid))
