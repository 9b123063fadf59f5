"""The panel of a person in a real window: fields in place, lists, tags, history, Trash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.actions import CampaignPopover
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import Chip

DETAILS, TIMELINE, DEALS = range(3)


@pytest.fixture
def panel(desk: Desk, people: dict[str, int], window: Callable[[QWidget], QWidget]) -> ContactPanel:
    made = ContactPanel(desk)
    window(made)
    made.show_record(people["Ana"])
    return made


def retype(qtbot: QtBot, edit: QWidget, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    edit.setFocus()
    edit.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, key)


def test_the_head_says_who_and_where(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    assert panel.title.text() == "Ana Pérez"
    assert panel.subtitle.text() == "Buyer at Nordlicht GmbH"

    fair = workspace.campaigns.add("Spring Fair")
    workspace.deals.add("Shop fitting", contact_id=people["Ana"])
    workspace.follow_ups.add("Call", date(2026, 5, 12), contact_id=people["Ana"])
    workspace.contacts.set_tags(people["Ana"], ["retail"])
    workspace.campaigns.add_people(fair, [people["Ana"]])

    def chips() -> list[str]:
        return [chip.text() for chip in panel.findChildren(Chip) if chip.isVisible()]

    qtbot.waitUntil(lambda: chips() == ["Opportunity", "Follow up: 2 days late", "retail"])


def test_a_field_is_saved_when_it_is_left_and_undone_by_the_workspace(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    retype(qtbot, panel.details.job_title.edit, "Head of buying", Qt.Key.Key_Tab)
    assert workspace.contacts.get(people["Ana"]).job_title == "Head of buying"
    assert panel.subtitle.text() == "Head of buying at Nordlicht GmbH"

    workspace.history.undo()
    assert panel.details.job_title.edit.text() == "Buyer"


def test_a_new_company_is_made_in_passing(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    asked: list[tuple[str, int]] = []
    panel.desk.record_requested.connect(lambda kind, record: asked.append((kind, record)))
    retype(qtbot, panel.details.company.edit, "Westwind KG")
    company = workspace.contacts.get(people["Ana"]).company_id
    assert company is not None
    assert workspace.companies.get(company).name == "Westwind KG"

    panel.details.open_company.click()
    panel.company_button.click()
    assert asked == [("company", company)] * 2


def test_emails_are_added_changed_and_removed(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    def stored() -> list[str]:
        return [email.address for email in workspace.contacts.get(people["Ana"]).emails]

    emails = panel.details.emails
    emails.add_button.click()
    draft = emails.rows[-1]
    retype(qtbot, draft.field.edit, "ana@home")
    assert stored() == ["ana@nordlicht.example", "ana@home"]
    assert len(emails.rows) == 2
    assert emails.rows[-1] is draft, "the row that was typed into keeps the focus"

    retype(qtbot, draft.field.edit, "ana@home.example")
    assert stored() == ["ana@nordlicht.example", "ana@home.example"]
    emails.rows[0].remove_button.click()
    assert stored() == ["ana@home.example"]
    assert [row.field.edit.text() for row in emails.rows] == ["ana@home.example"]


def test_a_bad_value_is_kept_and_marked(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    row = panel.details.emails.rows[0]
    retype(qtbot, row.field.edit, "ana at home", Qt.Key.Key_Tab)
    assert "ana at home" in row.field.message()
    assert row.field.edit.text() == "ana at home"

    workspace.contacts.edit(people["Ana"], job_title="CEO")
    assert row.field.edit.text() == "ana at home", "a change elsewhere keeps what was refused"
    assert workspace.contacts.get(people["Ana"]).emails[0].address == "ana@nordlicht.example"

    panel.details.phones.add_button.click()
    draft = panel.details.phones.rows[-1]
    retype(qtbot, draft.field.edit, "+49 170 555 1234")
    assert draft.field.message() == "This number is there already."
    qtbot.keyClick(draft.field.edit, Qt.Key.Key_Escape)
    qtbot.keyClick(draft.field.edit, Qt.Key.Key_Escape)
    assert len(panel.details.phones.rows) == 1


def test_typing_is_written_for_the_person_it_was_typed_for(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    panel.details.notes.edit.setFocus()
    qtbot.keyClicks(panel.details.notes.edit, "Prefers calls")
    panel.show_record(people["Björn"])

    assert workspace.contacts.get(people["Ana"]).notes == "Prefers calls"
    assert workspace.contacts.get(people["Björn"]).notes is None
    assert panel.details.notes.edit.toPlainText() == ""


def test_an_address_is_one_however_it_is_typed(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    addresses = panel.details.addresses
    addresses.add_button.click()
    block = addresses.blocks[0]
    retype(qtbot, block.fields["street"].edit, "Rua Augusta 1", Qt.Key.Key_Tab)  # type: ignore[attr-defined]
    retype(qtbot, block.fields["city"].edit, "Lisboa", Qt.Key.Key_Tab)  # type: ignore[attr-defined]
    stored = workspace.contacts.get(people["Ana"]).addresses
    assert [(each.street, each.city) for each in stored] == [("Rua Augusta 1", "Lisboa")]
    assert addresses.blocks == [block]

    workspace.contacts.set_address(people["Ana"], stored[0].id, street=None, city=None)
    assert addresses.blocks == []


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("16/05/1985", "1985-05-16", "16 May 1985"),
        ("29/2", "--02-29", "29 Feb"),
        ("3 march", "--03-03", "3 Mar"),
        ("16 May 1985", "1985-05-16", "16 May 1985"),
        ("16.5.85", "1985-05-16", "16 May 1985"),
        ("", None, ""),
    ],
)
def test_birthdays(
    panel: ContactPanel,
    workspace: Workspace,
    people: dict[str, int],
    qtbot: QtBot,
    typed: str,
    stored: str | None,
    shown: str,
) -> None:
    if not typed:
        workspace.contacts.edit(people["Ana"], birthday="--12-24")
    retype(qtbot, panel.details.birthday.edit, typed or " ")

    assert workspace.contacts.get(people["Ana"]).birthday == stored
    assert panel.details.birthday.edit.text() == shown


def test_tags_come_by_words_and_go_by_a_press(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    retype(qtbot, panel.details.tags.edit, "#retail, VIP")
    assert workspace.contacts.get(people["Ana"]).tags == ("retail", "vip"), "the tag there was is used"

    panel.details.tags.chips[0].click()
    assert workspace.contacts.get(people["Ana"]).tags == ("vip",)


def test_the_timeline_takes_notes_and_shows_campaigns(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    workspace.campaigns.add("Spring Fair")
    panel.show_page(TIMELINE)
    qtbot.keyClicks(panel.timeline.log_box.edit, "Wants samples")
    qtbot.keyClick(panel.timeline.log_box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Wants samples, Today" in panel.timeline.texts()
    assert panel.timeline.log_box.edit.toPlainText() == ""

    panel.touches.add_button.click()
    popover = panel.window().findChild(CampaignPopover)
    assert popover is not None
    popover.accept()
    assert [chip.text() for chip in panel.touches.chips] == ["Met: Spring Fair, Today"]

    entry = panel.touches._touches[0]
    panel.touches.menu_of(entry).actions()[0].trigger()
    assert panel.touches.chips == []


def test_deals_are_opened_and_begun(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    deal = workspace.deals.add("Shop fitting", contact_id=people["Ana"], amount=120_000)
    panel.show_page(DEALS)
    asked: list[object] = []
    panel.desk.record_requested.connect(lambda kind, record: asked.append((kind, record)))
    panel.desk.page_requested.connect(lambda key, argument: asked.append((key, argument)))
    assert [row.accessibleName() for row in panel.deals.rows] == ["Shop fitting, €1,200.00, Qualified"]

    panel.deals.rows[0].click()
    panel.deals.new_button.click()
    assert asked == [("deal", deal), ("deals", {"new_for_contact": people["Ana"]})]


def test_the_trash_is_said_and_left(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    trash = next(each for each in panel.menu().actions() if each.text() == "Move to Trash")
    trash.trigger()
    assert panel.trash_banner.isVisible()

    button = panel.trash_banner.banner.action_button
    assert button is not None
    button.click()
    assert not panel.trash_banner.isVisible()
    assert not workspace.contacts.get(people["Ana"]).is_trashed


def test_somebody_who_is_gone_closes_the_panel(panel: ContactPanel, workspace: Workspace) -> None:
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    while workspace.history.next_undo() is not None and not closed:
        workspace.history.undo()

    assert closed == [True]
    with pytest.raises(NotFound):
        panel.show_record(10_000)


def test_writes_in_a_thread_say_that_they_are_under_way_only_when_slow(
    threaded_desk: Desk,
    workspace: Workspace,
    people: dict[str, int],
    window: Callable[..., object],
    qtbot: QtBot,
) -> None:
    panel = ContactPanel(threaded_desk)
    window(panel)
    panel.show_record(people["Ana"])
    retype(qtbot, panel.details.name.edit, "Ana Maria Perez")
    assert panel.details.name.state == ""
    qtbot.waitUntil(lambda: panel.title.text() == "Ana Maria Perez")

    with workspace.database._writing:
        retype(qtbot, panel.details.name.edit, "Ana")
        qtbot.waitUntil(lambda: panel.details.name.state == "saving")
    qtbot.waitUntil(lambda: panel.title.text() == "Ana")
    assert panel.details.name.state == ""
