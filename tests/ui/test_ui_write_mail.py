"""Writing e-mail from a record through real windows: templates, the mail program, drafts, many at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost, install_messages
from smallbiz_crm.ui.shell.mail_templates_card import MailTemplatesCard
from smallbiz_crm.ui.write_mail import WriteDialog, write_to, write_to_many

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    workspace = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    made = Desk(workspace, inline=True)
    yield made
    made.close()
    workspace.close()
    QLocale.setDefault(before)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    made.resize(900, 800)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def messages(window: QWidget) -> MessageHost:
    return install_messages(window)


@pytest.fixture
def ana(desk: Desk) -> int:
    return desk.workspace.contacts.add(NewContact(name="Ana Pérez", emails=("ana@nordlicht.example",)))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the mail program was given."""
    links: list[str] = []

    def take(url: QUrl) -> bool:
        links.append(bytes(url.toEncoded().data()).decode())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return links


def take_template(dialog: WriteDialog, name: str) -> None:
    box = dialog.template.box
    box.setCurrentIndex(box.findText(name))
    box.activated.emit(box.currentIndex())


def mails(desk: Desk, contact_id: int) -> list[str]:
    return [each.text for each in desk.workspace.contacts.timeline(contact_id) if each.kind == "email"]


def test_a_template_is_added_changed_and_removed_by_keys(
    window: QWidget, desk: Desk, messages: MessageHost
) -> None:
    card = MailTemplatesCard(desk)
    window.layout().addWidget(card)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    card.refresh()
    assert not card.nothing.isHidden()
    dialog = card.ask(None)
    QTest.keyClick(dialog.accept_button, Qt.Key.Key_Return)
    assert dialog.problem() == "An e-mail template needs a name."
    QTest.keyClicks(dialog.name_field.edit, "Thanks")
    QTest.keyClicks(dialog.subject_field.edit, "Good to meet you")
    QTest.keyClicks(dialog.text_field.edit, "Hello {first_name},")
    QTest.keyClick(dialog.text_field.edit, Qt.Key.Key_Return, CONTROL)
    card.refresh()
    kept = desk.workspace.mail.templates()[0]
    assert (kept.subject, kept.text) == ("Good to meet you", "Hello {first_name},")
    changing = card.ask(kept)
    changing.text_field.edit.setPlainText("Dear {first_name},")
    changing.submit()
    assert desk.workspace.mail.templates()[0].text == "Dear {first_name},"
    card.refresh()
    card.remove_buttons[kept.id].click()
    assert desk.workspace.mail.templates() == []
    assert messages.toasts()[-1].action_button is not None


def test_the_mail_program_gets_the_letter_filled_in_and_it_is_noted(
    window: QWidget, desk: Desk, messages: MessageHost, ana: int, opened: list[str]
) -> None:
    desk.workspace.mail.add_template(
        "Offer", "Offer & price", "Hello {first_name} at {company},\nyour {deal}?"
    )
    deal = desk.workspace.deals.add("Shop fitting", contact_id=ana)
    dialog = write_to(desk, window, ana, deal)
    assert dialog is not None
    take_template(dialog, "Offer")
    assert dialog.note.text() == "Not known, so left out: company"

    dialog.open_button.click()

    link = urlsplit(opened[0])
    assert (link.scheme, link.path) == ("mailto", "ana@nordlicht.example")
    read_back = parse_qs(link.query)
    assert read_back["subject"] == ["Offer & price"]
    assert read_back["body"] == ["Hello Ana at,\r\nyour Shop fitting?"]
    assert mails(desk, ana) == ["Offer & price\n\nHello Ana at,\nyour Shop fitting?"]
    assert messages.toasts()[-1].label.text() == "Noted: wrote to Ana Pérez"
    desk.undo()
    assert mails(desk, ana) == []


def test_what_a_mail_program_cannot_take_is_saved_as_a_draft(
    window: QWidget, desk: Desk, messages: MessageHost, ana: int, opened: list[str], tmp_path: Path
) -> None:
    offer = tmp_path / "offer.pdf"
    offer.write_bytes(b"%PDF")
    dialog = write_to(desk, window, ana)
    assert dialog is not None
    dialog.open_button.click()
    assert dialog.problem.text() == "Write a subject or a text first."
    dialog.subject.edit.setText("Offer")
    dialog.text.edit.setPlainText("x" * 3000)
    dialog.open_button.click()
    assert "too long" in dialog.problem.text()
    dialog.file.set_value(offer)
    dialog.open_button.click()
    assert "takes no file" in dialog.problem.text()
    assert opened == []
    dialog.save_draft(tmp_path / "none" / "a.eml")
    assert mails(desk, ana) == []

    dialog.save_draft(tmp_path / "a.eml")

    assert b"offer.pdf" in (tmp_path / "a.eml").read_bytes()
    assert len(mails(desk, ana)) == 1


def test_who_said_no_is_warned_of_and_left_out_of_many(
    window: QWidget, desk: Desk, messages: MessageHost, ana: int, tmp_path: Path
) -> None:
    ben = desk.workspace.contacts.add(NewContact(name="Ben", emails=("ben@one.example",)))
    mute = desk.workspace.contacts.add(NewContact(name="Mute"))
    desk.workspace.consents.say(ben, "email", "refused")
    alone = write_to(desk, window, ben)
    assert alone is not None
    assert alone.note.text() == "Ben does not want e-mail. Write only if you were asked to."
    alone.reject()
    assert write_to(desk, window, mute) is None
    assert messages.toasts()[-1].label.text() == "Mute has no e-mail address yet."

    dialog = write_to_many(desk, window, [ana, ben, mute], "3 people")
    dialog.text.edit.setPlainText("Hello {first_name}")
    dialog.save_drafts(tmp_path / "drafts")

    assert [path.name for path in (tmp_path / "drafts").iterdir()] == ["Ana Pérez.eml"]
    said = messages.toasts()[-1].label.text()
    assert said == "1 draft saved, 1 left out who said no, 1 left out without an address"
    assert not dialog.isVisible()


def test_the_button_beside_an_address_writes_to_that_address(desk: Desk, window: QWidget, ana: int) -> None:
    desk.workspace.contacts.set_email(ana, None, "ana@home.example")
    panel = ContactPanel(desk)
    window.layout().addWidget(panel)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    panel.show_record(ana)
    panel.details.emails.rows[1].open_button.click()
    dialog = next(each for each in window.findChildren(WriteDialog) if each.isVisible())

    assert dialog.address.value() == "ana@home.example"
    dialog.reject()
