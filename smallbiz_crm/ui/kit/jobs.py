"""Work off the GUI thread: one queue of short writes, and long jobs with progress and Cancel.

Results come back as callbacks on the GUI thread. Nothing here starts a nested event loop.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

REPORTS_PER_SECOND = 15

OnDone = Callable[[Any], object]
OnError = Callable[[Any], object]
OnEnd = Callable[[], object]


class WorkCancelledError(Exception):
    """Raised inside a job by `Progress.raise_if_cancelled`, unless the runner was given another exception."""


@dataclass(frozen=True)
class _Delivery:
    """What one piece of work came to, and who wants to know."""

    result: object
    error: Exception | None
    on_done: OnDone | None
    on_error: OnError | None
    on_end: OnEnd | None
    owner: QObject | None

    def hand_over(self, known: tuple[type[Exception], ...]) -> None:
        """Call the callbacks, unless the owner is gone; what is unknown goes to ``sys.excepthook`` once."""
        present = self.owner is None or shiboken6.isValid(self.owner)
        if self.error is not None and not (isinstance(self.error, known) and self.on_error):
            sys.excepthook(type(self.error), self.error, self.error.__traceback__)
        elif present and self.error is not None and self.on_error:
            self.on_error(self.error)
        elif present and self.error is None and self.on_done:
            self.on_done(self.result)
        if present and self.on_end:
            self.on_end()


_Outcome = Callable[[object, Exception | None], _Delivery]


class _Mailbox(QObject):
    """Carries deliveries from any thread to the thread it was made in."""

    _arrived = Signal()

    def __init__(self, known: tuple[type[Exception], ...]) -> None:
        super().__init__()
        self._known = known
        self._waiting: deque[_Delivery | Callable[[], object]] = deque()
        self._arrived.connect(self.empty, Qt.ConnectionType.QueuedConnection)

    def post(self, delivery: _Delivery | Callable[[], object]) -> None:
        """Called from any thread."""
        self._waiting.append(delivery)
        self._arrived.emit()

    def empty(self) -> None:
        """Hand over all that waits, in order. An exception of a callback does not hold up the rest."""
        while self._waiting:
            delivery = self._waiting.popleft()
            try:
                if isinstance(delivery, _Delivery):
                    delivery.hand_over(self._known)
                else:
                    delivery()
            except Exception as error:  # noqa: BLE001 - a bug in one callback must not swallow the others
                sys.excepthook(type(error), error, error.__traceback__)


def _attempt(work: Callable[[], object]) -> tuple[object, Exception | None]:
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - the job runner is where every failure arrives
        return None, error


class WriterThread:
    """One thread that does short pieces of work one after the other.

    `known` are the exceptions that a caller's `on_error` understands; any other is a bug and goes to
    ``sys.excepthook`` once, on the GUI thread. `on_end` is called last in every case. Callbacks run on the
    thread that made this object and are skipped when `owner` has been deleted. With `inline` all happens at
    once in the caller's thread.
    """

    def __init__(self, known: tuple[type[Exception], ...] = (), *, inline: bool = False) -> None:
        self._inline = inline
        self._known = known
        self._mailbox = _Mailbox(known)
        self._queue: deque[tuple[Callable[[], object], _Outcome]] = deque()
        self._changed = threading.Condition()
        self._working = False
        self._stopped = False
        self._thread: threading.Thread | None = None

    def submit(
        self,
        work: Callable[[], object],
        on_done: OnDone | None = None,
        on_error: OnError | None = None,
        on_end: OnEnd | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Queue `work`. Raises RuntimeError after `stop`."""
        if self._stopped:
            raise RuntimeError("the writer has stopped")

        def outcome(result: object, error: Exception | None) -> _Delivery:
            return _Delivery(result, error, on_done, on_error, on_end, owner)

        if self._inline:
            outcome(*_attempt(work)).hand_over(self._known)
            return
        with self._changed:
            self._queue.append((work, outcome))
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def is_busy(self) -> bool:
        """Whether work is queued or under way."""
        with self._changed:
            return self._working or bool(self._queue)

    def drain(self, timeout: float = 30.0) -> bool:
        """Wait until all work is done and delivered, at most `timeout` seconds; whether it was.

        To be called on the thread that made this object.
        """
        deadline = time.monotonic() + timeout
        while True:
            with self._changed:
                idle = self._changed.wait_for(
                    lambda: not self._working and not self._queue, max(0.0, deadline - time.monotonic())
                )
            self._mailbox.empty()
            if not idle or not self.is_busy():
                return idle

    def stop(self, timeout: float = 30.0) -> bool:
        """Drain, then end the thread; whether everything was done in time."""
        done = self.drain(timeout)
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None and done:
            self._thread.join(timeout)
        return done

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._queue) or self._stopped)
                if not self._queue:
                    return
                work, outcome = self._queue.popleft()
                self._working = True
            delivery = outcome(*_attempt(work))
            self._mailbox.post(delivery)
            with self._changed:
                self._working = False
                self._changed.notify_all()


