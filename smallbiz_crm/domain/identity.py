"""Names for records outside the file: UUIDs of version 7 (RFC 9562), made before the write."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from uuid import UUID

_last = [0, 0]
_VARIANT = bytes(0x80 | byte & 0x3F for byte in range(256))


def new_uid(now_ms: int | None = None) -> bytes:
    """16 bytes that sort by the time of making: 48 bits of milliseconds, a counter, then randomness."""
    return new_uids(1, now_ms)[0]


def new_uids(count: int, now_ms: int | None = None) -> list[bytes]:
    """`count` uids in rising order, drawn with one look at the clock and one at the source of randomness."""
    now = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    moment, sequence = _last if now <= _last[0] else (now, -1)
    first = (moment << 12) + sequence + 1
    _last[:] = divmod(first + count - 1, 1 << 12) if count else _last
    heads = struct.pack(f">{count}Q", *_heads(first, first + count))
    noise = bytearray(os.urandom(8 * count))
    noise[::8] = noise[::8].translate(_VARIANT)
    tails = bytes(noise)
    return [heads[place : place + 8] + tails[place : place + 8] for place in range(0, 8 * count, 8)]


def _heads(first: int, end: int) -> Iterator[int]:
    """The first eight bytes of each uid: its millisecond, the version, its place among those of the millisecond."""
    while first < end:
        moment, sequence = divmod(first, 1 << 12)
        size = min((1 << 12) - sequence, end - first)
        yield from range(moment << 16 | 7 << 12 | sequence, (moment << 16 | 7 << 12 | sequence) + size)
        first += size


def uid_text(uid: bytes) -> str:
    return str(UUID(bytes=uid))


def parse_uid(text: str) -> UUID | None:
    """The uid that `uid_text` wrote; None for any other text."""
    try:
        uid = UUID(text)
    except ValueError:
        return None
    return uid if str(uid) == text else None
