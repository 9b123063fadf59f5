"""What is inside a deal, through its panel: people, product lines, payment plan, proposals, objections, by keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.deal_parts import ObjectionState, Role
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.panel import DealPanel
from smallbiz_crm.ui.deals.part_form import PartForm
from smallbiz_crm.ui.deals.part_list import PartList
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import FileField
from smallbiz_crm.ui.kit.messages import MessageHost


@pytest.fixture
def shelf(workspace: Workspace) -> int:
    ana = workspace.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH", notes="Likes oak"))
    fair = workspace.campaigns.add("Spring Fair")
    for text in ("Asked for prices", "Came by", "Called", "Wrote"):
        workspace.contacts.log(ana, "call", text)
    return workspace.deals.add("Shelf", contact_id=ana, amount=50_000, source_campaign_id=fair)


@pytest.fixture
def panel(window: QWidget, desk: Desk, messages: MessageHost, shelf: int) -> DealPanel:
    made = DealPanel(desk)
    window.layout().addWidget(made)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    made.show_record(shelf)
    return made


def typed(form: PartForm | None, **texts: str) -> PartForm:
    """The form with these texts typed into its fields."""
    assert form is not None
    for name, text in texts.items():
        edit = form.fields[name].input()
        edit.setFocus()
        QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(edit, text)
    return form


def press_enter(form: PartForm) -> None:
    QTest.keyClick(form, Qt.Key.Key_Return)


def spoken(listed: PartList) -> list[str]:
    return [row.accessibleName() for row in listed.rows]


def choose(listed: PartList, text: str, row: int = 0) -> None:
    menu = listed.rows[row].menu()
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_what_they_told_us_stands_on_the_first_tab(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    assert panel.told.isVisible()
    assert panel.told.notes.text() == "Likes oak"
    assert len(panel.told.story.texts()) == 3
    panel.told.all_button.click()
    assert len(panel.told.story.texts()) == 4

    workspace.deals.log(shelf, "note", "Said in the deal")
    assert not any("Said in the deal" in text for text in panel.told.story.texts())

    panel.show_record(workspace.deals.add("Nobody's deal"))
    assert not panel.told.isVisible()


def test_people_come_in_with_a_role_and_one_is_main(
    panel: DealPanel, shelf: int, workspace: Workspace, desk: Desk
) -> None:
    workspace.contacts.add(NewContact(name="Ben Ott"))
    form = typed(panel.people.add(), person="Ben Ott")
    press_enter(form)
    assert spoken(panel.people.list) == ["Ana Silva, Nordlicht GmbH, Main", "Ben Ott, Influences"]

    choose(panel.people.list, "Pays", row=1)
    choose(panel.people.list, "Make the main person", row=1)
    assert spoken(panel.people.list) == ["Ben Ott, Pays, Main", "Ana Silva, Nordlicht GmbH"]
    assert panel.fields.contact_field.edit.text() == "Ben Ott"

    choose(panel.people.list, "Take out of the deal", row=0)
    assert [person.name for person in workspace.deal_parts.people(shelf)] == ["Ana Silva"]
    desk.undo()
    assert workspace.deal_parts.people(shelf)[0].role == Role.PAYS


def test_a_form_says_what_is_missing(panel: DealPanel) -> None:
    form = typed(panel.people.add(), person="Nobody at all")
    press_enter(form)
    assert form.isVisible()
    assert form.fields["person"].message() == "Nobody is called that. Pick somebody from the list."
    QTest.keyClick(form, Qt.Key.Key_Escape)

    panel.show_page(1)
    form = typed(panel.lines.add(), product="Shelf", quantity="none")
    press_enter(form)
    assert form.fields["quantity"].message()
    form = typed(form, quantity="1", discount="120")
    press_enter(form)
    assert form.isVisible()
    form.close()


def test_product_lines_make_the_amount(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    panel.show_page(1)
    assert not panel.payments.isVisible()
    press_enter(typed(panel.lines.add(), product="Oak shelf", quantity="3", price="33.333", discount="10"))

    assert spoken(panel.lines.list) == ["Oak shelf, €90.00, 3 × 33.333 · 10 % off"]
    assert panel.lines.list.note.text() == "Together €90.00, net"
    assert workspace.deals.get(shelf).amount == 9_000

    line = workspace.deals.get(shelf).lines[0]
    form = typed(panel.lines.edit(line, panel.lines.list.rows[0].menu_button), quantity="4")
    press_enter(form)
    assert workspace.deals.get(shelf).amount == 12_000
    choose(panel.lines.list, "Remove")
    assert spoken(panel.lines.list) == []
    assert workspace.deals.get(shelf).amount == 12_000


def test_a_won_deal_is_divided_and_paid(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(shelf, won)
    panel.show_page(1)
    assert panel.payments.isVisible()

    form = panel.payments.divide()
    assert form is not None
    press_enter(form)
    assert spoken(panel.payments.instalments) == [
        "14/05/2026, €150.00, Due",
        "14/06/2026, €175.00, Due",
        "14/07/2026, €175.00, Due",
    ]
    choose(panel.payments.instalments, "Paid today")
    assert spoken(panel.payments.instalments)[0] == "14/05/2026, €150.00, Paid"
    assert panel.payments.payments.note.text() == "€150.00 received of €500.00, tax included"

    form = typed(panel.payments.add_payment(), amount="-20")
    press_enter(form)
    assert workspace.deal_parts.plan(shelf).received == 13_000
    assert spoken(panel.payments.instalments)[0] == "14/05/2026, €150.00, €130.00 of it paid, Partly paid"


def test_a_proposal_with_its_file_and_the_contract(
    panel: DealPanel, shelf: int, workspace: Workspace, tmp_path: Path
) -> None:
    offer = tmp_path / "Offer.pdf"
    offer.write_bytes(b"%PDF-1.4")
    panel.show_page(2)
    form = typed(panel.offers.add_proposal(), title="Offer 7")
    file_field = form.fields["file"]
    assert isinstance(file_field, FileField)
    file_field.set_value(offer)
    press_enter(form)

    assert spoken(panel.offers.proposals) == ["Offer 7, Sent on 14/05/2026 · Offer.pdf, Sent"]
    choose(panel.offers.proposals, "Accepted")
    assert workspace.deal_parts.proposals(shelf)[0].sent_on == date(2026, 5, 14)
    panel.offers.contract_field.box.activated.emit(3)
    assert workspace.deals.get(shelf).contract_state == "signed"


def test_an_objection_is_answered(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    panel.show_page(2)
    press_enter(typed(panel.offers.add_objection(), text="Too expensive"))
    assert spoken(panel.offers.objections) == ["Too expensive, Open"]

    objection = workspace.deal_parts.objections(shelf)[0]
    form = typed(
        panel.offers.edit_objection(objection, panel.offers.objections.rows[0].menu_button),
        answer="It lasts for thirty years",
    )
    form.accept()
    assert workspace.deal_parts.objections(shelf)[0].state is ObjectionState.ANSWERED
    assert spoken(panel.offers.objections) == ["Too expensive, It lasts for thirty years, Answered"]


def test_everything_that_can_have_the_focus_has_a_name(panel: DealPanel) -> None:
    for number in range(4):
        panel.show_page(number)
        for widget in panel.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                text = getattr(widget, "text", None)
                assert widget.accessibleName() or (text and text()), widget
