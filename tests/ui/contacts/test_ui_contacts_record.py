"""What stands on a record beside its plain fields, in a real panel: labels, consent, cadence, files, photo, tags."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.consents import ConsentChannel, ConsentState
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.contact_changes import add_activity
from smallbiz_crm.ui.contacts.company_panel import CompanyPanel
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.contacts.privacy import ask_to_erase, export_person
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.labels import Label

TODAY = date(2026, 5, 14)


@pytest.fixture
def panel(desk: Desk, people: dict[str, int], window: Callable[[QWidget], QWidget]) -> ContactPanel:
    made = ContactPanel(desk)
    window(made)
    made.show_record(people["Ana"])
    return made


def choose(menu: object, text: str) -> None:
    for action in menu.actions():  # type: ignore[attr-defined]
        inner = action.menu()
        for each in inner.actions() if inner is not None else [action]:
            if each.text() == text:
                each.trigger()
                return
    raise AssertionError(text)


def drop(target: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPointF(5, 5).toPoint(), *place)
    target.dragEnterEvent(entered)
    assert entered.isAccepted()
    target.dropEvent(QDropEvent(QPointF(5, 5), *place))


def test_an_address_is_labelled_and_put_first_from_its_menu(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    workspace.contacts.set_email(people["Ana"], None, "ana@home.example")
    row = panel.details.emails.rows[1]
    choose(row.menu(), "home")
    choose(row.menu(), "Use it first")
    emails = workspace.contacts.get(people["Ana"]).emails
    assert [(each.address, each.label) for each in emails] == [
        ("ana@home.example", "home"),
        ("ana@nordlicht.example", None),
    ]
    assert panel.details.emails.rows[0].field.label.text() == "E-mail (home)"
    choose(panel.details.emails.rows[0].menu(), "Remove e-mail")
    assert [each.address for each in workspace.contacts.get(people["Ana"]).emails] == [
        "ana@nordlicht.example"
    ]


def test_the_parts_of_the_name_are_edited_on_request(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    assert not panel.details.name_parts.isVisible()
    panel.details.name_button.click()
    prefix = panel.details.name_parts.fields["prefix"]
    prefix.edit.setFocus()
    qtbot.keyClicks(prefix.edit, "Dr.")
    qtbot.keyClick(prefix.edit, Qt.Key.Key_Tab)
    assert workspace.contacts.get(people["Ana"]).name == "Dr. Ana Pérez"
    assert panel.details.name.edit.text() == "Dr. Ana Pérez"


def test_consent_is_noted_with_its_day_and_source(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    box = panel.details.consent
    assert box.buttons[ConsentChannel.EMAIL].text() == "Not asked"
    popover = box.ask(ConsentChannel.EMAIL)
    assert popover is not None
    popover.state.box.setCurrentIndex(1)
    popover.state.box.activated.emit(1)
    popover.on.edit.setText("12.5.2026")
    popover.source.edit.setFocus()
    qtbot.keyClicks(popover.source.edit, "by phone")
    qtbot.keyClick(popover.source.edit, Qt.Key.Key_Return)
    said = workspace.consents.current(people["Ana"])[ConsentChannel.EMAIL]
    assert (said.state, said.given_on, said.source) == (ConsentState.REFUSED, date(2026, 5, 12), "by phone")
    assert box.buttons[ConsentChannel.EMAIL].text() == "Refused"
    assert box.notes[ConsentChannel.EMAIL].text() == "12/05/2026, by phone"
    again = box.ask(ConsentChannel.EMAIL)
    assert again is not None
    assert again.history.text() == "Refused: 12/05/2026, by phone"
    again.close()
    workspace.history.undo()
    assert box.buttons[ConsentChannel.EMAIL].text() == "Not asked"


def test_a_cadence_is_chosen_and_an_unusual_one_stays(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    field = panel.details.cadence
    field.box.setCurrentIndex(3)
    field.box.activated.emit(3)
    assert workspace.in_touch.cadence(people["Ana"]) == 30
    workspace.in_touch.set_cadence(people["Ana"], 45)
    assert field.box.currentText() == "Every 45 days"


def test_files_are_dropped_saved_elsewhere_and_removed(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], tmp_path: Path
) -> None:
    offer = tmp_path / "offer.pdf"
    offer.write_bytes(b"%PDF-1.7")
    drop(panel.details.files, offer)
    row = panel.details.files.rows[0]
    assert row.accessibleName() == "offer.pdf, 8 bytes · Thu 14 May"
    dialog = row.save_copy()
    dialog.fileSelected.emit(str(tmp_path / "copy.pdf"))
    dialog.close()
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7"
    row.remove()
    assert panel.details.files.rows == []
    panel.desk.undo()
    assert [each.name for each in workspace.files.of("contact", people["Ana"])] == ["offer.pdf"]
    assert len(panel.details.files.rows) == 1


def test_a_photo_is_dropped_on_the_portrait(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], tmp_path: Path
) -> None:
    assert not panel.portrait.has_photo()
    stream = io.BytesIO()
    Image.new("RGB", (900, 300), "teal").save(stream, "WEBP")
    photo = tmp_path / "me.webp"
    photo.write_bytes(stream.getvalue())
    drop(panel.portrait, photo)
    assert panel.portrait.has_photo()
    assert len(panel.portrait.menu().actions()) == 2
    panel.portrait.remove()
    assert not workspace.contacts.get(people["Ana"]).has_photo
    panel.desk.undo()
    assert panel.portrait.has_photo()
    assert panel.portrait.grab().width() > 0


def test_a_company_has_tags_files_and_fields(
    desk: Desk,
    workspace: Workspace,
    people: dict[str, int],
    window: Callable[[QWidget], QWidget],
    qtbot: QtBot,
) -> None:
    company = workspace.contacts.get(people["Ana"]).company_id
    assert company is not None
    panel = CompanyPanel(desk)
    window(panel)
    panel.show_record(company)
    panel.tags.edit.setFocus()
    qtbot.keyClicks(panel.tags.edit, "retail, key account")
    qtbot.keyClick(panel.tags.edit, Qt.Key.Key_Return)
    assert workspace.companies.get(company).tags == ("key account", "retail")
    panel.tags.chips[0].click()
    assert workspace.companies.get(company).tags == ("retail",)
    workspace.fields.add("company", "Branch")
    assert [field.label.text() for field in panel.custom.fields.values()] == ["Branch"]


def test_erasing_says_what_goes_and_what_stays_before_it_is_done(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    ana = people["Ana"]
    workspace.contacts.log(ana, "call", "Prices")
    workspace.deals.add("Shop fitting", contact_id=ana)
    dialog = ask_to_erase(panel.desk, panel.window(), workspace.contacts.get(ana))
    assert dialog is not None
    texts = [label.text() for label in dialog.findChildren(Label) if label.isVisible()]
    assert texts[0] == "Erase Ana Pérez?"
    assert "1 activity keeps its day and loses its words." in texts
    assert "1 deal stays with its money." in texts
    assert "This cannot be undone." in texts
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not workspace.contacts.get(ana).is_erased

    dialog = ask_to_erase(panel.desk, panel.window(), workspace.contacts.get(ana))
    assert dialog is not None
    dialog.accept_button.click()
    assert workspace.contacts.get(ana).is_erased
    assert panel.title.text() == "Erased contact"
    assert all("Erase" not in action.text() for action in panel.menu().actions())


def test_everything_about_a_person_is_written_where_one_says(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], tmp_path: Path
) -> None:
    dialog = export_person(panel.desk, panel.window(), workspace.contacts.get(people["Ana"]))
    dialog.fileSelected.emit(str(tmp_path / "ana.html"))
    dialog.close()
    assert "Nordlicht GmbH" in (tmp_path / "ana.html").read_text(encoding="utf-8")


def test_one_key_begins_a_note_and_the_next_step_goes_with_it(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    panel.tabs.setFocus()
    qtbot.keyClick(panel.tabs, Qt.Key.Key_C)
    box = panel.timeline.log_box
    assert box.edit.hasFocus()
    qtbot.keyClicks(box.edit, "Wants the price list")
    box.next_text.setFocus()
    qtbot.keyClicks(box.next_text, "Send it")
    box.next_on.edit.setText("16.5.")
    qtbot.keyClick(box.next_text, Qt.Key.Key_Return)
    assert panel.timeline.texts()[0].startswith("Call: Wants the price list")
    planned = workspace.follow_ups.of("contact", people["Ana"])
    assert [(each.text, each.due_on) for each in planned] == [("Send it", date(2026, 5, 16))]
    assert box.edit.toPlainText() == box.next_text.text() == ""


def test_the_timeline_shows_one_group_and_goes_back_part_by_part(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    ana = people["Ana"]
    with workspace.database.step("activity.logged", kind="note", name="Ana") as unit:
        for number in range(130):
            add_activity(unit, "note", f"Note {number}", contact_id=ana, on=TODAY - timedelta(days=number))
    workspace.contacts.edit(ana, job_title="Head of buying")
    panel.show_page(1)
    for _ in range(6):
        panel.timeline.more_button.click()
    assert len(panel.timeline.texts()) == 131
    assert not panel.timeline.more_button.isVisible()
    box = panel.timeline.group_box
    place = box.findData("changes")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert panel.timeline.texts() == ["Job title: Buyer → Head of buying, Today"]


def test_a_dropped_mail_becomes_an_entry(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], tmp_path: Path
) -> None:
    mail = tmp_path / "offer.eml"
    mail.write_bytes(b"From: ana@a.example\nSubject: Offer\n\nYes please\n")
    panel.show_page(1)
    drop(panel, mail)
    assert panel.timeline.texts()[0].startswith("E-mail: Offer")
