"""Reading in the background where only the newest question matters: a new one tells the old to stop."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

IsStale = Callable[[], bool]
Question = Callable[[IsStale], object]


class NewestAnswer(QObject):
    """One thread that answers one question at a time, and of those that wait only the last.

    A question is called with `is_stale`, which turns true once another was asked: it may stop then by raising
    anything among `known`. Answers come back on the thread that made this object, for as long as `owner` lives.
    With `inline` a question is answered before `ask` returns. Otherwise it waits until `rest` seconds went by
    without another, so that a long read does not run into the next key that is typed.
    """

    _answered = Signal(int, object, object)

    def __init__(
        self,
        owner: QObject,
        known: tuple[type[Exception], ...] = (),
        *,
        inline: bool = False,
        rest: float = 0.0,
    ) -> None:
        super().__init__()
        self._owner = owner
        self._known = known
        self._inline = inline
        self._rest = rest
        self._number = 0
        self._waiting: tuple[int, Question] | None = None
        self._take: Callable[[Any], object] = _ignore
        self._refuse: Callable[[Any], object] = _ignore
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        owner.destroyed.connect(lambda: self.stop(0))

    def ask(
        self,
        question: Question,
        on_answer: Callable[[Any], object],
        on_refusal: Callable[[Any], object] | None = None,
    ) -> None:
        """Ask; what was asked before is forgotten. `on_refusal` takes a known exception."""
        self._take, self._refuse = on_answer, on_refusal or _ignore
        with self._changed:
            if self._stopped:
                return
            self._number += 1
            number = self._number
            if not self._inline:
                self._waiting = (number, question)
                self._changed.notify_all()
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="newest answer", daemon=True)
                    self._thread.start()
                return
        self._on_answered(number, *self._attempt(number, question))

    def forget(self) -> None:
        """Want no answer any more."""
        with self._changed:
            self._number += 1
            self._waiting = None
            self._changed.notify_all()

    def stop(self, timeout: float = 30.0) -> None:
        """End the thread, at most `timeout` seconds later; nothing can be asked afterwards."""
        with self._changed:
            self._stopped = True
            self._number += 1
            self._waiting = None
            self._changed.notify_all()
        if self._thread is not None and timeout:
            self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._stopped)
                while self._rest and not self._stopped and self._changed.wait(self._rest):
                    pass  # another was asked, or the one that waits forgotten
                if self._stopped:
                    return
                if self._waiting is None:
                    continue
                number, question = self._waiting
                self._waiting = None
            answer = self._attempt(number, question)
            if number == self._number and shiboken6.isValid(self):
                self._answered.emit(number, *answer)

    def _attempt(self, number: int, question: Question) -> tuple[object, Exception | None]:
        try:
            return question(lambda: number != self._number), None
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked, or to the exception hook there
            return None, error

    def _on_answered(self, number: int, answer: object, error: Exception | None) -> None:
        if number != self._number or not shiboken6.isValid(self._owner):
            return
        if error is None:
            self._take(answer)
        elif isinstance(error, self._known):
            self._refuse(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)


def _ignore(_value: object) -> None:
    """Nobody wants to know."""
