"""Looking for garbage less often while a great many objects are made that are none."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from contextlib import contextmanager

OBJECTS_BETWEEN_LOOKS = 200_000
"""What the interpreter makes before it looks for cycles; by default it looks every 700, a sixth of an import's time."""

_lock = threading.Lock()
_inside: list[tuple[int, int, int]] = []


@contextmanager
def fewer_looks() -> Generator[None]:
    """Until the last one leaves, the collector of cycles looks at young objects only now and then."""
    with _lock:
        _inside.append(gc.get_threshold())
        gc.set_threshold(max(OBJECTS_BETWEEN_LOOKS, _inside[0][0]), *_inside[0][1:])
    try:
        yield
    finally:
        with _lock:
            before = _inside[0]
            _inside.pop()
            if not _inside:
                gc.set_threshold(*before)