class Progress:
    """Handed to a job's work: takes how far it is, tells whether the user wants it to stop. Any thread."""

    def __init__(
        self, show: Callable[[int, int, str], object], cancelled: type[Exception] = WorkCancelledError
    ) -> None:
        self._show = show
        self._cancelled_error = cancelled
        self._stop = threading.Event()
        self._last_shown = 0.0

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def raise_if_cancelled(self) -> None:
        """Raise the runner's cancellation exception once Cancel was pressed."""
        if self._stop.is_set():
            raise self._cancelled_error

    def report(self, done: int, total: int, note: str = "") -> None:
        """`done` of `total` pieces; a total of 0 means nobody knows. Shown at most 15 times a second."""
        now = time.monotonic()
        if done == total or now - self._last_shown >= 1 / REPORTS_PER_SECOND:
            self._last_shown = now
            self._show(done, total, note)


class Job(QObject):
    """One long piece of work. Its signals arrive on the GUI thread; `ended` is the last of them."""

    progress = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, title: str, cancelled_error: type[Exception], can_cancel: bool) -> None:
        super().__init__()
        self.title = title
        self.can_cancel = can_cancel
        self.is_running = True
        self._progress = Progress(self._on_report, cancelled_error)
        self._mailbox: _Mailbox | None = None

    @property
    def handle(self) -> Progress:
        return self._progress

    def deliver_through(self, mailbox: _Mailbox | None) -> None:
        self._mailbox = mailbox

    def cancel(self) -> None:
        """Ask the work to stop; it ends when it looks next."""
        self._progress.cancel()

    def end(self) -> None:
        self.is_running = False
        self.ended.emit()

    def _on_report(self, done: int, total: int, note: str) -> None:
        # Scaled because a signal's int has 32 bits and bytes may be counted.
        while max(done, total) > 0x7FFFFFFF:
            done, total = done >> 10, total >> 10
        if self._mailbox is None:
            self.progress.emit(done, total, note)
        else:
            self._mailbox.post(lambda: self.progress.emit(done, total, note) if self.is_running else None)


class JobRunner(QObject):
    """Starts long jobs, a thread for each, and keeps them alive until they end. Made on the GUI thread."""

    started = Signal(object)
    all_ended = Signal()

    def __init__(
        self,
        known: tuple[type[Exception], ...] = (),
        cancelled: type[Exception] = WorkCancelledError,
        *,
        inline: bool = False,
    ) -> None:
        super().__init__()
        self._known = known
        self._cancelled = cancelled
        self._inline = inline
        self._mailbox = _Mailbox(known)
        self._jobs: dict[Job, threading.Thread | None] = {}

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs under way."""
        return tuple(self._jobs)

    def run(
        self,
        title: str,
        work: Callable[[Progress], object],
        on_done: OnDone | None = None,
        on_error: OnError | None = None,
        on_end: OnEnd | None = None,
        owner: QObject | None = None,
        *,
        can_cancel: bool = True,
    ) -> Job:
        """Start `work` with a `Progress`. A cancelled job calls only `on_end`; a known failure `on_error`.

        With `inline` the work is over when this returns.
        """
        job = Job(title, self._cancelled, can_cancel)
        callbacks = (on_done, on_error, on_end, owner)
        if self._inline:
            self._jobs[job] = None
            self.started.emit(job)
            self._settle(job, *_attempt(lambda: work(job.handle)), callbacks)
            return job
        job.deliver_through(self._mailbox)

        def run_and_report() -> None:
            result, error = _attempt(lambda: work(job.handle))
            self._mailbox.post(lambda: self._settle(job, result, error, callbacks))

        thread = threading.Thread(target=run_and_report, name=f"job {title}", daemon=True)
        self._jobs[job] = thread
        self.started.emit(job)
        thread.start()
        return job

    def cancel_all(self) -> None:
        for job in self._jobs:
            job.cancel()

    def drain(self, timeout: float = 30.0) -> bool:
        """Wait for all jobs, at most `timeout` seconds, and deliver their results; whether all ended."""
        deadline = time.monotonic() + timeout
        for thread in list(self._jobs.values()):
            if thread is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        self._mailbox.empty()
        return not self._jobs

    def _settle(
        self,
        job: Job,
        result: object,
        error: Exception | None,
        callbacks: tuple[OnDone | None, OnError | None, OnEnd | None, QObject | None],
    ) -> None:
        self._jobs.pop(job, None)
        on_done, on_error, on_end, owner = callbacks
        try:
            if isinstance(error, (self._cancelled, WorkCancelledError)):
                job.cancelled.emit()
                _Delivery(None, None, None, None, on_end, owner).hand_over(self._known)
            else:
                if error is None:
                    job.finished.emit(result)
                else:
                    job.failed.emit(error)
                _Delivery(result, error, on_done, on_error, on_end, owner).hand_over(self._known)
        finally:
            job.end()
            if not self._jobs:
                self.all_ended.emit()
