"""Long work at a terminal: one changing line that says how far it is, and Ctrl+C that keeps nothing half-done."""

from __future__ import annotations

import signal
import sys
import threading
import time
from types import FrameType, TracebackType

from smallbiz_crm.domain.errors import Cancelled

BETWEEN_LINES = 0.1
WIDTH = 60


class TerminalProgress:
    """Reports on stderr when that is a terminal. While it is entered, Ctrl+C asks the work to stop at its next look.

    So work that is already committed is never called cancelled; a second Ctrl+C stops at once.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._is_shown = sys.stderr.isatty()
        self._was_shown = False
        self._last = 0.0
        self._is_cancelled = False
        self._before: object = None

    def __enter__(self) -> TerminalProgress:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if callable(self._before) or isinstance(self._before, int):
            signal.signal(signal.SIGINT, self._before)
        if self._was_shown:
            sys.stderr.write(f"\r{'':<{WIDTH}}\r")
            sys.stderr.flush()

    def report(self, done: int, total: int, note: str = "") -> None:
        """Show how much of `total` is done, at most ten times a second."""
        now = time.monotonic()
        if not self._is_shown or now - self._last < BETWEEN_LINES:
            return
        self._last, self._was_shown = now, True
        share = f" {min(100, 100 * done // total)} %" if total and done else ""
        sys.stderr.write(f"\r{f'{self._label}{share} {note}'.strip()[:WIDTH]:<{WIDTH}}")
        sys.stderr.flush()

    def raise_if_cancelled(self) -> None:
        if self._is_cancelled:
            raise Cancelled

    def _on_interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_cancelled:
            raise KeyboardInterrupt
        self._is_cancelled = True
