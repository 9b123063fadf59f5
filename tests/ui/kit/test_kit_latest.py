"""Reading in the background: only the newest question is answered, and old ones are told to stop."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.latest import IsStale, NewestAnswer


class Stopped(Exception):
    """Nobody waits any more."""


def test_only_the_newest_of_those_that_wait_is_asked(qtbot: QtBot) -> None:
    owner = QObject()
    reader = NewestAnswer(owner, (Stopped,))
    started, asked, answers = threading.Event(), [], []

    def slow(is_stale: IsStale) -> str:
        started.set()
        while not is_stale():
            time.sleep(0.001)
        raise Stopped

    def quick(name: str) -> str:
        asked.append(name)
        return name

    reader.ask(slow, answers.append)
    assert started.wait(5)
    reader.ask(lambda _stale: quick("second"), answers.append)
    reader.ask(lambda _stale: quick("third"), answers.append)
    qtbot.waitUntil(lambda: answers == ["third"])

    assert asked[-1] == "third"
    reader.stop()
    assert not any(thread.name == "newest answer" for thread in threading.enumerate())


def test_an_answer_that_was_forgotten_does_not_come(qtbot: QtBot) -> None:
    owner = QObject()
    reader = NewestAnswer(owner)
    answers: list[object] = []
    done = threading.Event()
    reader.ask(lambda _stale: done.set(), answers.append)
    assert done.wait(5)
    reader.forget()
    qtbot.wait(20)

    assert answers == []
    reader.stop()
    reader.ask(lambda _stale: 1, answers.append)
    qtbot.wait(20)
    assert answers == []


def test_refusals_are_told_and_bugs_reach_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = QObject()
    reader = NewestAnswer(owner, (Stopped,), inline=True)
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: told.append(error))

    def refuse(_is_stale: IsStale) -> None:
        raise Stopped

    def fail(_is_stale: IsStale) -> None:
        raise ZeroDivisionError

    reader.ask(lambda _stale: 7, told.append)
    reader.ask(refuse, told.append, lambda error: told.append(type(error)))
    reader.ask(fail, told.append)
    assert told[:2] == [7, Stopped]
    assert isinstance(told[2], ZeroDivisionError)


def test_nothing_comes_after_the_owner_is_gone(qtbot: QtBot) -> None:
    owner = QObject()
    reader = NewestAnswer(owner)
    answers: list[object] = []
    hold = threading.Event()
    reader.ask(lambda _stale: hold.wait(5), answers.append)
    owner.deleteLater()
    qtbot.waitUntil(lambda: reader._stopped)
    hold.set()
    qtbot.wait(20)

    assert answers == []
