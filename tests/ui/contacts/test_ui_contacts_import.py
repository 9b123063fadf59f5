"""The import wizard in a real window: recognise, map, preview, import, take back, save what failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.imports import ImportProfile
from smallbiz_crm.exchange.fields import FIELDS
from smallbiz_crm.services.imports import KINDS as IMPORTED
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.import_meanings import UnknownWord
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.contacts.import_words import KINDS, field_words, kind_words
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceBox, ChoiceField

PEOPLE = """Given name,Last name,E-mail,Company,Shoe size
Ana,Pérez,ana@nordlicht.example,Nordlicht GmbH,38
Zoë,Becker,zoe@becker.example,Becker KG,41
Zoë,Becker,zoe@becker.example,Becker KG,41
,,,,
Max,Muster,not an address,Muster AG,44
"""


@pytest.fixture
def page(desk: Desk, people: dict[str, int], window: Callable[[QWidget], QWidget]) -> ContactsPage:
    made = ContactsPage(desk)
    window(made)
    made.make_fresh()
    return made


def wizard_of(page: ContactsPage) -> ImportWizard:
    found = page.findChildren(ImportWizard)[-1]
    assert found.isVisible()
    return found


def opened(page: ContactsPage, path: Path, text: str) -> ImportWizard:
    path.write_text(text, encoding="utf-8")
    page.open_with(path)
    return wizard_of(page)


def pick(box: ChoiceBox, text: str) -> None:
    place = box.findText(text)
    assert place >= 0, [box.itemText(each) for each in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def rows(wizard: ImportWizard) -> list[tuple[str, ...]]:
    model = wizard.preview.model
    return [tuple(model.text(row, column) for column in (0, 1, 2)) for row in range(model.rowCount())]


def choose(field: ChoiceField, text: str) -> None:
    pick(field.box, text)


def test_a_file_is_recognised_previewed_and_imported_as_one_step(
    page: ContactsPage, workspace: Workspace, tmp_path: Path, people: dict[str, int]
) -> None:
    wizard = opened(page, tmp_path / "people.csv", PEOPLE)
    mapping = wizard.mapping
    assert mapping is not None
    assert "people.csv" in mapping.recognised.text()
    boxes = {name: box.currentText() for name, box in mapping.columns.boxes.items()}
    assert boxes["Given name"] == "First name"
    assert boxes["E-mail"] == "E-mail"
    assert boxes["Shoe size"] == "Leave out"
    assert mapping.left_out.text() == "1 column is left out: Shoe size"

    pick(mapping.columns.boxes["Shoe size"], "Own field “Shoe size”")
    assert mapping.left_out.isHidden()
    wizard.next_button.click()
    assert wizard.next_button.text() == "Import 4 rows"
    assert ("2", "Update", "Ana Pérez") in rows(wizard)
    assert ("3", "New", "Zoë Becker") in rows(wizard)
    QAbstractItemModelTester(wizard.preview.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    before = workspace.contacts.count()
    wizard.next_button.click()
    assert workspace.contacts.count() == before + 2
    assert page.window().toasts()[-1].startswith("2 added, 1 updated")
    zoe = workspace.contacts.get(workspace.contacts.ids(search="zoe")[0])
    assert zoe.custom == {"Shoe size": "41"}

    toast = page.window().messages.toasts()[-1]
    assert toast.action_button is not None
    toast.action_button.click()
    assert workspace.contacts.count() == before
    assert workspace.contacts.get(people["Ana"]).custom == {}


def test_rows_are_listed_by_what_happens_and_remarks_are_told(page: ContactsPage, tmp_path: Path) -> None:
    wizard = opened(page, tmp_path / "people.csv", PEOPLE)
    wizard.next_button.click()
    shown = wizard.preview.filter
    assert shown is not None
    shown.chosen.emit("same")
    assert rows(wizard) == [("2", "Unchanged", "Ana Pérez")]
    assert wizard.preview.model.text(0, 4) == "There already, by the e-mail address"

    shown.chosen.emit("remarks")
    assert len(rows(wizard)) == 1
    assert "“not an address” is no e-mail address" in wizard.preview.model.text(0, 4)


def test_failed_rows_come_back_as_a_file(page: ContactsPage, tmp_path: Path, workspace: Workspace) -> None:
    wizard = opened(page, tmp_path / "people.csv", PEOPLE)
    wizard.next_button.click()
    wizard.next_button.click()
    assert wizard.isVisible()
    assert wizard.report.problems.text().startswith("Row 6: E-mail: “not an address” is no e-mail address")
    assert wizard.save_button.isVisible()

    target = tmp_path / "problems.csv"
    wizard.save_problems(target)
    saved = target.read_text(encoding="utf-8-sig").splitlines()
    assert saved[0].startswith("Given name,Last name,E-mail,Company,Shoe size,")
    assert saved[1].startswith("Max,Muster,not an address,")
    assert len(saved) == 2
    wizard.next_button.click()
    assert not wizard.isVisible()


def test_what_can_be_read_in_two_ways_is_asked(
    page: ContactsPage, tmp_path: Path, workspace: Workspace
) -> None:
    text = 'Title,Amount,Stage,Closed\nShop fitting,"1,200",Won,03/04/2026\nRepair,"2,500",Won,05/06/2026\n'
    wizard = opened(page, tmp_path / "deals.csv", text)
    mapping = wizard.mapping
    assert mapping is not None
    if mapping.kind.value() != "deals":
        choose(mapping.kind, "Deals")
    assert mapping.date_order.isVisible()
    assert "03/04/2026" in mapping.date_order.message()
    assert not wizard.next_button.isEnabled()

    choose(mapping.date_order, "Day before month: 31/12/2026")
    if mapping.decimal.isVisible():
        choose(mapping.decimal, "Point before the cents: 1,234.50")
    assert wizard.next_button.isEnabled()
    wizard.next_button.click()
    wizard.next_button.click()
    assert {workspace.deals.get(each).closed_on.isoformat() for each in workspace.deals.ids()} == {
        "2026-04-03",
        "2026-06-05",
    }


def test_words_of_another_program_get_a_meaning(
    page: ContactsPage, tmp_path: Path, workspace: Workspace
) -> None:
    text = "Title,Amount,Stage,Created\nShop fitting,1200.00,Prospecting,2026-04-13\n"
    wizard = opened(page, tmp_path / "deals.csv", text)
    mapping = wizard.mapping
    assert mapping is not None
    if mapping.kind.value() != "deals":
        choose(mapping.kind, "Deals")
    wizard.next_button.click()
    assert rows(wizard)[0][1] == "Problem"
    assert wizard.next_button.text() == "Nothing to import"

    wizard.preview.words_button.click()
    field = next(iter(mapping.meanings.fields.values()))
    assert field.label.text() == "Prospecting"
    choose(field, "Qualified")
    wizard.next_button.click()
    assert rows(wizard)[0][1] == "New"
    wizard.next_button.click()
    assert workspace.deals.get(workspace.deals.ids()[0]).stage == "Qualified"


def test_stages_another_program_ships_are_proposed_and_remembered(
    page: ContactsPage, tmp_path: Path, workspace: Workspace
) -> None:
    head = "Record ID,Deal Name,Amount,Deal Stage,Create Date\n"
    first = "1,Shop fitting,1200.00,appointmentscheduled,2026-04-13\n2,Sign,80.00,Contract Sent,2026-04-13\n"
    wizard = opened(page, tmp_path / "deals.csv", head + first)
    mapping = wizard.mapping
    assert mapping is not None
    if mapping.kind.value() != "deals":
        choose(mapping.kind, "Deals")
    wizard.next_button.click()
    wizard.preview.words_button.click()
    proposed = {word.value: field.value() for word, field in mapping.meanings.fields.items()}
    assert proposed == {"appointmentscheduled": "Qualified", "Contract Sent": "Negotiation"}
    choose(mapping.meanings.fields[UnknownWord("stage", "Contract Sent")], "Add it as a new stage, 90%")
    wizard.next_button.click()
    wizard.next_button.click()
    assert {workspace.deals.get(each).stage for each in workspace.deals.ids()} == {
        "Qualified",
        "Contract Sent",
    }

    again = opened(page, tmp_path / "more.csv", head + "3,Lamp,5.00,appointmentscheduled,2026-04-14\n")
    assert again.mapping is not None
    field = again.mapping.meanings.fields[UnknownWord("stage", "appointmentscheduled")]
    assert field.value() == "Qualified"
    again.next_button.click()
    assert rows(again)[0][1] == "New"


def test_people_of_a_file_become_leads_of_a_campaign(
    page: ContactsPage, tmp_path: Path, workspace: Workspace
) -> None:
    fair = workspace.campaigns.add("Spring Fair", channel="event")
    wizard = opened(page, tmp_path / "people.csv", PEOPLE)
    mapping = wizard.mapping
    assert mapping is not None
    assert not mapping.campaign.isVisible()
    mapping.are_leads.box.click()
    assert mapping.since.edit.text() == "14/05/2026"
    choose(mapping.campaign, "Spring Fair")
    wizard.next_button.click()
    wizard.next_button.click()

    zoe = workspace.contacts.ids(search="zoe")[0]
    assert workspace.contacts.get(zoe).lifecycle == "lead"
    assert zoe in [touch.contact_id for touch in workspace.campaigns.touches(fair)]


def test_attendees_get_a_touch_on_the_campaign_that_is_named(
    page: ContactsPage, tmp_path: Path, workspace: Workspace
) -> None:
    fair = workspace.campaigns.add("Spring Fair", channel="event")
    text = (
        "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee Status\n"
        "1,2026-04-02,Mia,Brandt,mia@x.example,Visitor,Checked In\n"
        "2,2026-04-02,Noa,Stein,noa@x.example,Visitor,Refunded\n"
    )
    wizard = opened(page, tmp_path / "attendees.csv", text)
    assert wizard.mapping is not None
    assert wizard.mapping.campaign.isVisible()
    choose(wizard.mapping.campaign, "Spring Fair")
    wizard.next_button.click()
    assert [row[1] for row in rows(wizard)] == ["New", "Skipped"]
    wizard.next_button.click()
    assert [touch.kind for touch in workspace.campaigns.touches(fair)] == ["attended"]


def test_contact_cards_have_no_columns(page: ContactsPage, tmp_path: Path, workspace: Workspace) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Becker;Zoë;;;\r\nFN:Zoë Becker\r\nEMAIL:zoe@becker.example\r\nEND:VCARD\r\n"
    wizard = opened(page, tmp_path / "cards.vcf", card)
    mapping = wizard.mapping
    assert mapping is not None
    assert not mapping.columns.isVisible()
    assert not mapping.kind.isVisible()
    wizard.next_button.click()
    wizard.next_button.click()

    assert len(workspace.contacts.ids(search="zoe")) == 1
    assert not wizard.isVisible()


def test_a_file_that_cannot_be_read_is_named(page: ContactsPage, tmp_path: Path) -> None:
    page.open_with(tmp_path / "missing.csv")
    wizard = wizard_of(page)

    assert wizard.pages.currentWidget() is wizard.choose
    assert "missing.csv" in wizard.choose.problem.text()
    wizard.cancel_button.click()
    assert not wizard.isVisible()


def test_what_a_file_was_taken_for_can_be_corrected(page: ContactsPage, tmp_path: Path) -> None:
    text = "Name,E-mail,Date,Impressions,Clicks,Campaign\nAna,ana@x.example,2026-05-01,100,7,Spring\n"
    wizard = opened(page, tmp_path / "figures.csv", text)
    mapping = wizard.mapping
    assert mapping is not None
    if mapping.kind.value() != "contacts":
        choose(mapping.kind, "People")
    assert wizard.next_button.isEnabled()

    choose(mapping.kind, "Companies")
    assert mapping.columns.boxes["Name"].currentText() == "Name"
    assert mapping.columns.boxes["E-mail"].findText("E-mail") < 0
    assert not mapping.are_leads.isVisible()


def test_a_file_of_figures_is_taken_for_what_it_is(page: ContactsPage, tmp_path: Path) -> None:
    text = "Date,Impressions,Clicks\n2026-05-01,100,7\n"
    wizard = opened(page, tmp_path / "figures.csv", text)

    assert wizard.plan is not None
    assert wizard.plan.kind == "metrics"
    assert wizard.problem.text() == ""


def test_a_file_is_dropped_on_the_first_page(page: ContactsPage, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    page.open_with("import")
    wizard = wizard_of(page)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    wizard.choose.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )

    assert wizard.mapping is not None
    assert wizard.plan is not None
    assert wizard.plan.path == path
    wizard.back_button.click()
    assert wizard.pages.currentWidget() is wizard.choose


def test_an_import_in_a_thread_can_be_cancelled_and_left_alone(
    threaded_desk: Desk, workspace: Workspace, tmp_path: Path, window: Callable[..., object], qtbot: QtBot
) -> None:
    path = tmp_path / "many.csv"
    lines = [f"Person {number},p{number}@example.com" for number in range(9_000)]
    path.write_text("Name,E-mail\n" + "\n".join(lines) + "\n", encoding="utf-8")
    page = ContactsPage(threaded_desk)
    window(page)
    page.make_fresh()

    def previewed() -> ImportWizard:
        page.open_with(path)
        wizard = wizard_of(page)
        qtbot.waitUntil(wizard.next_button.isVisible)
        wizard.next_button.click()
        qtbot.waitUntil(lambda: wizard.pages.currentWidget() is wizard.preview, timeout=30_000)
        assert "first 2,000" in wizard.preview.summary.text()
        return wizard

    wizard = previewed()
    wizard.next_button.click()
    assert wizard.hide_button.isVisible()
    wizard.cancel_button.click()
    qtbot.waitUntil(lambda: wizard.run is None, timeout=30_000)
    assert wizard.pages.currentWidget() is wizard.preview
    assert workspace.contacts.count() == 0

    wizard.next_button.click()
    wizard.hide_button.click()
    qtbot.waitUntil(lambda: page.window().toasts() == ["9,000 added"], timeout=60_000)
    assert workspace.contacts.count() == 9_000


def test_everything_is_only_read_where_nothing_is(
    page: ContactsPage, workspace: Workspace, tmp_path: Path
) -> None:
    target = workspace.everything.write(tmp_path / "all.zip").file
    page.open_with(target)

    wizard = wizard_of(page)
    assert "holds records already" in wizard.choose.problem.text()


def test_everything_is_read_back_in_the_window(
    page: ContactsPage, workspace: Workspace, tmp_path: Path
) -> None:
    other = Workspace.create(tmp_path / "other.crm", with_sample=True)
    expected = other.contacts.count()
    target = other.everything.write(tmp_path / "all.zip").file
    other.close()
    while workspace.history.next_undo():
        workspace.history.undo()

    page.open_with(target)

    assert workspace.contacts.count() == expected
    assert "records read back" in page.window().toasts()[-1]
    workspace.history.undo()
    assert workspace.contacts.count() == 0


@pytest.mark.parametrize(
    ("copied", "source"),
    [
        ("BEGIN:VCARD\nFN:Mia Brandt\nEMAIL:mia@x.example\nEND:VCARD\n", "vcard"),
        ("Name\tE-mail\nMia Brandt\tmia@x.example\n", "generic"),
    ],
)
def test_a_card_or_table_is_pasted(page: ContactsPage, qtbot: QtBot, copied: str, source: str) -> None:
    page.open_with("import")
    wizard = wizard_of(page)
    QApplication.clipboard().setText(copied)
    qtbot.keyClick(wizard.choose.choose_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert wizard.plan is not None
    assert wizard.plan.source == source
    wizard.next_button.click()
    assert ("2" if source == "generic" else "1", "New", "Mia Brandt") in rows(wizard)


def test_an_empty_clipboard_is_said(page: ContactsPage) -> None:
    page.open_with("import")
    wizard = wizard_of(page)
    QApplication.clipboard().clear()
    wizard.choose.paste_button.click()
    assert "nothing to paste" in wizard.choose.problem.text()


def test_a_correction_is_remembered_for_the_same_columns(
    page: ContactsPage, workspace: Workspace, tmp_path: Path
) -> None:
    wizard = opened(page, tmp_path / "first.csv", "Name,Mail to,Wer\nMia Brandt,mia@x.example,Acme\n")
    assert wizard.mapping is not None
    pick(wizard.mapping.columns.boxes["Wer"], "Company")
    wizard.next_button.click()
    wizard.next_button.click()
    done = workspace.history.next_undo()
    assert done is not None
    assert done.code == "import.done"

    wizard = opened(page, tmp_path / "second.csv", "WER,name,Mail to\nOrb,Noa Stein,noa@x.example\n")
    assert wizard.mapping is not None
    assert wizard.mapping.columns.boxes["WER"].currentText() == "Company"
    assert "as you said of the last file" in wizard.mapping.recognised.text()


def test_what_is_remembered_but_no_longer_fits_is_left_alone(
    page: ContactsPage, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.import_profiles.remember(["Name", "Shoe"], ImportProfile(maps={"Shoe": "no_field"}), "x.csv")

    wizard = opened(page, tmp_path / "people.csv", "Name,Shoe\nMia Brandt,38\n")

    assert wizard.mapping is not None
    assert "as you said" not in wizard.mapping.recognised.text()
    assert wizard.mapping.columns.boxes["Shoe"].currentText() == "Leave out"


def test_the_name_of_a_file_that_forbids_mail_is_said(page: ContactsPage, tmp_path: Path) -> None:
    wizard = opened(page, tmp_path / "unsubscribed.csv", "Name,E-mail\nMia Brandt,mia@x.example\n")

    assert wizard.mapping is not None
    assert "unsubscribed, so nobody in it is sent mail" in wizard.mapping.recognised.text()


@pytest.mark.parametrize("kind", IMPORTED)
def test_every_kind_that_can_be_imported_is_offered_with_words(kind: str) -> None:
    assert kind in KINDS
    assert kind_words(kind) != kind
    assert [field for field in FIELDS[kind] if field_words(field) == field] == []
