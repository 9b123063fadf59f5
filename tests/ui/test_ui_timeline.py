"""The timeline: words for every kind of entry, long stories in parts, notes that are never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.timeline import FIRST_ENTRIES, TimelineView, entry_text

DAY = date(2026, 5, 13)


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[TimelineView]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    workspace = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    made = TimelineView(Desk(workspace, inline=True))
    made.resize(360, 500)
    qtbot.addWidget(made)
    made.show()
    yield made
    workspace.close()
    QLocale.setDefault(before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def changed(field: str, before: object, after: object) -> TimelineEntry:
    return TimelineEntry(
        "step", DAY, 0, "", "field.changed", {"field": field, "before": before, "after": after}
    )


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (TimelineEntry("note", DAY, 0, "Wants <b>blue</b>"), "Wants <b>blue</b>"),
        (TimelineEntry("call", DAY, 0, "No answer"), "Call: No answer"),
        (TimelineEntry("touch", DAY, 0, "Spring Fair", "touch.met"), "Met: Spring Fair"),
        (TimelineEntry("follow_up", DAY, 0, "Ask", "follow_up.done.call"), "Call done: Ask"),
        (TimelineEntry("lifecycle", DAY, 0, "", "lifecycle.lead"), "Now Lead"),
        (TimelineEntry("deal", DAY, 0, "Shelf", "deal.created"), "Deal created: Shelf"),
        (changed("amount", None, 50_000), "Amount: — → €500.00"),
        (changed("expected_close", "2026-05-01", "2026-06-30"), "Expected close: 01/05/2026 → 30/06/2026"),
        (changed("has_budget", 0, 1), "Budget: no → yes"),
        (changed("probability", 2_000, 6_000), "Probability: 20% → 60%"),
        (changed("notes", "", "x" * 200), f"Notes: — → {'x' * 79}…"),
    ],
)
def test_every_kind_of_entry_has_words(view: TimelineView, entry: TimelineEntry, words: str) -> None:
    assert entry_text(entry, "EUR") == words


def test_a_long_story_is_shown_in_parts(view: TimelineView) -> None:
    view.show_entries(
        [TimelineEntry("note", DAY, 0, f"Note {number}") for number in range(FIRST_ENTRIES + 40)]
    )
    assert len(view.texts()) == FIRST_ENTRIES
    assert view.texts()[0] == "Note 0, Yesterday"
    assert view.more_button.text() == "Show 40 more"

    view.more_button.click()
    assert len(view.texts()) == FIRST_ENTRIES + 40
    assert not view.more_button.isVisible()


def test_a_note_goes_when_it_was_written_and_stays_when_not(view: TimelineView) -> None:
    logged: list[tuple[str, str, Callable[[], object]]] = []
    view.set_log(lambda kind, text, done: logged.append((kind, text, done)), 1)
    edit = view.log_box.edit
    assert not view.log_box.add_button.isEnabled()

    QTest.keyClicks(edit, "Called back")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert logged[0][:2] == ("note", "Called back")
    assert edit.toPlainText() == "Called back"

    logged[0][2]()
    assert edit.toPlainText() == ""
    assert not edit.document().isUndoAvailable()


def test_a_draft_waits_for_its_own_record(view: TimelineView, qapp: QApplication) -> None:
    view.set_log(lambda _kind, _text, _done: None, 1)
    QTest.keyClicks(view.log_box.edit, "Half a thought")

    view.set_log(lambda _kind, _text, _done: None, 2)
    assert view.log_box.edit.toPlainText() == ""
    view.set_log(lambda _kind, _text, _done: None, 1)
    assert view.log_box.edit.toPlainText() == "Half a thought"
