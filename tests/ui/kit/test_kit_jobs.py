from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.job_bar import JobBar
from smallbiz_crm.ui.kit.jobs import Job, JobRunner, Progress, WorkCancelledError, WriterThread


class KnownError(Exception):
    pass


class StoppedError(Exception):
    pass


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: found.append(error))
    return found


@pytest.fixture(params=[False, True], ids=["thread", "inline"])
def writer(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[WriterThread]:
    made = WriterThread((KnownError,), inline=request.param)
    yield made
    assert made.stop(5)


@pytest.fixture(params=[False, True], ids=["thread", "inline"])
def runner(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[JobRunner]:
    made = JobRunner((KnownError,), StoppedError, inline=request.param)
    yield made
    assert made.drain(5)


def _fail(error: Exception) -> object:
    raise error


def test_writes_are_done_in_order_and_told_on_the_gui_thread(writer: WriterThread) -> None:
    told: list[tuple[int, bool]] = []
    for number in range(50):
        writer.submit(
            lambda n=number: n, lambda n: told.append((n, QThread.currentThread() == QObject().thread()))
        )
    assert writer.drain(5)
    assert told == [(number, True) for number in range(50)]
    assert not writer.is_busy()


def test_writes_run_on_one_other_thread(qapp: QApplication) -> None:
    writer = WriterThread()
    names: set[str] = set()
    for _number in range(10):
        writer.submit(lambda: names.add(threading.current_thread().name))
    assert writer.stop(5)
    assert names == {"writer"}


def test_results_arrive_without_drain(qtbot: QtBot) -> None:
    writer = WriterThread()
    told: list[int] = []
    writer.submit(lambda: 7, told.append)
    qtbot.waitUntil(lambda: told == [7], timeout=5_000)
    assert writer.stop(5)


def test_known_failure_goes_to_the_caller_only(writer: WriterThread, bugs: list[BaseException]) -> None:
    known, ends = KnownError("full"), []
    errors: list[Exception] = []
    writer.submit(lambda: _fail(known), pytest.fail, errors.append, lambda: ends.append("end"))
    writer.drain(5)
    assert errors == [known]
    assert bugs == []
    assert ends == ["end"]


def test_unknown_failure_is_a_bug_told_once(writer: WriterThread, bugs: list[BaseException]) -> None:
    bug, ends = ValueError("oops"), []
    writer.submit(lambda: _fail(bug), pytest.fail, pytest.fail, lambda: ends.append("end"))
    writer.submit(lambda: 1)
    writer.drain(5)
    assert bugs == [bug]
    assert ends == ["end"]


def test_known_failure_that_nobody_takes_is_not_lost(writer: WriterThread, bugs: list[BaseException]) -> None:
    known = KnownError("full")
    writer.submit(lambda: _fail(known))
    writer.drain(5)
    assert bugs == [known]


def test_callbacks_of_a_deleted_owner_are_skipped(qapp: QApplication) -> None:
    writer, owner, told = WriterThread(), QObject(), []
    release = threading.Event()
    writer.submit(lambda: release.wait(5), told.append, None, lambda: told.append("end"), owner)
    shiboken6.delete(owner)
    release.set()
    assert writer.stop(5)
    assert told == []


def test_drain_also_does_what_callbacks_ask_for(writer: WriterThread) -> None:
    told: list[int] = []
    writer.submit(lambda: 1, lambda _r: writer.submit(lambda: 2, told.append))
    assert writer.drain(5)
    assert told == [2]


def test_drain_says_when_time_was_too_short(qapp: QApplication) -> None:
    writer, release = WriterThread(), threading.Event()
    writer.submit(lambda: release.wait(5))
    assert not writer.drain(0.02)
    assert writer.is_busy()
    release.set()
    assert writer.stop(5)


def test_nothing_is_taken_after_stop(qapp: QApplication) -> None:
    writer = WriterThread()
    writer.stop()
    with pytest.raises(RuntimeError):
        writer.submit(lambda: None)


def test_a_failing_callback_does_not_hold_up_the_next(qapp: QApplication, bugs: list[BaseException]) -> None:
    writer, told, bug = WriterThread(), [], ValueError("in callback")
    writer.submit(lambda: 1, lambda _r: _fail(bug))
    writer.submit(lambda: 2, told.append)
    assert writer.stop(5)
    assert (told, bugs) == ([2], [bug])


def test_job_gives_its_result_and_all_signals(runner: JobRunner) -> None:
    told: list[object] = []
    jobs: list[Job] = []
    runner.started.connect(jobs.append)
    runner.started.connect(lambda job: job.progress.connect(lambda *what: told.append(what)))
    runner.started.connect(lambda job: job.ended.connect(lambda: told.append("ended")))
    runner.all_ended.connect(lambda: told.append("all"))

    def work(progress: Progress) -> str:
        progress.report(3, 3, "three")
        return "done"

    job = runner.run("Importing", work, on_done=told.append, on_end=lambda: told.append("end"))
    assert runner.drain(5)
    assert told == [(3, 3, "three"), "done", "end", "ended", "all"]
    assert jobs == [job]
    assert not job.is_running


def test_job_failures(runner: JobRunner, bugs: list[BaseException]) -> None:
    known, bug = KnownError("disk"), ValueError("bug")
    errors: list[Exception] = []
    runner.run("one", lambda _p: _fail(known), on_error=errors.append)
    runner.run("two", lambda _p: _fail(bug), on_error=errors.append)
    assert runner.drain(5)
    assert (errors, bugs) == ([known], [bug])


@pytest.mark.parametrize("error", [StoppedError, WorkCancelledError])
def test_a_cancelled_job_calls_only_on_end(
    runner: JobRunner, bugs: list[BaseException], error: type[Exception]
) -> None:
    told: list[str] = []

    def work(progress: Progress) -> None:
        progress.cancel()
        assert progress.cancelled
        if error is StoppedError:
            progress.raise_if_cancelled()
        raise error

    runner.run("Importing", work, pytest.fail, pytest.fail, lambda: told.append("end"))
    assert runner.drain(5)
    assert (told, bugs) == (["end"], [])


def test_cancel_reaches_the_work(qtbot: QtBot) -> None:
    runner, waiting = JobRunner(cancelled=StoppedError), threading.Event()

    def work(progress: Progress) -> None:
        while True:
            waiting.wait(0.001)
            progress.raise_if_cancelled()

    job = runner.run("Endless", work)
    with qtbot.waitSignals([job.cancelled, job.ended], timeout=5_000):
        runner.cancel_all()
    assert runner.jobs == ()


def test_progress_is_shown_about_fifteen_times_a_second() -> None:
    shown: list[tuple[int, int, str]] = []
    progress = Progress(lambda *what: shown.append(what))
    for done in range(50_001):
        progress.report(done, 50_000)
    assert shown[0][0] == 0
    assert shown[-1] == (50_000, 50_000, "")
    assert len(shown) < 40


def test_progress_may_count_bytes(qapp: QApplication) -> None:
    runner, told = JobRunner(inline=True), []
    runner.started.connect(lambda job: job.progress.connect(lambda *what: told.append(what)))
    runner.run("Copying", lambda progress: progress.report(30_000_000_000, 60_000_000_000))
    (done, total, _note) = told[0]
    assert done * 2 == pytest.approx(total, rel=0.001)


def test_job_bar_shows_progress_and_cancels(qtbot: QtBot) -> None:
    runner, go_on, reported = JobRunner(), threading.Event(), threading.Event()
    bar = JobBar(runner)
    qtbot.addWidget(bar)

    def work(progress: Progress) -> None:
        progress.report(41, 100)
        reported.set()
        go_on.wait(5)
        progress.raise_if_cancelled()

    runner.run("Importing people", work)
    (shown,) = bar.rows()
    qtbot.waitUntil(lambda: shown.bar.value() == 41, timeout=5_000)
    assert shown.title.text() == "Importing people"
    assert shown.note.text() == "41 %"
    assert not bar.isHidden()
    shown.cancel_button.click()
    assert not shown.cancel_button.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: bar.isHidden(), timeout=5_000)
    assert bar.rows() == []


def test_job_that_cannot_be_cancelled_has_no_button(qtbot: QtBot) -> None:
    runner = JobRunner(inline=True)
    bar = JobBar(runner)
    qtbot.addWidget(bar)
    bar.show()
    seen: list[bool] = []
    runner.run("Migrating", lambda _p: seen.append(bar.rows()[0].cancel_button.isHidden()), can_cancel=False)
    assert seen == [True]
    assert bar.rows() == []
